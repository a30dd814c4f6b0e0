/**
 * The tokenisers of BLEU as sacreBLEU defines them (Post 2018), so that figures can be compared with published ones:
 * 13a is the NIST campaign's mteval-v13a; zh puts every Chinese character by itself and reads the rest as 13a does.
 */

/** Python's str.split() separates at these; JavaScript's \s differs in control characters and U+FEFF. */
const space = String.raw`[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]`
const spaces = new RegExp(`${space}+`)
const spacesAtEnd = new RegExp(`${space}+$`)

/**
 * What sacreBLEU's zh takes for Chinese. Its table is meant to hold U+20000 to U+2A6D6 and U+2F800 to U+2FA1D as well, but
 * compares strings, so that what it holds instead is U+2001 to U+2A6D and U+2F81 to U+2FA1: quotation marks and dashes
 * stand by themselves, and rare characters beyond the first plane do not. Scores agree only if this agrees.
 */
const chinese = /[\u2001-\u2a6d\u2e80-\u2fdf\u2ff0-\u303f\u3100-\u312f\u31a0-\u31ef\u3200-\u4db5\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef]/g

const western: [RegExp, string][] = [
  [/([{-~[-` -&(-+:-@/])/g, ' $1 '],
  [/([^0-9])([.,])/g, '$1 $2 '],
  [/([.,])([^0-9])/g, ' $1 $2'],
  [/([0-9])(-)/g, '$1 $2 '],
]
const entities: [string, string][] = [['&quot;', '"'], ['&amp;', '&'], ['&lt;', '<'], ['&gt;', '>']]

function splitWestern(text: string): string[] {
  return splitSpaces(western.reduce((line, [pattern, replacement]) => line.replace(pattern, replacement), text))
}

/** Words between spaces, as Python's str.split() gives them. */
export function splitSpaces(text: string): string[] {
  return text.split(spaces).filter((token) => token !== '')
}

/** A row is a tokeniser; `characters` has no counterpart in sacreBLEU's defaults but is its `char`. */
export const bleuTokenizers = {
  '13a': (text: string): string[] => {
    const line = text.replace(spacesAtEnd, '').replaceAll('<skipped>', '').replaceAll('-\n', '').replaceAll('\n', ' ')
    return splitWestern(` ${entities.reduce((cleaned, [entity, mark]) => cleaned.replaceAll(entity, mark), line)} `)
  },
  zh: (text: string): string[] => splitWestern(splitEnds(text).replace(chinese, ' $& ')),
  none: (text: string): string[] => splitSpaces(text),
} as const
export type BleuTokenizer = keyof typeof bleuTokenizers

const spacesAtStart = new RegExp(`^${space}+`)
const splitEnds = (text: string): string => text.replace(spacesAtEnd, '').replace(spacesAtStart, '')

/** Han, kana, Thai and their like in more than a fifth of the letters: words are not separated by spaces, so characters are compared. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/gu

/** The tokeniser that suits these references. */
export function suitingBleuTokenizer(references: Iterable<string>): BleuTokenizer {
  let [marked, letters] = [0, 0]
  for (const reference of references) {
    marked += reference.match(unspaced)?.length ?? 0
    letters += reference.match(/\p{L}/gu)?.length ?? 0
  }
  return marked * 5 > letters ? 'zh' : '13a'
}
