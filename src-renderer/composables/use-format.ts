/** Numbers, sizes, durations and dates in the language of the window, with no more digits than mean something. */
import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'

export interface Format {
  integer: (value: number) => string
  /** `digits` significant digits, 4 unless told. */
  number: (value: number, digits?: number) => string
  /** As many decimals as the largest of them needs for four digits, so that a column of them lines up. */
  column: (values: readonly number[]) => (value: number) => string
  /** 0.8734 -> 87.3 % */
  percent: (value: number, digits?: number) => string
  /** Seconds as 8 s, 2 min 05 s, 1 h 12 min. */
  duration: (seconds: number) => string
  /** Bytes as KiB, MiB, GiB. */
  bytes: (value: number) => string
  dateTime: (iso: string) => string
  /** How long ago, such as 3 minutes ago. */
  relative: (iso: string) => string
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
/** Seconds in each unit, longest first. */
const ageUnits: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_557_600], ['month', 2_629_800], ['day', 86_400], ['hour', 3600], ['minute', 60]]

export function createFormat(locale: string): Format {
  const tag = locale === 'zh' ? 'zh-Hans' : 'en'
  const integers = new Intl.NumberFormat(tag, { maximumFractionDigits: 0 })
  const dates = new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short' })
  const ages = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' })
  // Making a formatter costs far more than using it, and charts and tables use them at every frame.
  const cache = new Map<string, Intl.NumberFormat>()
  const formatter = (key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const made = cache.get(key) ?? new Intl.NumberFormat(tag, options)
    cache.set(key, made)
    return made
  }
  const significant = (digits: number) => formatter(`significant ${digits}`, { maximumSignificantDigits: digits })
  const fixed = (digits: number) => formatter(`fixed ${digits}`, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  const atMost = (digits: number) => formatter(`at most ${digits}`, { maximumFractionDigits: digits })
  const number = (value: number, digits = 4): string => {
    if (!Number.isFinite(value)) return String(value)
    const size = Math.abs(value)
    if (size !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(digits - 1)
    return significant(digits).format(value)
  }
  const two = (value: number): string => String(value).padStart(2, '0')
  const word = tag === 'en' ? { s: ' s', min: ' min', h: ' h', d: ' d', gap: ' ' } : { s: ' 秒', min: ' 分', h: ' 小时', d: ' 天', gap: ' ' }
  return {
    integer: (value) => integers.format(value),
    number,
    column: (values) => {
      const largest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0)
      if (largest === 0 || largest >= 1e7 || largest < 1e-4) return (value) => number(value)
      const decimals = Math.min(8, Math.max(0, 3 - Math.floor(Math.log10(largest))))
      return (value) => (Number.isFinite(value) ? fixed(decimals).format(value) : '–')
    },
    percent: (value, digits = 1) => (Number.isFinite(value) ? `${fixed(digits).format(value * 100)} %` : '–'),
    duration: (seconds) => {
      if (!Number.isFinite(seconds)) return '–'
      if (seconds < 10) return `${seconds.toFixed(1)}${word.s}`
      const whole = Math.round(seconds)
      if (whole < 60) return `${whole}${word.s}`
      if (whole < 3600) return `${Math.floor(whole / 60)}${word.min}${word.gap}${two(whole % 60)}${word.s}`
      if (whole < 86_400) return `${Math.floor(whole / 3600)}${word.h}${word.gap}${two(Math.floor((whole % 3600) / 60))}${word.min}`
      return `${Math.floor(whole / 86_400)}${word.d}${word.gap}${two(Math.floor((whole % 86_400) / 3600))}${word.h}`
    },
    bytes: (value) => {
      const power = value < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(value) / 10))
      const scaled = value / 1024 ** power
      return `${atMost(power === 0 || scaled >= 100 ? 0 : 1).format(scaled)} ${byteUnits[power]}`
    },
    dateTime: (iso) => dates.format(new Date(iso)),
    relative: (iso) => {
      const seconds = (Date.now() - new Date(iso).getTime()) / 1000
      const unit = ageUnits.find(([, size]) => Math.abs(seconds) >= size)
      return unit ? ages.format(-Math.round(seconds / unit[1]), unit[0]) : ages.format(0, 'minute')
    },
  }
}

const formats = new Map<string, Format>()

export function useFormat(): ComputedRef<Format> {
  const { locale } = useI18n({ useScope: 'global' })
  return computed(() => {
    const format = formats.get(locale.value) ?? createFormat(locale.value)
    formats.set(locale.value, format)
    return format
  })
}
