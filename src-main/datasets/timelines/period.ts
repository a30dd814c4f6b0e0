/**
 * After how many steps a series repeats: of the periods that the calendar suggests, and of the peaks of the autocorrelation, the
 * one at which the series, its trend taken off, is most like itself.
 */
const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const calendarPeriods = [hour, day, 7 * day, 365.2425 * day]

const mostLag = 800
/** Correlations below this are no season. */
const smallest = 0.2
/** Of periods nearly as alike as the best one the shortest is the season: its multiples are alike too, and by chance a little more. */
const nearly = 0.08
/** The same for what the calendar suggests: a day is likelier than 22 hours, a year than 13 months. */
const nearlyByCalendar = 0.15

/** @param step milliseconds, or 0 where the times are no dates; @returns 1 where nothing repeats */
export function findPeriod(values: Float64Array, step: number): number {
  const series = detrended(values)
  const longest = Math.min(mostLag, Math.floor(series.length / 3))
  const suggested = step > 0 ? calendarPeriods.map((length) => Math.round(length / step)) : []
  const candidates = new Set(suggested.filter((lag) => lag >= 2 && lag <= Math.max(longest, Math.floor(series.length / 2))))
  const correlations = Array.from({ length: longest + 2 }, (_, lag) => (lag === 0 ? 1 : correlation(series, lag)))
  for (let lag = 2; lag <= longest; lag++) if (correlations[lag] > correlations[lag - 1] && correlations[lag] >= correlations[lag + 1]) candidates.add(lag)
  const at = (lag: number): number => correlations[lag] ?? correlation(series, lag)
  // Half a season away a series is less like itself than a whole one: what only changes slowly has no season there.
  const found = [...candidates].sort((a, b) => a - b).map((lag) => ({ lag, value: at(lag) })).filter(({ lag, value }) => value > at(Math.floor(lag / 2)))
  const best = found.reduce((most, { value }) => Math.max(most, value), 0)
  if (best <= smallest) return 1
  const shortest = (within: number, of: typeof found): number | undefined => of.find(({ value }) => value > smallest && value >= best - within)?.lag
  return shortest(nearlyByCalendar, found.filter(({ lag }) => suggested.includes(lag))) ?? shortest(nearly, found) ?? 1
}

/** Mean |x_t - x_(t - period)|, missing values left out; null where there is no difference to count in. */
export function seasonalDifference(values: Float64Array, period: number): number | null {
  let [sum, count] = [0, 0]
  for (let time = period; time < values.length; time++) {
    const difference = Math.abs(values[time] - values[time - period])
    if (Number.isNaN(difference)) continue
    sum += difference
    count++
  }
  return sum > 0 ? sum / count : null
}

/** Values less their line of least squares, missing ones 0. */
function detrended(values: Float64Array): Float64Array {
  let [count, times, sum, squares, products] = [0, 0, 0, 0, 0]
  values.forEach((value, time) => {
    if (Number.isNaN(value)) return
    count++
    times += time
    sum += value
    squares += time * time
    products += time * value
  })
  const spread = squares - (times * times) / Math.max(1, count)
  const slope = spread > 0 ? (products - (times * sum) / count) / spread : 0
  const level = count > 0 ? (sum - slope * times) / count : 0
  return values.map((value, time) => (Number.isNaN(value) ? 0 : value - level - slope * time))
}

function correlation(series: Float64Array, lag: number): number {
  let [products, before, after] = [0, 0, 0]
  for (let time = lag; time < series.length; time++) {
    products += series[time] * series[time - lag]
    before += series[time - lag] ** 2
    after += series[time] ** 2
  }
  return before > 0 && after > 0 ? products / Math.sqrt(before * after) : 0
}
