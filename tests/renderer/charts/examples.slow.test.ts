import { describe, expect, it } from 'vitest'
import { charts } from '../../../src-renderer/charts/examples.ts'
import { renderSvg } from '../../../src-renderer/charts/echarts.ts'
import { themeOf } from './tokens.ts'

describe.each(['light', 'dark'] as const)('every chart in the %s theme', (name) => {
  const theme = themeOf(name)
  it.each(Object.keys(charts))('%s draws its example with titled axes and no value that is not a number', (chart) => {
    const option = charts[chart](theme)
    const svg = renderSvg(option, 640, 320)
    expect(svg).not.toMatch(/NaN|undefined|Infinity/)
    expect(svg.match(/<path|<rect/g)?.length ?? 0).toBeGreaterThan(8)
    for (const axis of [option.xAxis, option.yAxis]) {
      const title = (axis as { name?: string }).name
      expect(title).toBeTruthy()
      expect(svg).toContain(title)
    }
    expect(option.animation).toBe(false)
  })
})
