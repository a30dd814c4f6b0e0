/** Numbers as tables spell them: the window reads what is typed by the same rules. */
export { isMissing, parseNumber } from '../../src-shared/domain/spelled-numbers.ts'
