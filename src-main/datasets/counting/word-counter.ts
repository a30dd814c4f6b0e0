/**
 * Counts the tokens of texts as the default word tokeniser (lower case) makes them. Texts of ASCII, which most are, are
 * read as bytes: a token is hashed where it stands and becomes a string only when it is new, fifty times as fast as cutting
 * it out. The rest goes through the tokeniser itself. tests/datasets/counting holds both to the same counts.
 */
import { tokenize } from '../text/tokenizers.ts'
import { encode } from './encoded.ts'

export interface WordCount {
  token: string
  count: number
}

/** A token seen once is forgotten when so many different ones are known: a table of identifiers must not fill the memory. */
const mostWords = 1 << 21
const options = { tokenizer: 'word', lowercase: true } as const

/** Of each ASCII character its class times 256 plus itself in lower case; space is 0, and so is what is not ASCII. */
const [letter, digit, mark] = [1, 2, 3]
const units = Uint16Array.from({ length: 256 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (code > 127 || /\s/.test(character)) return 0
  const kind = /[a-z]/i.test(character) ? letter : /\d/.test(character) ? digit : mark
  return (kind << 8) | character.toLowerCase().charCodeAt(0)
})
const [firstLetter, firstMark] = [letter << 8, mark << 8]
const [apostrophe, point, comma] = ["'", '.', ','].map((character) => units[character.charCodeAt(0)])
const longestRun = 3
const blank = 32
/** Beyond every unit of ASCII. */
const otherUnits = 1 << 10
const [highPrime, lowPrime] = [0x9e3779b1, 0x5f356495]

/** Numbers a place of the table: both halves of the hash, the count (0: empty), the place of the word in `words`. */
const strideBits = 2
const stride = 1 << strideBits
const firstPlaces = 1 << 14
const mostFull = 0.6

export class WordCounter {
  /** Tokens in all. */
  total = 0
  /** Whether tokens were forgotten: `distinct` is then at least what it says. */
  forgotten = false
  #table = new Int32Array(stride * firstPlaces)
  #words: string[] = []
  readonly #limit: number

  constructor(limit = mostWords) {
    this.#limit = limit
  }

  get distinct(): number {
    return this.#words.length
  }

  /** Counts the first `most` tokens of `text` and tells how many there are in all. */
  add(text: string, most = Infinity): number {
    const { bytes, length } = encode(text)
    return this.addBytes(bytes, length, length === text.length, most)
  }

