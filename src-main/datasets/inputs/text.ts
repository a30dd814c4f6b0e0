/** Text as vocabulary rows: the vocabulary is counted on the training texts alone. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { TextPreprocessing } from '../../../src-shared/domain/preprocessing.ts'
import type { Input, TokensInput } from '../../../src-shared/domain/prepared.ts'
import { fitTokens } from '../text/fit.ts'
import { encode } from '../text/vocabulary.ts'
import type { InputEncoder } from './index.ts'

const textIn = (cell: Cell): string => (typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : fail('predict.input', { expected: 'text' }))

/** One text at a time: those of a large set do not fit together. */
function* textsIn(cells: Iterable<Cell>): Generator<string> {
  for (const cell of cells) yield textIn(cell)
}

export const textInput: InputEncoder<Input, TextPreprocessing> = {
  fit: (cells, { kind: _text, vectors: _vectors, ...preprocessing }): TokensInput => ({ kind: 'tokens', preprocessing, ...fitTokens(textsIn(cells), preprocessing) }),
  encode: (input, cell) => {
    const { tokens, pieces } = encode(input as TokensInput, textIn(cell))
    return { sequence: tokens, steps: tokens.length, pieces }
  },
}
