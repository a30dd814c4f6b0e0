/** Dates as people write them, and as ISO 8601 does: pairs of short strings with rules that letters must be read for. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSeeded } from '../seeded.ts'
import type { ShippedSample } from './sample.ts'

const rows = 8000
const seed = 11

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December']
const german = ['Januar', 'Februar', 'März', 'April', 'Mai', 'Juni', 'Juli', 'August', 'September', 'Oktober', 'November', 'Dezember']
const french = ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre']
const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

interface Day { year: number; month: number; day: number }

const two = (value: number): string => String(value).padStart(2, '0')
const ordinal = (day: number): string => `${day}${day % 100 >= 11 && day % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`
const weekday = ({ year, month, day }: Day): string => weekdays[new Date(Date.UTC(year, month - 1, day)).getUTCDay()]
const iso = ({ year, month, day }: Day): string => `${year}-${two(month)}-${two(day)}`

/** Only ways of writing that have one meaning: 03/04/2021 is another day in another country. */
const styles: ((date: Day) => string)[] = [
  ({ year, month, day }) => `${day} ${months[month - 1]} ${year}`,
  ({ year, month, day }) => `${months[month - 1]} ${day}, ${year}`,
  ({ year, month, day }) => `${months[month - 1].slice(0, 3)} ${day}, ${year}`,
  ({ year, month, day }) => `${day} ${months[month - 1].slice(0, 3).toUpperCase()} ${year}`,
  ({ year, month, day }) => `${months[month - 1]} ${ordinal(day)}, ${year}`,
  ({ year, month, day }) => `the ${ordinal(day)} of ${months[month - 1]} ${year}`,
  (date) => `${weekday(date)}, ${date.day} ${months[date.month - 1]} ${date.year}`,
  ({ year, month, day }) => `${two(day)}.${two(month)}.${year}`,
  ({ year, month, day }) => `${day}.${month}.${year}`,
  ({ year, month, day }) => `${year}/${month}/${day}`,
  ({ year, month, day }) => `${day}. ${german[month - 1]} ${year}`,
  ({ year, month, day }) => `${day === 1 ? '1er' : day} ${french[month - 1]} ${year}`,
  ({ year, month, day }) => `${year}年${month}月${day}日`,
]

/** [as written, ISO date], no source twice. */
export function makeDates(count: number, from: number): [string, string][] {
  const random = createSeeded(from, 'dates')
  const pairs = new Map<string, string>()
  while (pairs.size < count) {
    const year = 1900 + random.integer(200)
    const month = 1 + random.integer(12)
    const date = { year, month, day: 1 + random.integer(new Date(Date.UTC(year, month, 0)).getUTCDate()) }
    pairs.set(styles[random.integer(styles.length)](date), iso(date))
  }
  return [...pairs]
}

export const dates: ShippedSample = {
  name: 'dates',
  title: 'Dates (synthetic)',
  description: `Synthetic: 8,000 dates in ${styles.length} ways of writing, English, German, French and Chinese, each with its ISO date. Shows translation letter by letter, and where the model looks.`,
  source: 'Made by Seqbench from seeded random days (src-main/datasets/samples/dates.ts)',
  licence: 'CC0 1.0',
  synthetic: true,
  task: 'translation',
  preset: 'small',
  sequences: rows,
  classes: 0,
  write: async (directory) => {
    const path = join(directory, 'dates.jsonl')
    await writeFile(path, makeDates(rows, seed).map(([source, target]) => `${JSON.stringify({ source, target })}\n`).join(''))
    return { paths: [path], options: { format: 'jsonl', task: 'translation', roles: { source: ['source'], target: ['target'] } } }
  },
}
