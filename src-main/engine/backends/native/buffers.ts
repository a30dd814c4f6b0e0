/**
 * Large arrays used again. A fresh Float32Array is zeroed by the system page by page, which on every step costs several
 * percent of a small recurrent layer's time. Arrays go back when the tensor that owns them is disposed.
 *
 * Blocks come in sizes an eighth of an octave apart: batches of any lengths then share a few dozen of them, at most an
 * eighth of each unused. What is handed out is a view of a block's beginning.
 */

/** Below this many floats the allocator's own small-object reuse is as good. */
const smallest = 2048
/** Bytes kept for later; the blocks of the size least recently returned go first. */
const limit = 1 << 29

/** The floats of the block that holds `length` of them. */
export function blockSize(length: number): number {
  // Asked for with every tensor: in integer operations, floor(log2(length)) being 31 - clz32(length).
  const step = 1 << Math.max(0, 28 - Math.clz32(length))
  return Math.ceil(length / step) * step
}

export class Buffers {
  /** Memory of the kernels' own, preferred where there is one. It cannot be returned to the system, only used again. */
  private readonly allocate: ((length: number) => Float32Array | null) | undefined
  /** Blocks of that memory by their place in it, and those free by size. */
  private readonly mapped = new Map<number, Float32Array>()
  private readonly freeMapped = new Map<number, Float32Array[]>()
  private memory: ArrayBufferLike | undefined
  /** Free blocks of JavaScript's memory by size, and the count of returns at the last of theirs. */
  private readonly free = new Map<number, { blocks: Float32Array[]; returned: number }>()
  private returns = 0
  /** Blocks by the memory they lie in: only what `take` made may come back. */
  private readonly ours = new WeakMap<ArrayBufferLike, Float32Array>()
  private bytes = 0

  constructor(allocate?: (length: number) => Float32Array | null) {
    this.allocate = allocate
  }

  /** `length` floats of any content. */
  take(length: number): Float32Array {
    if (length < smallest) return new Float32Array(length)
    const size = blockSize(length)
    const block = this.takeMapped(size) ?? this.takeFree(size) ?? this.make(size)
    return block.length === length ? block : block.subarray(0, length)
  }

  /** Takes an array back that nobody reads any more; one that `take` did not make is left alone. */
  give(array: Float32Array): void {
    if (array.length < smallest) return
    if (this.memory && array.buffer === this.memory) {
      const block = this.mapped.get(array.byteOffset)
      if (block) listOf(this.freeMapped, block.length).push(block)
      return
    }
    const block = array.byteOffset === 0 ? this.ours.get(array.buffer) : undefined
    if (!block) return
    let same = this.free.get(block.length)
    if (!same) this.free.set(block.length, (same = { blocks: [], returned: 0 }))
    same.blocks.push(block)
    same.returned = ++this.returns
    this.bytes += block.byteLength
    if (this.bytes > limit) this.shrink()
  }

  /** Bytes that wait for their next use, the kernels' own memory left out. */
  get keptBytes(): number {
    return this.bytes
  }

  clear(): void {
    this.free.clear()
    this.bytes = 0
  }

  private takeMapped(size: number): Float32Array | null {
    if (!this.allocate) return null
    const free = this.freeMapped.get(size)?.pop()
    if (free) return free
    const block = this.allocate(size)
    if (!block) return null
    this.memory ??= block.buffer
    this.mapped.set(block.byteOffset, block)
    return block
  }

  private takeFree(size: number): Float32Array | null {
    const block = this.free.get(size)?.blocks.pop() ?? null
    if (block) this.bytes -= block.byteLength
    return block
  }

  private make(size: number): Float32Array {
    const block = new Float32Array(size)
    this.ours.set(block.buffer, block)
    return block
  }

  private shrink(): void {
    const oldestFirst = [...this.free].sort(([, a], [, b]) => a.returned - b.returned)
    for (const [size, { blocks }] of oldestFirst) {
      if (this.bytes <= limit) return
      this.bytes -= blocks.reduce((sum, { byteLength }) => sum + byteLength, 0)
      this.free.delete(size)
    }
  }
}

function listOf(blocks: Map<number, Float32Array[]>, size: number): Float32Array[] {
  const list = blocks.get(size) ?? []
  blocks.set(size, list)
  return list
}
