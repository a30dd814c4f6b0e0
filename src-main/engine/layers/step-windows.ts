/**
 * Neighbouring time steps as one: a convolution over time as a matrix product, whose input trains nothing.
 *
 *   x [B, T, C] -> [B, T', W C],  T' = ceil(T / S);  step j holds the steps j S - floor((W - S) / 2) + 0 ... W - 1
 *
 * Beyond a sequence's ends its first and last step go on. A batch of one gives what a batch of many gives.
 */
export interface StepWindows {
  /** W */
  window: number
  /** S */
  stride: number
}

export const windowedLength = (length: number, { stride }: StepWindows): number => Math.ceil(length / stride)

/** `values` [B, T, C]; zero beyond a sequence's own steps, as in the batch. */
export function stepWindows(values: Float32Array, { steps, lengths, channels, window, stride }: StepWindows & { steps: number; lengths: Int32Array; channels: number }): Float32Array {
  const wide = Math.ceil(steps / stride)
  const width = window * channels
  const joined = new Float32Array(lengths.length * wide * width)
  const before = Math.floor((window - stride) / 2)
  lengths.forEach((length, row) => {
    const own = row * steps * channels
    for (let step = 0; step < Math.ceil(length / stride); step++) {
      const to = (row * wide + step) * width
      for (let place = 0; place < window; place++) {
        const from = own + Math.min(length - 1, Math.max(0, step * stride - before + place)) * channels
        for (let channel = 0; channel < channels; channel++) joined[to + place * channels + channel] = values[from + channel]
      }
    }
  })
  return joined
}
