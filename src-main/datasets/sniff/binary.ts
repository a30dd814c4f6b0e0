/** Files that are no text, whatever their name says: told by their first bytes, else by NUL bytes that no text encoding explains. */
import { detectWide } from './wide.ts'

/** First bytes of common formats, longest first where one begins another. [offset, bytes as Latin-1, what a person calls it] */
const signatures: [number, string, string][] = [
  [0, 'SQLite format 3\0', 'an SQLite database'],
  [0, '\x89PNG\r\n\x1a\n', 'a PNG picture'],
  [0, '\x89HDF\r\n\x1a\n', 'an HDF5 file'],
  [0, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'an old Microsoft Office document'],
  [0, '\x93NUMPY', 'a NumPy array'],
  [0, 'ARROW1', 'an Arrow file'],
  [0, 'FEA1', 'a Feather 1 file'],
  [0, '\xff\xff\xff\xff', 'an Arrow stream'],
  [0, "7z\xbc\xaf'\x1c", 'a 7-Zip archive'],
  [0, '\xfd7zXZ\0', 'an XZ archive'],
  [257, 'ustar', 'a TAR archive'],
  [4, 'ftyp', 'a video or picture (MP4, HEIC)'],
  [8, 'WAVE', 'a WAV recording'],
  [8, 'WEBP', 'a WebP picture'],
  [0, 'PAR1', 'a Parquet file'],
  [0, '%PDF-', 'a PDF document'],
  [0, 'GIF8', 'a GIF picture'],
  [0, '\xff\xd8\xff', 'a JPEG picture'],
  [0, 'Rar!', 'a RAR archive'],
  [0, 'OggS', 'an Ogg recording'],
  [0, 'fLaC', 'a FLAC recording'],
  [0, 'ID3', 'an MP3 recording'],
  [0, '\x7fELF', 'a program'],
  [0, '\x28\xb5\x2f\xfd', 'a Zstandard archive'],
  [0, 'BZh', 'a bzip2 archive'],
  [0, 'PK\x05\x06', 'a ZIP archive'],
  [0, '\x1f\x8b', 'a gzip archive'],
]

/** Members by which the many formats inside a zip are told apart. */
const zipMembers: [string, string][] = [
  ['xl/', 'an Excel workbook'],
  ['word/', 'a Word document'],
  ['ppt/', 'a PowerPoint presentation'],
  ['mimetypeapplication/vnd.oasis.opendocument', 'an OpenDocument file'],
  ['mimetypeapplication/epub', 'an e-book'],
]

/** More NUL bytes than this share of a file that is no UTF-16 or UTF-32: no text. Fewer are damage, and rows with them are rejected. */
const nulShare = 0.01
/** The same for other control characters that no text has; compressed or encrypted bytes have one in ten. */
const controlShare = 0.05
/** Of fewer bytes a share says nothing. */
const tellingBytes = 64

/** What kind of binary file begins with `head`, in words; null for text. */
export function detectBinary(head: Buffer): string | null {
  const found = signatures.find(([offset, bytes]) => head.subarray(offset, offset + bytes.length).equals(Buffer.from(bytes, 'latin1')))
  if (found) return found[2]
  if (head.subarray(0, 4).equals(Buffer.from('PK\x03\x04', 'latin1'))) {
    const names = head.toString('latin1')
    return zipMembers.find(([member]) => names.includes(member))?.[1] ?? 'a ZIP archive'
  }
  const nuls = head.reduce((count, byte) => (byte === 0 ? count + 1 : count), 0)
  const controls = head.reduce((count, byte) => (isControl(byte) ? count + 1 : count), 0)
  const many = nuls > nulShare * head.length || (head.length >= tellingBytes && controls > controlShare * head.length)
  return many && detectWide(head) === null ? 'binary data' : null
}

/** C0 without NUL, backspace to carriage return, and escape (ISO-2022 encodings and terminals use it). */
function isControl(byte: number): boolean {
  return (byte >= 1 && byte <= 7) || (byte >= 0x0e && byte <= 0x1a) || (byte >= 0x1c && byte <= 0x1f) || byte === 0x7f
}
