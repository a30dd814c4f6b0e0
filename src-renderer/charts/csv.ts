/** Rows as a CSV file (RFC 4180, UTF-8 with a byte-order mark so that spreadsheets read Chinese). */

export type Cell = string | number | null

/**
 * A spreadsheet runs a text that begins with one of these as a formula; a leading apostrophe makes it a text again.
 * Numbers are written as numbers: only texts are guarded.
 */
const formulaStart = /^[\s]*[=+\-@\t\r]/

function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : ''
  const guarded = formulaStart.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded
}

export function toCsv(header: string[], rows: Cell[][]): string {
  return '\uFEFF' + [header, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}
