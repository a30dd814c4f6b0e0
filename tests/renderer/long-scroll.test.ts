import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { follow, highest, placeAt, placeOfRow, rowsInSight, scrollRange, settle, type ScrollPlace, type ScrollRange } from '../../src-renderer/composables/long-scroll.ts'

const [rowHeight, view, count] = [28, 600, 10_000_000]
const long = scrollRange(count, rowHeight, view)
const end = (range: ScrollRange): number => range.height - range.view
const first = (place: ScrollPlace, range = long): number => rowsInSight(place, range, rowHeight, range.total / rowHeight, 0).first

describe('a list of ten million rows', () => {
  it('has an element that Chromium can lay out, at any zoom up to four', () => expect(4 * long.height).toBeLessThan(2 ** 25))

  it('ends with its last row, wherever the bar came from, and begins with its first', () => {
    for (const scroll of [end(long), end(long) - 0.4]) expect(rowsInSight(follow(long, { scroll: 5e6, shift: 7 }, scroll), long, rowHeight, count, 8).last).toBe(count - 1)
    expect(rowsInSight(placeAt(long, end(long)), long, rowHeight, count, 0)).toEqual({ first: count - Math.ceil(view / rowHeight), last: count - 1 })
    expect(follow(long, { scroll: 5e6, shift: 7 }, 0)).toEqual({ scroll: 0, shift: 0 })
  })

  it('moves by as many pixels as wheel and keys do, from any place', () => {
    fc.assert(fc.property(fc.integer({ min: 4000, max: end(long) - 4000 }), fc.integer({ min: -3000, max: 3000 }), (scroll, step) => {
      const before = placeAt(long, scroll)
      const after = follow(long, before, scroll + step)
      expect(after.scroll + after.shift - before.scroll - before.shift).toBe(step)
      // At rest the bar moves, the rows do not.
      const settled = settle(long, after)
      expect(settled.scroll + settled.shift).toBeCloseTo(after.scroll + after.shift, 6)
      expect(Math.abs(placeAt(long, settled.scroll).shift - settled.shift)).toBeLessThanOrEqual(rowHeight * 2)
    }))
  })

  it('comes to its end and back by steps alone, none of them more than a row lost', () => {
    // From 200,000 rows before the end, ten rows a step, resting after each hundred.
    let place = placeOfRow(long, rowHeight, count - 200_000)
    let steps = 0
    const step = (pixels: number): void => {
      place = follow(long, place, Math.min(end(long), Math.max(0, place.scroll + pixels)))
      if (++steps % 100 === 0) place = settle(long, place)
    }
    const start = first(place)
    expect(start).toBe(count - 200_000)
    for (let at = 0; at < 10_000; at++) step(280)
    expect(first(place)).toBe(start + 100_000)
    while (place.scroll < end(long)) step(280)
    expect(steps).toBeGreaterThanOrEqual(19_990)
    expect(steps).toBeLessThanOrEqual(20_001)
    expect(rowsInSight(place, long, rowHeight, count, 0).last).toBe(count - 1)
    place = placeOfRow(long, rowHeight, 50_000)
    for (steps = 0; place.scroll > 0; ) step(-280)
    expect(steps).toBe(5000)
    expect(place).toEqual({ scroll: 0, shift: 0 })
  })

  it('jumps where the bar is drawn by a pixel, on a small screen and on a large one', () => {
    for (const height of [200, 600, 1200, 2000]) {
      const range = scrollRange(count, rowHeight, height)
      const pixel = range.height / height
      expect(follow(range, placeAt(range, 3e6), 3e6 + pixel)).toEqual(placeAt(range, 3e6 + pixel))
    }
  })

  it('reaches every part of itself by the bar, in order', () => {
    let last = -1
    for (let scroll = 0; scroll <= end(long); scroll += 997) {
      const row = first(placeAt(long, scroll))
      expect(row).toBeGreaterThanOrEqual(last)
      if (last >= 0) expect(row - last).toBeLessThan(count / 1000)
      last = row
    }
    fc.assert(fc.property(fc.integer({ min: 0, max: count - 30 }), (row) => {
      expect(first(placeOfRow(long, rowHeight, row))).toBe(row)
    }))
  })
})

describe('a list that fits', () => {
  it('scrolls as it is: nothing is squeezed', () => {
    const short = scrollRange(Math.floor(highest / rowHeight), rowHeight, view)
    fc.assert(fc.property(fc.integer({ min: 0, max: end(short) }), fc.integer({ min: 0, max: end(short) }), (from, to) => {
      const place = follow(short, placeAt(short, from), to)
      expect(place).toEqual({ scroll: to, shift: 0 })
      expect(settle(short, place)).toEqual(place)
    }))
    expect(rowsInSight({ scroll: 0, shift: 0 }, scrollRange(3, rowHeight, view), rowHeight, 3, 8)).toEqual({ first: 0, last: 2 })
    expect(rowsInSight({ scroll: 0, shift: 0 }, scrollRange(0, rowHeight, view), rowHeight, 0, 8)).toEqual({ first: 0, last: -1 })
  })
})
