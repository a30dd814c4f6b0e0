/** Decoded pictures, one after the other, as a clip: of the size that is kept, as they are shown, at a constant rate. Never more than one of full size. */
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { keptSize, undecodable } from './limits.ts'
import { resizeClip } from './pictures.ts'
import { regularFrames } from './regular-times.ts'

export interface ClipBuilder {
  /** Why the next picture of this size is too much; null where it is not. */
  refuse: (width: number, height: number) => RejectionReason | null
  /** [height, width, 3], and when it is shown, in seconds. */
  add: (rgb: Uint8Array, width: number, height: number, time: number) => void
  finish: () => ArrayCell | RejectionReason
  readonly frames: number
  /** No more are wanted. */
  readonly full: boolean
}

/** `promised`: how many pictures the header counts, 0 where it does not. `most`: for a preview, which shows the first. */
export function createClipBuilder(promised = 0, most = Infinity): ClipBuilder {
  const times: number[] = []
  let size = { width: 0, height: 0 }
  let data = new Uint8Array(0)

  function grow(length: number): void {
    const larger = new Uint8Array(length)
    larger.set(data)
    data = larger
  }
  return {
    get frames() {
      return times.length
    },
    get full() {
      return times.length >= most
    },
    refuse: (width, height) => {
      const kept = keptSize(width, height, times.length + 1)
      return 'code' in kept ? kept : null
    },
    add: (rgb, width, height, time) => {
      const kept = keptSize(width, height, 1)
      // Later pictures of another size are brought to that of the first.
      if (times.length === 0 && !('code' in kept)) size = kept
      if (times.length >= most) return
      const bytes = size.width * size.height * 3
      const from = times.length * bytes
      if (data.length < from + bytes) grow(Math.max(from + bytes, times.length === 0 ? Math.min(promised, most) * bytes : Math.min(2 * from, from + (1 << 26))))
      data.set(shrink(rgb, width, height, size), from)
      times.push(time)
    },
    finish: () => {
      if (times.length === 0) return undecodable('no picture was found in it')
      const { shown, rate, steps } = regularFrames(times)
      const refused = keptSize(size.width, size.height, steps)
      if ('code' in refused) return refused
      const bytes = size.width * size.height * 3
      const shape = [steps, size.height, size.width, 3]
      const whole = data.length === times.length * bytes ? data : data.slice(0, times.length * bytes)
      if (shown === null) return { shape, data: whole, rate }
      const held = new Uint8Array(steps * bytes)
      shown().forEach((picture, step) => held.set(whole.subarray(picture * bytes, (picture + 1) * bytes), step * bytes))
      return { shape, data: held, rate }
    },
  }
}

function shrink(rgb: Uint8Array, width: number, height: number, kept: { width: number; height: number }): Uint8Array {
  if (width === kept.width && height === kept.height) return rgb
  return Uint8Array.from(resizeClip({ shape: [1, height, width, 3], data: rgb }, kept.height, kept.width).data, Math.round)
}
