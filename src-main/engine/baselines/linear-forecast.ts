/**
 * One linear layer on the window (Zeng et al. 2023, NLinear): the last value is taken off the window and put back on the forecast,
 *
 *   f_h = x_last + sum_i W[h][i] (x_i - x_last),   W minimises the squared error plus a small ridge,
 *
 * in closed form over all windows of all series. Windows one step apart share their products, so that the matrix of the normal
 * equations costs (values * window) and not (values * window^2): G[i+1][j+1] is G[i][j] less one product and plus another.
 */
export interface LinearForecast {
  window: number
  horizon: number
  /** [horizon, window - 1], by value of the window but its last. */
  weights: Float64Array
}

export interface LinearForecastOptions {
  window: number
  horizon: number
  /** As a share of the mean square of a value of the window. */
  ridge?: number
}

/**
 * Fits one set of weights to all series, each brought to unit variance first so that none outweighs the others. A missing value
 * (NaN) splits a series. null where no series holds a window and a horizon.
 */
export function fitLinearForecast(series: readonly ArrayLike<number>[], { window, horizon, ridge = 1e-3 }: LinearForecastOptions): LinearForecast | null {
  const size = window + horizon
  const gram = new Float64Array(size * size)
  let windows = 0
  for (const values of series) for (const run of standardizedRuns(values, size)) windows += addGram(gram, size, run)
  if (windows === 0) return null

  const inputs = window - 1
  const last = window - 1
  const centered = (i: number, j: number): number => gram[i * size + j] - gram[i * size + last] - gram[last * size + j] + gram[last * size + last]
  const normal = new Float64Array(inputs * inputs)
  let trace = 0
  for (let i = 0; i < inputs; i++) {
    for (let j = 0; j <= i; j++) normal[i * inputs + j] = centered(i, j)
    trace += normal[i * inputs + i]
  }
  for (let i = 0; i < inputs; i++) normal[i * inputs + i] += (ridge * trace) / inputs + 1e-12 * windows
  factor(normal, inputs)
  const weights = new Float64Array(horizon * inputs)
  for (let step = 0; step < horizon; step++) {
    const row = weights.subarray(step * inputs, (step + 1) * inputs)
    for (let i = 0; i < inputs; i++) row[i] = centered(i, window + step)
    solve(normal, inputs, row)
  }
  return { window, horizon, weights }
}

/** The forecast of one channel from its last `window` values, [horizon]. */
export function linearForecast({ window, horizon, weights }: LinearForecast, values: ArrayLike<number>): Float64Array {
  const from = values.length - window
  const last = values[values.length - 1]
  return Float64Array.from({ length: horizon }, (_, step) => {
    let sum = last
    for (let i = 0, at = step * (window - 1); i < window - 1; i++, at++) sum += weights[at] * (values[from + i] - last)
    return sum
  })
}

function* standardizedRuns(values: ArrayLike<number>, shortest: number): Generator<Float64Array> {
  let [count, mean, squares] = [0, 0, 0]
  for (let time = 0; time < values.length; time++) {
    if (Number.isNaN(values[time])) continue
    count++
    const step = values[time] - mean
    mean += step / count
    squares += step * (values[time] - mean)
  }
  const deviation = Math.sqrt(squares / Math.max(1, count))
  const scale = deviation > 0 ? 1 / deviation : 0
  for (let start = 0, time = 0; time <= values.length; time++) {
    if (time < values.length && !Number.isNaN(values[time])) continue
    if (time - start >= shortest) yield Float64Array.from({ length: time - start }, (_, index) => (values[start + index] - mean) * scale)
    start = time + 1
  }
}

/** Adds sum_t x[t+i] x[t+j] over all windows t of the run. Returns the number of windows. */
function addGram(gram: Float64Array, size: number, run: Float64Array): number {
  const windows = run.length - size + 1
  const own = new Float64Array(size * size)
  for (let j = 0; j < size; j++) {
    let sum = 0
    for (let t = 0; t < windows; t++) sum += run[t] * run[t + j]
    own[j] = own[j * size] = sum
  }
  for (let i = 0; i < size - 1; i++) {
    for (let j = i; j < size - 1; j++) {
      const value = own[i * size + j] - run[i] * run[j] + run[windows + i] * run[windows + j]
      own[(i + 1) * size + j + 1] = own[(j + 1) * size + i + 1] = value
    }
  }
  for (let at = 0; at < gram.length; at++) gram[at] += own[at]
  return windows
}

/** Cholesky's factor in the lower triangle, in place; a pivot that rounding made negative is lifted. */
export function factor(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j]
      for (let k = 0, a = i * size, b = j * size; k < j; k++, a++, b++) sum -= matrix[a] * matrix[b]
      matrix[i * size + j] = i === j ? Math.sqrt(Math.max(sum, 1e-12)) : sum / matrix[j * size + j]
    }
  }
}

/** Solves L L' x = b, in place. */
export function solve(lower: Float64Array, size: number, b: Float64Array): void {
  for (let i = 0; i < size; i++) {
    let sum = b[i]
    for (let k = 0; k < i; k++) sum -= lower[i * size + k] * b[k]
    b[i] = sum / lower[i * size + i]
  }
  for (let i = size - 1; i >= 0; i--) {
    let sum = b[i]
    for (let k = i + 1; k < size; k++) sum -= lower[k * size + i] * b[k]
    b[i] = sum / lower[i * size + i]
  }
}
