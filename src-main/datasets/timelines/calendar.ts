/**
 * The time of the day, of the week and of the year as numbers: sine and cosine, so that 23:00 lies beside 0:00.
 *
 *   f(t) = (sin 2 pi p(t), cos 2 pi p(t)),  p(t) in [0, 1) the place of t in the day, the week or the year (UTC)
 */
import type { calendarParts } from '../../../src-shared/domain/tasks/forecasting.ts'

type CalendarPart = (typeof calendarParts)[number]

const day = 86_400_000
/** 1970-01-01 was a Thursday: three days after the week began. */
const places: Record<CalendarPart, (time: number) => number> = {
  day: (time) => time / day,
  week: (time) => (time / day + 3) / 7,
  year: (time) => time / (365.2425 * day),
}
/** A part says something where steps are shorter than it, and where the data sees it come back. */
const lengths: Record<CalendarPart, number> = { day, week: 7 * day, year: 365 * day }

export function usefulParts(times: readonly number[], step: number): CalendarPart[] {
  const span = times.length > 1 ? times[times.length - 1] - times[0] : 0
  return (Object.keys(lengths) as CalendarPart[]).filter((part) => step > 0 && step <= lengths[part] / 2 && span >= 1.5 * lengths[part])
}

/** [T * 2 parts] */
export function calendarFeatures(times: readonly number[], parts: readonly CalendarPart[]): Float32Array {
  const features = new Float32Array(times.length * parts.length * 2)
  times.forEach((time, step) =>
    parts.forEach((part, place) => {
      const angle = 2 * Math.PI * (places[part](time) % 1)
      features[(step * parts.length + place) * 2] = Math.sin(angle)
      features[(step * parts.length + place) * 2 + 1] = Math.cos(angle)
    }),
  )
  return features
}

const month = 30.44 * day
const isMonths = (step: number): boolean => Math.abs(step - month) < 3 * day

/** The time `count` steps after `time`; months and quarters by the calendar, so that they stay on the first. */
export function timeAfter(time: number, step: number, count: number): number {
  const months = [1, 3, 12].find((size) => Math.abs(step - size * month) < 3 * day * size)
  if (months === undefined) return time + count * step
  const date = new Date(time)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months * count, date.getUTCDate(), date.getUTCHours())
}

/** A time as people write it: no clock where steps are whole days. */
export function nameTime(time: number, step: number): string {
  const text = new Date(time).toISOString()
  return step >= day ? text.slice(0, isMonths(step) ? 7 : 10) : text.slice(0, 16).replace('T', ' ')
}
