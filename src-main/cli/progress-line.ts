/** One line that says how far work has come: [#####-----] 50 %  300/600 steps  12 s left  loss 0.43 */
import type { Progress } from '../../src-shared/domain/progress.ts'

const barWidth = 24

/** At most `columns` characters; 0 for no bar and no limit. */
export function progressLine({ done, total, unit, etaSeconds, note, rows }: Progress, text: string, columns: number): string {
  const share = total ? Math.min(1, done / total) : null
  const filled = share === null ? 0 : Math.round(share * barWidth)
  const parts = [
    columns > 0 && share !== null ? `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}]` : '',
    share === null ? '' : `${Math.floor(share * 100)} %`,
    total === null ? `${amount(done, unit)}` : `${amount(done, unit, false)}/${amount(total, unit)}`,
    rows === undefined ? '' : `${rows} rows`,
    etaSeconds === null || share === 1 ? '' : `${duration(etaSeconds)} left`,
    note,
    text,
  ]
  const line = parts.filter((part) => part !== '').join('  ')
  return columns > 0 ? line.slice(0, columns - 1) : line
}

function amount(count: number, unit: string, withUnit = true): string {
  if (unit === 'bytes') return `${(count / 1e6).toFixed(1)}${withUnit ? ' MB' : ''}`
  return `${Math.round(count)}${withUnit ? ` ${unit}` : ''}`
}

/** 45 s, 3 min 20 s, 1 h 5 min */
export function duration(seconds: number): string {
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
