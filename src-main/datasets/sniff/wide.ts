/** UTF-16 and UTF-32: by byte order mark, or from what the bytes must be if they are text. */

export type WideEncoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'

/** FF FE 00 00 begins like FF FE: the longer mark stands first. */
const marks: [number[], WideEncoding | 'utf-8'][] = [
  [[0xff, 0xfe, 0, 0], 'utf-32le'],
  [[0, 0, 0xfe, 0xff], 'utf-32be'],
  [[0xef, 0xbb, 0xbf], 'utf-8'],
  [[0xff, 0xfe], 'utf-16le'],
  [[0xfe, 0xff], 'utf-16be'],
]

/** The encoding that a byte order mark names, and how many bytes the mark takes. */
export function detectMark(head: Uint8Array): { encoding: WideEncoding | 'utf-8'; length: number } | null {
  const found = marks.find(([bytes]) => bytes.every((byte, index) => head[index] === byte))
  return found ? { encoding: found[1], length: found[0].length } : null
}

const sampleBytes = 1 << 16
/** Less of the characters being letters, digits, marks or spaces of use: not that encoding. */
const plausibleShare = 0.97
/** Of the Basic Multilingual Plane: what text is made of. Private use, unassigned and control characters are not. */
const plausible = /[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}\t\n\r]/gu
/** Characters that every table of text has many of; in the wrong byte order they are rare ideographs. */
const common = /[\t\n\r ,;|0-9A-Za-z、。，\u3000]/g

/** The UTF-16 or UTF-32 without a mark that `head` must be; null where it is neither. */
export function detectWide(head: Buffer): WideEncoding | null {
  const marked = detectMark(head)
  if (marked) return marked.encoding === 'utf-8' ? null : marked.encoding
  if (!head.includes(0) || head.length < 4) return null
  const sample = head.subarray(0, Math.min(head.length, sampleBytes) & ~3 || head.length & ~1)
  const utf32 = sample.length % 4 === 0 ? detectUtf32(sample) : null
  return utf32 ?? detectUtf16(sample)
}

function detectUtf32(sample: Buffer): WideEncoding | null {
  const units = (read: (offset: number) => number) => {
    for (let offset = 0; offset < sample.length; offset += 4) {
      const unit = read(offset)
      if (unit === 0 || unit > 0x10ffff || (unit >= 0xd800 && unit < 0xe000)) return false
    }
    return true
  }
  if (units((offset) => sample.readUInt32LE(offset))) return 'utf-32le'
  return units((offset) => sample.readUInt32BE(offset)) ? 'utf-32be' : null
}

function detectUtf16(sample: Buffer): WideEncoding | null {
  const scored = (['utf-16le', 'utf-16be'] as const)
    .map((encoding) => {
      const text = new TextDecoder(encoding).decode(sample)
      const letters = text.match(plausible)?.length ?? 0
      return { encoding, share: letters / Math.max(1, Array.from(text).length), common: text.match(common)?.length ?? 0 }
    })
    .filter(({ share }) => share >= plausibleShare)
    .sort((a, b) => b.common - a.common)
  return scored[0] && scored[0].common > 0 ? scored[0].encoding : null
}
