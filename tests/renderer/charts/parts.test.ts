import { describe, expect, it } from 'vitest'
import { toCsv } from '../../../src-renderer/charts/csv.ts'
import { createDrawQueue } from '../../../src-renderer/charts/draw-queue.ts'
import { exact, percent, short } from '../../../src-renderer/charts/format.ts'
import { fileName } from '../../../src-renderer/charts/save.ts'
import { smooth } from '../../../src-renderer/charts/smoothing.ts'
import { panRange, zoomRange } from '../../../src-renderer/charts/zoom.ts'

describe('CSV', () => {
  it.each(['=1+1', '+1', '-cmd', '@sum', '\t=1', ' =1', '\r=1'])('makes a text of what a spreadsheet would run: %j', (text) => {
    const [, row] = toCsv(['a'], [[text]]).split(/\r\n(?=')|\r\n(?=")/)
    expect(row.replace(/^"/, '').startsWith("'")).toBe(true)
  })
  it('quotes, leaves numbers as they are and gaps empty', () => {
    expect(toCsv(['a', 'b'], [['x "y", z', -1.5], [null, NaN]])).toBe('\uFEFFa,b\r\n"x ""y"", z",-1.5\r\n,\r\n')
  })
})

describe('numbers', () => {
  it('are short on axes and exact on hover', () => {
    expect([0, 0.25, 1500, 25_000, 1_500_000, 0.00012].map(short)).toEqual(['0', '0.25', '1500', '25k', '1.5M', '1e-4'])
    expect([0.123456, 12, 0.0000123, 1234.56].map(exact)).toEqual(['0.1235', '12', '1.230e-5', '1,234.6'])
    expect([0.8134, 1, 0, 0.9999].map(percent)).toEqual(['81.3 %', '100 %', '0 %', '100 %'])
  })
})

describe('smoothing', () => {
  it('starts at the data, keeps a constant, and leaves gaps', () => {
    const [first, gap, last] = smooth([5, NaN, 5], 0.9)
    expect(first).toBeCloseTo(5)
    expect(gap).toBeNaN()
    expect(last).toBeCloseTo(5)
    expect(smooth([0, 1], 0.5)[1]).toBeCloseTo(2 / 3)
  })
})

describe('zoom', () => {
  it('keeps what is under the pointer, and ends at the whole range', () => {
    expect(zoomRange([0, 100], [0, 100], 0.5, 25)).toEqual([12.5, 62.5])
    expect(zoomRange([12.5, 62.5], [0, 100], 4, 25)).toBeNull()
    expect(panRange([80, 100], [0, 100], 0.5)).toEqual([80, 100])
    expect(panRange([40, 60], [0, 100], -0.5)).toEqual([30, 50])
  })
})

describe('draw queue', () => {
  it('draws one chart a frame in turn, each with its newest data', () => {
    const frames: (() => void)[] = []
    const queue = createDrawQueue((callback) => void frames.push(callback))
    const drawn: string[] = []
    const [a, b, c] = [{}, {}, {}]
    const draw = (name: string) => () => void drawn.push(name)
    queue.request(a, draw('a1'))
    queue.request(a, draw('a2'))
    queue.request(b, draw('b'))
    queue.request(c, draw('c'))
    expect(frames).toHaveLength(1)
    frames.shift()?.()
    expect(drawn).toEqual(['a2'])
    // A chart that asks again waits behind the others.
    queue.request(a, draw('a3'))
    queue.cancel(c)
    frames.shift()?.()
    frames.shift()?.()
    expect(drawn).toEqual(['a2', 'b', 'a3'])
    expect(frames).toHaveLength(0)
  })
})

it('makes a file name of any title', () => {
  expect(fileName('Loss / run 1', 'csv')).toBe('Loss-run-1.csv')
  expect(fileName('损失 曲线', 'png')).toBe('损失-曲线.png')
  expect(fileName('///', 'svg')).toBe('chart.svg')
})
