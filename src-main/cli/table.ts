/** Plain text tables: columns as wide as their widest cell, numbers on the right. */

export type Cell = string | number | null
const text = (cell: Cell): string => (cell === null ? '' : typeof cell === 'number' ? figure(cell) : cell)

export function table(header: string[], rows: Cell[][]): string {
  if (rows.length === 0) return '(none)'
  const lines = [header, ...rows.map((row) => row.map(text))]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))))
  const isNumeric = header.map((_, column) => rows.every((row) => typeof row[column] === 'number' || row[column] === null))
  const pad = (cell: string, column: number): string => (isNumeric[column] ? ' '.repeat(widths[column] - width(cell)) + cell : cell + ' '.repeat(widths[column] - width(cell)))
  return lines.map((line) => line.map(pad).join('  ').trimEnd()).join('\n')
}

/** Name and value on a line each. */
export function list(rows: [name: string, value: Cell][]): string {
  const longest = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(longest)}  ${text(value)}`.trimEnd()).join('\n')
}

/** Four figures after the point at most, none where there are none. */
export const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(4))

/** Columns on a terminal: Chinese, Japanese and Korean characters take two. */
function width(cell: string): number {
  return [...cell].reduce((sum, character) => sum + (/[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]/u.test(character) ? 2 : 1), 0)
}
