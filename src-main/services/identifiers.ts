/** Short ids that can be read out and typed: a letter for what it is and eight random characters, none easily mistaken. */
import { randomInt } from 'node:crypto'

const alphabet = '23456789abcdefghjkmnpqrstuvwxyz'
const letters = { dataset: 'd', run: 'r', export: 'e', temporary: 't' } as const

export function newId(kind: keyof typeof letters): string {
  return `${letters[kind]}-${Array.from({ length: 8 }, () => alphabet[randomInt(alphabet.length)]).join('')}`
}
