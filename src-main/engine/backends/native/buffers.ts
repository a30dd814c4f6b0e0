/**
 * Large arrays used again. A fresh Float32Array is zeroed by the system page by page, which on every step costs several
 * percent of a small recurrent layer's time. Arrays go back when the tensor that owns them is disposed.
 */

/** Below this many floats the allocator's own small-object reuse is as good. */
const smallest = 2048
/** Bytes kept for later; the least recently returned go first. */
const limit = 1 << 30

export class Buffers {
  /** Free arrays by length. */
  private readonly free = new Map<number, Float32Array[]>()
  /** Memory handed out by `take`: only that may come back. */
  private readonly ours = new WeakSet<ArrayBufferLike>()
  private bytes = 0

  /** `length` floats of any content. */
  take(length: number): Float32Array {
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
