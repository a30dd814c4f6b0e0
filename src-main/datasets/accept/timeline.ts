/** The times of one series as they come: what the usual step is, and where it is not kept. */

export interface Timeline {
  /** null: a row without a time of its own. */
  add: (time: number | null) => void
  length: () => number
  result: () => TimelineResult
}

export interface TimelineResult {
  /** The commonest step; 0 where there is none. */
  step: number
  /** Steps that lead back, that lead nowhere, that are no whole number of usual ones; time steps that are not there. */
  backwards: number
  repeated: number
  irregular: number
  missing: number
  /** Around the largest gap. */
  gapFrom: number
  gapUntil: number
}

/** Different steps that are told apart: more are irregular in any case. */
const mostSteps = 10_000
const day = 86_400_000
/** Months and years are no fixed number of days: [shortest, longest, usual] in days. */
const calendar: [number, number, number][] = [[28, 31, 30.436_875], [89, 92, 91.310_625], [365, 366, 365.2425]]

export function createTimeline(): Timeline {
  /** step -> how often, and where the first of them begins. */
  const steps = new Map<number, { count: number; from: number }>()
  let last: number | null = null
  let rows = 0
  let beyond = 0
  /** For series of working days: days at a weekend, days of the week that are not there, and the widest gap counted so. */
  const working = { weekends: 0, missing: 0, widest: 1, from: 0, until: 0 }
  return {
    add: (time) => {
      rows++
      if (time === null) return
      if (last !== null) {
        const step = time - last
        const known = steps.get(step)
        if (known) known.count++
        else if (steps.size < mostSteps) steps.set(step, { count: 1, from: last })
        else beyond++
        const days = step > 0 && step % day === 0 ? workingDays(last, time) : 0
        if (days > 1) working.missing += days - 1
        if (days > working.widest) Object.assign(working, { widest: days, from: last, until: time })
      }
      if (weekday(time) > 4) working.weekends++
      last = time
    },
    length: () => rows,
    result: () => {
      const forward = [...steps].filter(([step]) => step > 0).sort((a, b) => b[1].count - a[1].count || a[0] - b[0])
      const usual = forward[0]?.[0] ?? 0
      const told: TimelineResult = { step: usual, backwards: 0, repeated: steps.get(0)?.count ?? 0, irregular: beyond, missing: 0, gapFrom: 0, gapUntil: 0 }
      for (const [step, { count }] of steps) if (step < 0) told.backwards += count
      let widest = 0
      for (const [step, { count, from }] of forward) {
        const times = countSteps(step, usual)
        if (times === null) told.irregular += count
        else told.missing += (times - 1) * count
        if (times !== null && times > 1 && step > widest) [widest, told.gapFrom, told.gapUntil] = [step, from, from + step]
      }
      if (usual === day && working.weekends === 0 && rows > 7) Object.assign(told, { missing: working.missing, gapFrom: working.from, gapUntil: working.until })
      return told
    },
  }
}

/** 0 is Monday; 1 January 1970 was a Thursday. */
const weekday = (time: number): number => (((Math.floor(time / day) + 3) % 7) + 7) % 7

/** Steps from one day to another when Saturdays and Sundays are none. */
function workingDays(from: number, until: number): number {
  const days = Math.round((until - from) / day)
  const rest = Array.from({ length: days % 7 }, (_, step) => weekday(from + (step + 1) * day)).filter((own) => own <= 4).length
  return Math.floor(days / 7) * 5 + rest
}

/** How many usual steps `step` is; null where it is no whole number of them. */
function countSteps(step: number, usual: number): number | null {
  const own = calendar.find(([shortest, longest]) => usual >= shortest * day && usual <= longest * day)
  if (own) {
    const count = Math.round(step / (own[2] * day))
    return count >= 1 && step >= count * own[2] * day - 3 * day && step <= count * own[2] * day + 3 * day ? count : null
  }
  const ratio = step / usual
  const count = Math.round(ratio)
  return count >= 1 && Math.abs(ratio - count) < 0.01 * count ? count : null
}
