import { describe, expect, it } from 'vitest'
import { quarterTurns, turnPicture, type Orientation } from '../../../src-main/datasets/frames/orientation.ts'
import { createClipBuilder } from '../../../src-main/datasets/frames/clip-builder.ts'
import { regularFrames } from '../../../src-main/datasets/frames/regular-times.ts'

describe('times of pictures', () => {
  it('at a constant rate, each is a step', () => {
    expect(regularFrames([3, 3.04, 3.08, 3.12])).toMatchObject({ shown: null, steps: 4, rate: expect.closeTo(25, 6) as number })
  })

  it('that tremble by less than half a step are constant', () => {
    expect(regularFrames([0, 0.11, 0.19, 0.31, 0.4]).shown).toBeNull()
  })

  it('with a gap: the picture before it stays', () => {
    const { shown, steps, rate } = regularFrames([0, 0.1, 0.2, 0.6, 0.7])
    expect([shown?.(), steps, rate]).toEqual([[0, 1, 2, 2, 2, 2, 3, 4], 8, expect.closeTo(10, 6)])
  })

  it('a gap of years is refused before it costs a step', () => {
    expect(regularFrames([0, 0.001, 0.002, 3600]).steps).toBe(3_600_001)
    const clip = createClipBuilder()
    for (const time of [0, 0.001, 0.002, 1e9]) clip.add(new Uint8Array(12), 2, 2, time)
    expect(clip.finish()).toMatchObject({ code: 'clip-too-long' })
  })

  it.each([
    ['one', [5], { shown: null, steps: 1, rate: null }],
    ['two at the same time', [1, 1], { shown: null, steps: 2, rate: null }],
    ['times that go back', [0, 0.2, 0.1, 0.3], { shown: null, steps: 4, rate: 10 }],
    ['no times', [NaN, NaN, NaN], { shown: null, steps: 3, rate: null }],
  ])('%s', (_, times, expected) => {
    const found = regularFrames(times)
    expect({ ...found, rate: found.rate === null ? null : Math.round(found.rate * 1e6) / 1e6 }).toEqual(expected)
  })
})

describe('how a picture is turned', () => {
  // 2 rows of 3 pixels, each of one number.
  const picture = Uint8Array.from([1, 2, 3, 4, 5, 6].flatMap((value) => [value, value, value]))
  it.each<[string, Orientation, number[]]>([
    ['as it is', quarterTurns[0], [1, 2, 3, 4, 5, 6]],
    ['a quarter to the right', quarterTurns[90], [4, 1, 5, 2, 6, 3]],
    ['upside down', quarterTurns[180], [6, 5, 4, 3, 2, 1]],
    ['a quarter to the left', quarterTurns[270], [3, 6, 2, 5, 1, 4]],
  ])('%s', (_, orientation, expected) => {
    const turned = new Uint8Array(picture.length)
    turnPicture(picture, 3, 2, orientation, turned)
    expect([...turned].filter((_value, index) => index % 3 === 0)).toEqual(expected)
  })
})
