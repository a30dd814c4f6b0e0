/**
 * Scrolling through more than an element can be high. Chromium lays out in 1/64 of a device pixel in 32 bits: 33,554,432
 * of them, hence 8.4 million CSS pixels at a zoom of four. A longer list gets an element of `highest`, and a shift between
 * what the scroll bar says and which rows are in sight: wheel and keys, whose steps are small, leave the shift as it is and
 * so move by whole rows; a drag of the bar jumps, and the shift with it. At rest the bar is put where the rows are. Both
 * ends of the list are not squeezed, so that they are reached like those of a short one.
 */
export interface ScrollRange {
  /** Pixels of the element that stands for the rows; of all rows as they are; in sight. */
  height: number
  total: number
  view: number
}
/** `scroll` is the bar's; `scroll + shift` is how many pixels of rows lie above the first in sight. */
export interface ScrollPlace {
  scroll: number
  /** Whole pixels, 0 .. total - height. */
  shift: number
}

export const highest = 8_000_000
/** At each end, of the bar as of the rows. */
const unsqueezed = 1_000_000
/** What moves further at once is no step but a jump: half of what a pixel of the bar stands for, or some views where that is less. */
const stepViews = 6
const longestStep = ({ height, view }: ScrollRange): number => Math.max(view, Math.min(stepViews * view, height / (2 * view)))

export const scrollRange = (count: number, rowHeight: number, view: number): ScrollRange => ({ height: Math.min(highest, count * rowHeight), total: count * rowHeight, view })

const mostScroll = ({ height, view }: ScrollRange): number => Math.max(0, height - view)
const mostShift = ({ height, total }: ScrollRange): number => total - height

/** Pixels of the bar in its squeezed part, and of the rows. */
const squeezed = (range: ScrollRange): { bar: number; rows: number } => {
  const bar = mostScroll(range) - 2 * unsqueezed
  return { bar, rows: bar + mostShift(range) }
}

/** Where the bar was put: which rows it stands for. */
export function placeAt(range: ScrollRange, scroll: number): ScrollPlace {
  const { bar, rows } = squeezed(range)
  const inside = Math.min(bar, Math.max(0, scroll - unsqueezed))
  return { scroll, shift: mostShift(range) === 0 ? 0 : Math.round((inside * (rows - bar)) / bar) }
}

/** The bar moved to `scroll`. */
export function follow(range: ScrollRange, { scroll: before, shift }: ScrollPlace, scroll: number): ScrollPlace {
  if (scroll <= 0) return { scroll, shift: 0 }
  // A fraction of a pixel is lost where the zoom is uneven.
  if (scroll >= mostScroll(range) - 1) return { scroll, shift: mostShift(range) }
  return Math.abs(scroll - before) <= longestStep(range) ? { scroll, shift } : placeAt(range, scroll)
}

/** The same rows, with the bar where it belongs. */
export function settle(range: ScrollRange, { scroll, shift }: ScrollPlace): ScrollPlace {
  if (mostShift(range) === 0) return { scroll, shift: 0 }
  const offset = Math.min(mostScroll(range) + mostShift(range), scroll + shift)
  const { bar, rows } = squeezed(range)
  const inside = Math.min(rows, Math.max(0, offset - unsqueezed))
  const own = Math.round((inside * (rows - bar)) / rows)
  return { scroll: offset - own, shift: own }
}

/** The row to begin with so that `index` is the first in sight. */
export const placeOfRow = (range: ScrollRange, rowHeight: number, index: number): ScrollPlace => settle(range, { scroll: Math.min(index * rowHeight, mostScroll(range) + mostShift(range)), shift: 0 })

/** Rows in sight and `beyond` more at each side. */
export function rowsInSight({ scroll, shift }: ScrollPlace, { view }: ScrollRange, rowHeight: number, count: number, beyond: number): { first: number; last: number } {
  const offset = scroll + shift
  return { first: Math.max(0, Math.floor(offset / rowHeight) - beyond), last: Math.min(count - 1, Math.ceil((offset + view) / rowHeight) - 1 + beyond) }
}
