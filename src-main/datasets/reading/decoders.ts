/**
 * Bytes -> text, strictly: a byte that does not fit is found, never replaced. UTF-8 and UTF-16 through TextDecoder, the
 * rest through iconv-lite, whose replacement character tells of a bad byte.
 */
import iconv from 'iconv-lite'
import { fail } from '../../../src-shared/contract/errors.ts'

export interface Decoder {
  /** The text of `bytes`, which hold whole characters; null where they are not valid. */
  decode: (bytes: Uint8Array) => string | null
  /** How an ASCII character is written, and the size of the units that it is aligned to. */
  bytesOf: (character: '\n' | '\r') => Buffer
  unit: number
}

const replacement = '\ufffd'
const strict = ['utf-8', 'utf-16le', 'utf-16be']
const unitOf: Record<string, number> = { 'utf-16le': 2, 'utf-16be': 2, 'utf-32le': 4, 'utf-32be': 4 }

/** Other names people and programs use. */
const aliases: Record<string, string> = {
  'utf8': 'utf-8', 'utf-8-sig': 'utf-8', 'utf8-bom': 'utf-8', 'ascii': 'windows-1252', 'us-ascii': 'windows-1252',
  'utf16': 'utf-16le', 'utf-16': 'utf-16le', 'utf16le': 'utf-16le', 'utf16be': 'utf-16be', 'unicode': 'utf-16le',
  'utf32': 'utf-32le', 'utf-32': 'utf-32le', 'utf32le': 'utf-32le', 'utf32be': 'utf-32be',
  'cp1252': 'windows-1252', 'ansi': 'windows-1252', 'latin1': 'windows-1252', 'latin-1': 'windows-1252', 'iso-8859-1': 'windows-1252',
  'gb2312': 'gbk', 'cp936': 'gbk', 'sjis': 'shift_jis', 'shift-jis': 'shift_jis', 'cp932': 'shift_jis', 'cp949': 'euc-kr',
}

/** The name we store for an encoding. @throws import.encoding-unknown */
export function canonicalEncoding(name: string): string {
  const lower = name.trim().toLowerCase()
  const known = aliases[lower] ?? lower.replace(/^cp(125\d)$/, 'windows-$1')
  return strict.includes(known) || iconv.encodingExists(known) ? known : fail('import.encoding-unknown', { encoding: name })
}

/** A decoder for an encoding by its canonical name. */
export function createDecoder(encoding: string): Decoder {
  const unit = unitOf[encoding] ?? 1
  const bytesOf = (character: string) => {
    const bytes = Buffer.alloc(unit)
    bytes[encoding.endsWith('be') ? unit - 1 : 0] = character.charCodeAt(0)
    return bytes
  }
  return { decode: strict.includes(encoding) ? strictly(encoding) : throughIconv(encoding), bytesOf, unit }
}

/** `ignoreBOM` keeps a mark in the text: it is taken off at the start of a file only. */
function strictly(encoding: string): Decoder['decode'] {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  return (bytes) => {
    try {
      return decoder.decode(bytes)
    } catch {
      return null
    }
  }
}

function throughIconv(encoding: string): Decoder['decode'] {
  return (bytes) => {
    const text = iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), encoding, { stripBOM: false })
    return text.includes(replacement) ? null : text
  }
}

/**
 * Where `bytes`, which do not decode, go wrong: the offset of the first bad byte. Bisected over prefixes; one that ends
 * within a character is valid as long as nothing before that is wrong, so up to three bytes at its end are forgiven.
 */
export function findBadByte(bytes: Uint8Array, { decode, unit }: Decoder): number {
  const longestCharacter = 4
  const fits = (units: number) => {
    for (let cut = 0; cut < longestCharacter && cut <= units * unit; cut += unit) {
      if (decode(bytes.subarray(0, units * unit - cut)) !== null) return true
    }
    return false
  }
  let valid = 0
  let invalid = Math.ceil(bytes.length / unit)
  while (invalid - valid > 1) {
    const middle = (valid + invalid) >> 1
    if (fits(middle)) valid = middle
    else invalid = middle
  }
  // A sequence that breaks off is wrong where it starts.
  let start = valid * unit
  while (start > 0 && decode(bytes.subarray(0, start)) === null) start -= unit
  return start
}
