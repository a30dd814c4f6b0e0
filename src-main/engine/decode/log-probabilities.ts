/** Logits to logarithms of probabilities, for decoders: plain typed arrays, one row at a time. */

/** into[i] = ln softmax(logits / temperature)[i] of the `count` logits that begin at `offset`. */
export function logSoftmax(into: Float64Array, logits: ArrayLike<number>, offset: number, count: number, temperature = 1): void {
  let largest = -Infinity
  for (let index = 0; index < count; index++) largest = Math.max(largest, logits[offset + index])
  let sum = 0
  for (let index = 0; index < count; index++) sum += Math.exp((logits[offset + index] - largest) / temperature)
  const total = Math.log(sum)
  for (let index = 0; index < count; index++) into[index] = (logits[offset + index] - largest) / temperature - total
}

/** ln of the sum of e^logit over the `count` logits that begin at `offset`: ln softmax is each logit less this. */
export function logSumExp(logits: ArrayLike<number>, offset: number, count: number): number {
  const end = offset + count
  let largest = -Infinity
  for (let index = offset; index < end; index++) if (logits[index] > largest) largest = logits[index]
  let sum = 0
  for (let index = offset; index < end; index++) sum += Math.exp(logits[index] - largest)
  return largest + Math.log(sum)
}

/** ln softmax of each row of logits [rows, count] that begin at `offset`. */
export function logSoftmaxRows(logits: ArrayLike<number>, rows: number, count: number, offset = 0): Float64Array {
  const values = new Float64Array(rows * count)
  for (let row = 0; row < rows; row++) logSoftmax(values.subarray(row * count, (row + 1) * count), logits, offset + row * count, count)
  return values
}

/** ln(e^a + e^b); -Infinity is ln 0. */
export function logAdd(a: number, b: number): number {
  const largest = a > b ? a : b
  return largest === -Infinity ? -Infinity : largest + Math.log1p(Math.exp((a > b ? b : a) - largest))
}
