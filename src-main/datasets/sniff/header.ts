/** Whether the first record of a table names its columns. */
import { valueType } from './columns.ts'
import { usualNames } from './roles.ts'

const longestName = 60
const mostWords = 5
const looksLikeName = /^[\p{L}_][\p{L}\p{M}\p{N}_ .:/()[\]#%-]*$/u

/** `first` is the first record, `rest` some that follow it. Evidence in order of strength; the first that speaks decides. */
export function detectHeader(first: string[], rest: string[][]): boolean {
  const cells = first.map((cell) => cell.trim())
  // An unnamed first column is what pandas writes for its index.
  const last = cells.findLastIndex((cell) => cell !== '')
  // Empty columns at the end, which spreadsheets leave behind, have no names either.
  const spare = last > 0 && rest.every((row) => row.slice(last + 1).filter((cell) => cell.trim() !== '').length <= 1) ? cells.slice(0, last + 1) : cells
  // pandas numbers the columns of a table without names; its index is there in every row, but has no name.
  const numbered = spare.length > 1 && spare[0] === '' && spare.slice(1).every((cell, place) => cell === String(place))
  if (numbered && rest.length > 0 && rest.every((row) => (row[0] ?? '').trim() !== '')) return true
  const named = spare[0] === '' && spare.length > 1 ? spare.slice(1) : spare
  if (named.some((cell) => cell === '' || cell.length > longestName || cell.includes('\n'))) return false
  const known = named.filter((cell) => usualNames.has(cell.toLowerCase())).length
  if (known === named.length) return true
  if (new Set(named).size < named.length) return false
  // A lone `No` or `Yes` may name a column (the number of a row); a value as a name may not.
  if (named.some((cell) => !['text', 'boolean'].includes(valueType(cell))) || named.filter((cell) => valueType(cell) === 'boolean').length > 1) return false
  if (known >= 2) return true
  const below = cells.map((_, column) => rest.map((row) => (row[column] ?? '').trim()).filter((value) => value !== ''))
  const recurs = below.some((values, column) => cells[column] !== '' && values.includes(cells[column]))
  if (recurs) return false
  const typedBelow = below.some((values) => values.length > 0 && values.every((value) => valueType(value) !== 'text'))
  const repeats = below.some((values) => values.length >= 4 && new Set(values).size <= values.length / 2)
  const nameLike = named.every((cell) => looksLikeName.test(cell) && cell.split(/\s+/).length <= mostWords)
  return nameLike && (known > 0 || typedBelow || repeats || named.length > 1 || rest.length === 0)
}

/** Names that can stand for columns: blanks become column1, column2, ...; a second `text` becomes `text_2`. */
export function columnNames(cells: string[]): string[] {
  const taken = new Set<string>()
  return cells.map((cell, index) => {
    const wanted = cell.trim() || `column${index + 1}`
    let name = wanted
    for (let copy = 2; taken.has(name); copy++) name = `${wanted}_${copy}`
    taken.add(name)
    return name
  })
}
