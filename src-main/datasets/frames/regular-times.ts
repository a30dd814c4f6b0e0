/** Pictures at any times -> steps of equal length: what a recurrent network takes a step for. */

export interface RegularFrames {
  /** Of each step, which picture is shown then, for whoever has looked at `steps`: a wrong time can make them billions. null where every picture is a step. */
  shown: (() => number[]) | null
  /** Steps a second; null where the times do not tell. */
  rate: number | null
  steps: number
}

/**
 * `times` in seconds, in the order of the pictures. Where no picture is half a step away from where a constant rate has it (the
 * usual trembling of a camera), each is a step. Else (screen recorders write a picture only when something moves, phones fewer in
 * the dark) steps are as long as the usual distance between two pictures, and a picture stays until the next one.
 */
export function regularFrames(times: number[]): RegularFrames {
  const [count, first] = [times.length, times[0]]
  const gaps = times.slice(1).map((time, index) => time - times[index])
  const span = times[count - 1] - first
  // Times that are missing or go back tell no more than a mean, if that.
  if (!gaps.every((gap) => gap > 0)) return { shown: null, rate: span > 0 ? (count - 1) / span : null, steps: count }
  if (count < 2) return { shown: null, rate: null, steps: count }
  const mean = span / (count - 1)
  if (times.every((time, index) => Math.abs(time - first - index * mean) < mean / 2)) return { shown: null, rate: 1 / mean, steps: count }
  const usual = gaps.toSorted((a, b) => a - b)[gaps.length >> 1]
  const steps = Math.round(span / usual) + 1
  return { shown: () => hold(times, usual, steps), rate: 1 / usual, steps }
}

/** The last picture that is shown by the middle of each step. */
function hold(times: number[], step: number, steps: number): number[] {
  let picture = 0
  return Array.from({ length: steps }, (_, index) => {
    while (picture + 1 < times.length && times[picture + 1] - times[0] < (index + 0.5) * step) picture++
    return picture
  })
}
