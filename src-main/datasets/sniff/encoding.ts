/** Which encoding a file is in: by mark, by being valid UTF-8, by shape (UTF-16), else by the statistics of its bytes. */
import { isUtf8 } from 'node:buffer'
import chardet from 'chardet'
import iconv from 'iconv-lite'
import { createDecoder } from '../reading/decoders.ts'
import { detectMark, detectWide } from './wide.ts'

export interface EncodingGuess {
  encoding: string
  /** Whether the bytes prove it; a legacy encoding is only ever likely. */
  certain: boolean
  /** Other encodings that decode the sample without an error, best first. */
  others: string[]
}

/** chardet's names -> ours. Encodings it may name that are not here are left out. */
const names: Record<string, string> = {
  'ISO-8859-1': 'windows-1252', 'windows-1252': 'windows-1252', 'ISO-8859-2': 'windows-1250', 'windows-1250': 'windows-1250',
  'ISO-8859-5': 'iso-8859-5', 'windows-1251': 'windows-1251', 'KOI8-R': 'koi8-r', 'ISO-8859-7': 'windows-1253', 'windows-1253': 'windows-1253',
  'ISO-8859-8': 'windows-1255', 'windows-1255': 'windows-1255', 'ISO-8859-9': 'windows-1254', 'windows-1254': 'windows-1254',
  'ISO-8859-6': 'windows-1256', 'windows-1256': 'windows-1256',
  'GB18030': 'gb18030', 'Big5': 'big5', 'Shift_JIS': 'shift_jis', 'EUC-JP': 'euc-jp', 'EUC-KR': 'euc-kr',
}
const usual = ['windows-1252', 'gb18030', 'big5', 'shift_jis', 'euc-jp', 'euc-kr', 'windows-1251', 'windows-1250']
const sampleBytes = 1 << 16

/** `head` is the beginning of a file, or all of it (`complete`); a character cut at its end is no error. */
export function detectEncoding(head: Buffer, complete: boolean): EncodingGuess {
  const marked = detectMark(head)
  if (marked) return { encoding: marked.encoding, certain: true, others: [] }
  const wide = detectWide(head)
  if (wide) return { encoding: wide, certain: false, others: ['utf-8'] }
  if (isUtf8(complete ? head : wholeCharacters(head))) return { encoding: 'utf-8', certain: true, others: fitting(telling(head), ['windows-1252']) }
  const sample = telling(head)
  const ranked = chardet.analyse(sample).map(({ name }) => names[name]).filter((name) => name !== undefined)
  const candidates = fitting(sample, [...new Set([...ranked, ...usual])])
  const [encoding = 'windows-1252', ...others] = candidates
  return { encoding, certain: false, others }
}

/** `head` without a UTF-8 character that its end cuts in two. */
function wholeCharacters(head: Buffer): Buffer {
  for (let length = head.length; length > Math.max(0, head.length - 4); length--) {
    const lead = head[length - 1]
    if (lead < 0x80) return head.subarray(0, length)
    if (lead >= 0xc0) return head.subarray(0, length - 1)
  }
  return head
}

/** The lines with bytes beyond ASCII: in mostly English files they would drown. */
function telling(head: Buffer): Buffer {
  const lines: Buffer[] = []
  let size = 0
  for (let from = 0; from < head.length && size < sampleBytes; ) {
    const feed = head.indexOf(10, from)
    const end = feed < 0 ? head.length : feed + 1
    const line = head.subarray(from, Math.min(end, from + sampleBytes))
    if (line.some((byte) => byte > 127)) {
      lines.push(line)
      size += line.length
    }
    from = end
  }
  return Buffer.concat(lines)
}

/** Those of `candidates` that decode the sample; a character cut at its end is forgiven. */
function fitting(sample: Buffer, candidates: string[]): string[] {
  return candidates.filter((encoding) => {
    if (!iconv.encodingExists(encoding)) return false
    const { decode } = createDecoder(encoding)
    return [0, 1, 2, 3].some((cut) => decode(sample.subarray(0, Math.max(0, sample.length - cut))) !== null)
  })
}
