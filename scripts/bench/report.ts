/** What the benches found, as lines while they run, and as a table or JSON at the end. */

export interface Finding {
  bench: string
  row: string
  threads: number
  /** What `ours` and `theirs` are counted in. */
  unit: 'ms' | 'tokens/s' | 'MB' | 'share'
  ours: number
  theirs: number | null
  /** How many times better ours is, or whatever else the bar is about. */
  value: number | null
  bar: number | null
  /** Which side of the bar is right. */
  wanted: 'at least' | 'at most'
  note?: string
}

const findings: Finding[] = []

export const isReached = ({ value, bar, wanted }: Finding): boolean | null => (value === null || bar === null ? null : wanted === 'at least' ? value >= bar : value <= bar)
const verdict = (found: Finding) => ({ true: 'ok', false: 'MISSED', null: '' })[String(isReached(found)) as 'true']
const text = (value: number | null) => (value === null ? '' : Math.abs(value) >= 1000 ? value.toFixed(0) : value.toPrecision(3))
const right = (value: unknown, width: number) => String(value ?? '').padStart(width)

function line(found: Finding): string {
  const { bench, row, threads, unit, ours, theirs, value, bar, wanted, note } = found
  const barText = bar === null ? '' : `${wanted === 'at most' ? '<=' : '>='} ${bar}`
  return [bench.padEnd(10), row.padEnd(30), right(threads, 2), right(text(ours), 9), right(text(theirs), 9), unit.padEnd(8), right(text(value), 7), right(barText, 8), verdict(found).padEnd(6), note ?? ''].join(' ').trimEnd()
}

export const heading = ['bench'.padEnd(10), 'row'.padEnd(30), 'th', right('ours', 9), right('theirs', 9), 'unit'.padEnd(8), right('value', 7), right('bar', 8)].join(' ')

let quiet = false
/** No lines while it runs: they would stand between the JSON. */
export function beQuiet(): void {
  quiet = true
}

export function say(words: string): void {
  if (!quiet) console.log(words)
}

export function found(finding: Finding): void {
  findings.push(finding)
  say(line(finding))
}

/** The whole table again, and what was missed. */
export function finish(json: boolean): void {
  const missed = findings.filter((finding) => isReached(finding) === false)
  const judged = findings.filter((finding) => isReached(finding) !== null)
  if (json) return console.log(JSON.stringify({ date: new Date().toISOString(), node: process.version, reached: judged.length - missed.length, missed: missed.length, findings }, null, 1))
  console.log(`\n${judged.length - missed.length} of ${judged.length} bars reached.${missed.length > 0 ? ` Missed:\n${heading}\n${missed.map(line).join('\n')}` : ''}`)
}
