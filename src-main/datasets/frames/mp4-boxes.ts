/** Whether an MP4 or QuickTime file ends where its last box does: demuxers pass over a fragment that was cut off, and a clip would be shorter than what was recorded. */
import { open } from 'node:fs/promises'

/** 32 bits of size, four letters, 64 bits of size where the first is 1; a size of 0 reaches to the end. */
const headerBytes = 16
/** A file of more is no film; each costs a read. */
const mostBoxes = 100_000

export async function endsInsideBox(path: string): Promise<boolean> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const header = Buffer.alloc(headerBytes)
    let at = 0
    for (let boxes = 0; at < size && boxes < mostBoxes; boxes++) {
      const { bytesRead } = await file.read(header, 0, headerBytes, at)
      // Some cameras fill a file up with zeros.
      if (bytesRead < 8 || header.readUInt32BE(4) === 0) return false
      const short = header.readUInt32BE(0)
      const own = short === 1 ? Number(header.readBigUInt64BE(8)) : short
      if (own === 0) return false
      if (own < 8) return true
      at += own
    }
    return at > size
  } finally {
    await file.close()
  }
}
