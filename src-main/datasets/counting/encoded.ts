/**
 * A text as UTF-8 in memory that is used again and again. The same text asked for twice in a row is encoded once: a row's
 * text is hashed, then its words are counted.
 */
const encoder = new TextEncoder()
/** Bytes past the end that users may write to. */
const spare = 4
let bytes = Buffer.from(new ArrayBuffer(1 << 16))
let wide = new Int32Array(bytes.buffer)
let last = ''
let length = 0

export interface Encoded {
  bytes: Buffer
  /** The same memory, four bytes at a time. */
  wide: Int32Array
  length: number
}

/** Valid until the next call. */
export function encode(text: string): Encoded {
  if (text !== last) {
    // UTF-8 takes at most three bytes a UTF-16 unit.
    if (bytes.length < 3 * text.length + spare) {
      bytes = Buffer.from(new ArrayBuffer((4 * text.length + 2 * spare) & ~3))
      wide = new Int32Array(bytes.buffer)
    }
    length = encoder.encodeInto(text, bytes).written
    last = text
  }
  return { bytes, wide, length }
}
