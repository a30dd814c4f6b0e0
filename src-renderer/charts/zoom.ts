/** The visible part of x: pure steps between ranges, in values of the axis. */

export type Range = [number, number]

/** Scales `range` by `factor` about `anchor` and keeps it within `full`; null when nothing is left to zoom out of. */
export function zoomRange(range: Range, full: Range, factor: number, anchor: number): Range | null {
  const from = anchor - (anchor - range[0]) * factor
  const to = anchor + (range[1] - anchor) * factor
  return within([from, to], full)
}

/** Moves `range` by a share of its width, stopping at the ends. */
export function panRange(range: Range, full: Range, share: number): Range {
  const width = range[1] - range[0]
  const from = Math.min(Math.max(range[0] + share * width, full[0]), full[1] - width)
  return [from, from + width]
}

function within(range: Range, full: Range): Range | null {
  const from = Math.max(range[0], full[0])
  const to = Math.min(range[1], full[1])
  return from <= full[0] && to >= full[1] ? null : [from, to]
}