  /** The same for `length` bytes of UTF-8. The byte behind them is overwritten. */
  addBytes(bytes: Buffer, length: number, ascii: boolean, most = Infinity): number {
    bytes[length] = blank
    const tokens = ascii ? this.#addAscii(bytes, 0, length, most) : this.#addMixed(bytes, length, most)
    this.total += Math.min(tokens, most)
    if (this.#words.length > this.#limit) this.#forget()
    return tokens
  }

  /** What was counted so far, in order of first appearance, for a counter that goes on from here. */
  state(): { words: string[]; counts: Int32Array; total: number } {
    const counts = new Int32Array(this.#words.length)
    for (let place = 0; place < this.#table.length; place += stride) if (this.#table[place + 2] > 0) counts[this.#table[place + 3]] = this.#table[place + 2]
    return { words: this.#words, counts, total: this.total }
  }

  /** Goes on from where another one, of this program, was. */
  resume({ words, counts, total }: ReturnType<WordCounter['state']>): void {
    words.forEach((word, index) => this.#addWord(word, counts[index]))
    this.total = total
  }

  /** The most frequent, ties by first appearance. */
  top(limit: number): WordCount[] {
    const table = this.#table
    const places: number[] = []
    for (let place = 0; place < table.length; place += stride) if (table[place + 2] > 0) places.push(place)
    places.sort((a, b) => table[b + 2] - table[a + 2] || table[a + 3] - table[b + 3])
    return places.slice(0, limit).map((place) => ({ token: this.#words[table[place + 3]], count: table[place + 2] }))
  }

  /** A token never spans white space: what lies between is read as ASCII where it is, else by the tokeniser. */
  #addMixed(bytes: Buffer, length: number, most: number): number {
    let tokens = 0
    let from = 0
    while (from < length) {
      let end = from
      let beyond = 0
      while (bytes[end] > 127 || units[bytes[end]] !== 0) beyond |= bytes[end++]
      if (beyond < 128) tokens += this.#addAscii(bytes, from, end, most - tokens)
      else {
        const found = tokenize(bytes.toString('utf8', from, end), options)
        for (const token of found.slice(0, Math.max(0, most - tokens))) this.#addWord(token, 1)
        tokens += found.length
      }
      from = end + 1
    }
    return tokens
  }

  #addWord(token: string, times: number): void {
    let high = 0
    let low = 0
    for (let at = 0; at < token.length; at++) {
      const code = token.charCodeAt(at)
      const unit = code < 128 ? units[code] : code + otherUnits
      high = Math.imul(high ^ unit, highPrime)
      low = Math.imul(low ^ unit, lowPrime)
    }
    high ^= high >>> 15
    const place = placeOf(this.#table, high, low)
    const known = this.#table[place + 2]
    this.#table[place + 2] = known + times
    if (known === 0) this.#keep(place, high, low, token)
  }

  /** A word: letters and digits, then 'letters or, after a digit, .digits or ,digits. A mark: itself, up to three times. `bytes[length]` is a blank. */
  #addAscii(bytes: Buffer, start: number, length: number, most: number): number {
    let table = this.#table
    let last = table.length - 1
    let tokens = 0
    let at = start
    while (at < length) {
      let unit = units[bytes[at]]
      if (unit === 0) {
        at++
        continue
      }
      const from = at
      let high = 0
      let low = 0
      if (unit >= firstMark) {
        const run = unit
        do {
          if (at - from < longestRun) {
            high = Math.imul(high ^ run, highPrime)
            low = Math.imul(low ^ run, lowPrime)
          }
          unit = units[bytes[++at]]
        } while (unit === run)
      } else {
        do {
          high = Math.imul(high ^ unit, highPrime)
          low = Math.imul(low ^ unit, lowPrime)
          unit = units[bytes[++at]]
        } while (((unit - firstLetter) >>> 0) < firstMark - firstLetter)
        while (unit >= firstMark) {
          const wanted = unit === apostrophe ? letter : (unit === point || unit === comma) && units[bytes[at - 1]] >> 8 === digit ? digit : 0
          if (wanted === 0 || units[bytes[at + 1]] >> 8 !== wanted) break
          do {
            high = Math.imul(high ^ unit, highPrime)
            low = Math.imul(low ^ unit, lowPrime)
            unit = units[bytes[++at]]
          } while (unit >> 8 === wanted)
        }
      }
      if (++tokens > most) continue
      high ^= high >>> 15
      let place = (high << strideBits) & last
      while (table[place + 2] !== 0 && (table[place] !== high || table[place + 1] !== low)) place = (place + stride) & last
      if (table[place + 2]++ > 0) continue
      this.#keep(place, high, low, wordOf(bytes, from, at))
      table = this.#table
      last = table.length - 1
    }
    return tokens
  }

  /** Fills the place of a word that was counted once. */
  #keep(place: number, high: number, low: number, word: string): void {
    const table = this.#table
    table[place] = high
    table[place + 1] = low
    table[place + 3] = this.#words.length
    this.#words.push(word)
    if (stride * this.#words.length > mostFull * table.length) this.#rebuild(2 * table.length, () => true)
  }

  #forget(): void {
    this.forgotten = true
    const words = this.#words
    this.#words = []
    this.#rebuild(this.#table.length, (place, old) => {
      if (old[place + 2] === 1) return false
      old[place + 3] = this.#words.push(words[old[place + 3]]) - 1
      return true
    })
  }

  #rebuild(size: number, keep: (place: number, old: Int32Array) => boolean): void {
    const old = this.#table
    this.#table = new Int32Array(size)
    for (let from = 0; from < old.length; from += stride) {
      if (old[from + 2] === 0 || !keep(from, old)) continue
      const place = placeOf(this.#table, old[from], old[from + 1])
      for (let part = 0; part < stride; part++) this.#table[place + part] = old[from + part]
    }
  }
}

function wordOf(bytes: Buffer, from: number, end: number): string {
  const run = units[bytes[from]] >= firstMark
  return bytes.toString('latin1', from, run ? Math.min(end, from + longestRun) : end).toLowerCase()
}

/** Where the hash is, or would be put. */
function placeOf(table: Int32Array, high: number, low: number): number {
  const last = table.length - 1
  let place = (high << strideBits) & last
  while (table[place + 2] !== 0 && (table[place] !== high || table[place + 1] !== low)) place = (place + stride) & last
  return place
}
