/**
 * A review table as large as wanted: `id,date,product,title,text,label`, about 500 bytes a row. Words follow Zipf's law over
 * 120,000 made-up ones, a field in three is quoted, one text in fifty has letters beyond ASCII, some have line ends inside.
 * The same rows for the same seed.
 */
import { closeSync, openSync, writeSync } from 'node:fs'

const vocabularySize = 120_000
const tableSize = 1 << 18
const syllables = ['ka', 'lo', 'mi', 'ter', 'en', 'sa', 'ro', 'ving', 'pre', 'ti', 'on', 'al', 'ber', 'da', 'ful', 'gre', 'hap', 'is', 'jo', 'ness']
const beyondAscii = ['café', 'naïve', 'Größe', 'señor', '好吃', '服务', '👍', '“well”', 'don’t', 'déjà']
const flushBytes = 1 << 22

/** Writes `rows` rows to `path` and gives the bytes written. */
export function makeReviews(path: string, rows: number, seed = 1): number {
  const random = createRandom(seed)
  const words = makeWords(random)
  const drawn = zipfTable(words.length)
  const word = () => words[drawn[(random() * tableSize) | 0]]
  const file = openSync(path, 'w')
  let written = 0
  let text = 'id,date,product,title,text,label\n'
  const flush = () => {
    written += writeSync(file, text)
    text = ''
  }
  for (let row = 0; row < rows; row++) {
    text += makeRow(row, random, word)
    if (text.length > flushBytes) flush()
  }
  flush()
  closeSync(file)
  return written
}

function makeRow(row: number, random: () => number, word: () => string): string {
  const date = new Date(Date.UTC(2015, 0, 1) + Math.floor(random() * 3650) * 86_400_000).toISOString().slice(0, 10)
  const length = 10 + Math.floor(-62 * Math.log(1 - random()))
  const parts: string[] = []
  let start = true
  for (let place = 0; place < length; place++) {
    const one = random() < 0.0004 ? beyondAscii[(random() * beyondAscii.length) | 0] : word()
    const mark = random()
    parts.push((start ? one[0].toUpperCase() + one.slice(1) : one) + (mark < 0.06 ? '.' : mark < 0.12 ? ',' : mark < 0.13 ? '!' : ''))
    start = mark < 0.06 || (mark >= 0.12 && mark < 0.13)
  }
  let body = parts.join(' ')
  if (random() < 0.05) body = `${body}\nSo ${word()} "${word()} ${word()}" it is`
  const quoted = body.includes(',') || body.includes('"') || body.includes('\n')
  return `${row},${date},P${(random() * 5000) | 0},${word()} ${word()} ${word()},${quoted ? `"${body.replaceAll('"', '""')}"` : body},${random() < 0.5 ? 'positive' : 'negative'}\n`
}

function makeWords(random: () => number): string[] {
  const found = new Set<string>(['the', 'a', 'and', 'it', 'was', 'i', "didn't", 'of', 'to', 'in', '3.5', '10'])
  while (found.size < vocabularySize) {
    const length = 1 + Math.floor(random() * 4)
    found.add(Array.from({ length }, () => syllables[(random() * syllables.length) | 0]).join(''))
  }
  // Frequent words are short ones.
  return [...found].sort((a, b) => a.length - b.length)
}

/** Places 0 .. size-1, each as often as Zipf's law says. */
function zipfTable(size: number): Uint32Array {
  const weights = Float64Array.from({ length: size }, (_, place) => 1 / (place + 2.7))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const table = new Uint32Array(tableSize)
  let place = 0
  let reached = weights[0] / total
  for (let slot = 0; slot < tableSize; slot++) {
    while (slot / tableSize > reached && place < size - 1) reached += weights[++place] / total
    table[slot] = place
  }
  return table
}

/** mulberry32: fast rather than good. 0 <= value < 1. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
