/**
 * Exponential moving average, s_i = a s_{i-1} + (1 - a) y_i, divided by 1 - a^i so that it starts at the data and not at zero.
 * `amount` a in [0, 1); gaps (NaN) stay gaps and do not count.
 */
export function smooth(values: ArrayLike<number>, amount: number): number[] {
  let sum = 0
  let weight = 0
  return Array.from(values, (value) => {
    if (!Number.isFinite(value)) return NaN
    sum = amount * sum + (1 - amount) * value
    weight = amount * weight + (1 - amount)
    return sum / weight
  })
}
