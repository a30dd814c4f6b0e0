/** Numbers as people read them on axes and in hovers: no more digits than mean something. */

/** Four significant digits on hover; small and huge values with an exponent. */
export function exact(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (value !== 0 && (size < 1e-4 || size >= 1e7)) return value.toExponential(3)
  if (Number.isInteger(value)) return value.toLocaleString('en-US')
  return size >= 1000 ? value.toLocaleString('en-US', { maximumFractionDigits: 1 }) : String(Number(value.toPrecision(4)))
}

const steps = [
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const

/** At most six characters, so that an axis keeps its width while data streams. */
export function short(value: number): string {
  const size = Math.abs(value)
  if (value !== 0 && size < 1e-3) return value.toExponential(0)
  for (const [unit, suffix] of steps) {
    if (size >= unit && (unit > 1e3 || size >= 1e4)) return `${Number((value / unit).toPrecision(3))}${suffix}`
  }
  return String(Number(value.toPrecision(4)))
}

export const percent = (share: number): string => `${(share * 100).toFixed(share >= 0.9995 || share < 0.0005 ? 0 : 1)} %`

/** Text that stands in the HTML of a tooltip. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}
