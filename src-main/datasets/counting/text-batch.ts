/** Texts on their way to another thread: UTF-8 in one block, each behind its length and whether it is ASCII. */

const blockBytes = 1 << 20
const headerBytes = 4

export interface TextBatch {
  /** Takes a text in; gives the block to send when it is full. */
  add: (bytes: Buffer, length: number, ascii: boolean) => Uint8Array<ArrayBuffer> | null
  /** What is left. */
  rest: () => Uint8Array<ArrayBuffer>
}

export function createTextBatch(): TextBatch {
  let block = new Uint8Array(blockBytes)
  let view = new DataView(block.buffer)
  let at = 0
  const take = (size: number): Uint8Array<ArrayBuffer> => {
    const full = block.subarray(0, at)
    block = new Uint8Array(size)
    view = new DataView(block.buffer)
    at = 0
    return full
  }
  return {
    add: (bytes, length, ascii) => {
      const full = at + headerBytes + length > block.length ? take(Math.max(blockBytes, headerBytes + length)) : null
      view.setUint32(at, length * 2 + (ascii ? 1 : 0))
      block.set(bytes.subarray(0, length), at + headerBytes)
      at += headerBytes + length
      return full && full.length > 0 ? full : null
    },
    rest: () => take(0),
  }
}

/** Reads a block back, text by text. */
export function readTextBatch(block: Uint8Array<ArrayBuffer>, visit: (from: number, length: number, ascii: boolean) => void): void {
  const view = new DataView(block.buffer, block.byteOffset, block.byteLength)
  for (let at = 0; at < block.length; ) {
    const header = view.getUint32(at)
    visit(at + headerBytes, header >>> 1, (header & 1) === 1)
    at += headerBytes + (header >>> 1)
  }
}
