/**
 * Large arrays used again. A fresh Float32Array is zeroed by the system page by page, which on every step costs several
 * percent of a small recurrent layer's time. Arrays go back when the tensor that owns them is disposed.
 */

/** Below this many floats the allocator's own small-object reuse is as good. */
const smallest = 2048
/** Bytes kept for later; the least recently returned go first. */
const limit = 1 << 30

export class Buffers {
  /** Memory of the kernels' own, preferred where there is one. It cannot be returned to the system, only used again. */
  private readonly allocate: ((length: number) => Float32Array | null) | undefined
  private readonly mapped = new Map<number, Float32Array[]>()
  /** Free arrays by length. */
  private readonly free = new Map<number, Float32Array[]>()
  /** Memory handed out by `take`: only that may come back. */
  private readonly ours = new WeakSet<ArrayBufferLike>()
  private bytes = 0
  private memory: ArrayBufferLike | undefined

  constructor(allocate?: (length: number) => Float32Array | null) {
    this.allocate = allocate
  }

  /** `length` floats of any content. */
  take(length: number): Float32Array {
    const own = this.allocate && length >= smallest ? (this.mapped.get(length)?.pop() ?? this.allocate(length)) : null
    if (own) {
      this.memory ??= own.buffer
      return own
    }
    const found = this.free.get(length)?.pop()
    if (found) {
      this.bytes -= found.byteLength
      return found
    }
    const made = new Float32Array(length)
    if (length >= smallest) this.ours.add(made.buffer)
    return made
  }

  /** Takes an array back that nobody reads any more; one that `take` did not make is left alone. */
  give(array: Float32Array): void {
    if (this.memory && array.buffer === this.memory) {
      const same = this.mapped.get(array.length)
      if (same) same.push(array)
      else this.mapped.set(array.length, [array])
      return
    }
    if (array.length < smallest || !this.ours.has(array.buffer) || array.byteLength !== array.buffer.byteLength) return
    const same = this.free.get(array.length) ?? []
    same.push(array)
    this.free.delete(array.length)
    this.free.set(array.length, same)
    this.bytes += array.byteLength
    for (const [length, arrays] of this.free) {
      if (this.bytes <= limit) break
      this.bytes -= arrays.reduce((sum, { byteLength }) => sum + byteLength, 0)
      this.free.delete(length)
    }
  }

  clear(): void {
    this.free.clear()
    this.bytes = 0
  }
}
