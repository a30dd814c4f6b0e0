/** A video file -> a clip of three channels: which container it is, by its first bytes, and what reads that. */
import { open } from 'node:fs/promises'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { describeSource, unreadable } from '../reading/source.ts'
import { decodeThroughWindow } from './decode-through-window.ts'
import { decodeWebm } from './decode-webm.ts'
import { instead, tooLarge, undecodable, type DecodeOptions } from './limits.ts'

type Decode = (path: string, options: DecodeOptions) => Promise<ArrayCell | RejectionReason>

interface Container {
  name: string
  extensions: string[]
  /** Latin-1 at a place, any of them. */
  begins: [place: number, bytes: string][]
  /** null where nothing reads it: it is refused by its name. */
  decode: Decode | null
}

/** QuickTime's first box may be any of several; the rest is told by its name. */
const boxes = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot']
const containers: Container[] = [
  { name: 'WebM or Matroska', extensions: ['webm', 'mkv'], begins: [[0, '\x1a\x45\xdf\xa3']], decode: decodeWebm },
  { name: 'MP4 or QuickTime', extensions: ['mp4', 'm4v', 'mov', '3gp'], begins: boxes.map((box) => [4, box]), decode: decodeThroughWindow },
  { name: 'AVI', extensions: ['avi'], begins: [[0, 'RIFF']], decode: null },
  { name: 'MPEG', extensions: ['mpg', 'mpeg', 'mts', 'm2ts'], begins: [[0, '\0\0\x01\xba'], [0, '\0\0\x01\xb3']], decode: null },
  { name: 'Windows Media', extensions: ['wmv', 'asf'], begins: [[0, '\x30\x26\xb2\x75']], decode: null },
  { name: 'Flash', extensions: ['flv'], begins: [[0, 'FLV']], decode: null },
]
const headBytes = 16
/** A larger file is none of one clip. */
const largestBytes = 1 << 30

export const videoExtensions = containers.flatMap(({ extensions }) => extensions)

/** @throws file.unreadable, the signal's reason */
export async function decodeVideo(path: string, extension: string, options: DecodeOptions = {}): Promise<ArrayCell | RejectionReason> {
  const { bytes } = await describeSource(path)
  if (bytes > largestBytes) return tooLarge(`${bytes} bytes`, '1 GB')
  const begins = await readBeginning(path)
  const named = containers.find(({ extensions }) => extensions.includes(extension))
  const container = containers.find((one) => one.begins.some(([place, mark]) => begins.startsWith(mark, place))) ?? (named?.decode === null ? named : null)
  if (!container) return undecodable(`it does not begin as ${named ? `a video of ${named.name}` : 'any video'} does`)
  if (container.decode === null) return { code: 'media-codec', details: { codec: `${container.name} video`, instead } }
  return container.decode(path, options)
}

async function readBeginning(path: string): Promise<string> {
  const file = await open(path).catch((cause: unknown) => unreadable(path, cause))
  try {
    const head = Buffer.alloc(headBytes)
    const { bytesRead } = await file.read(head, 0, headBytes, 0)
    return head.toString('latin1', 0, bytesRead)
  } finally {
    await file.close()
  }
}
