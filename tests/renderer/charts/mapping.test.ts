import { describe, expect, it } from 'vitest'
import { steadyMaximum } from '../../../src-renderer/charts/base.ts'
import { classBalance, classBalanceHover } from '../../../src-renderer/charts/class-balance.ts'
import { classBalanceExample } from '../../../src-renderer/charts/class-balance.example.ts'
import { confusionMatrix, confusionMatrixCsv, confusionMatrixHover, rowShares } from '../../../src-renderer/charts/confusion-matrix.ts'
import { confusionMatrixExample } from '../../../src-renderer/charts/confusion-matrix.example.ts'
import { forecast, forecastCsv, forecastHover, shortTime } from '../../../src-renderer/charts/forecast.ts'
import { forecastExample } from '../../../src-renderer/charts/forecast.example.ts'
import { gateHistory, gateHistoryHover, thinHistory } from '../../../src-renderer/charts/gate-history.ts'
import { gateHistoryExample } from '../../../src-renderer/charts/gate-history.example.ts'
import { gateLines, gateLinesHover } from '../../../src-renderer/charts/gate-lines.ts'
import { gateLinesExample } from '../../../src-renderer/charts/gate-lines.example.ts'
import { gradientNorms } from '../../../src-renderer/charts/gradient-norms.ts'
import { gradientNormsExample } from '../../../src-renderer/charts/gradient-norms.example.ts'
import { binNames } from '../../../src-renderer/charts/histogram.ts'
import { metricLines, metricLinesCsv, metricLinesHover } from '../../../src-renderer/charts/metric-lines.ts'
import { metricLinesExample } from '../../../src-renderer/charts/metric-lines.example.ts'
import { probabilities, shown } from '../../../src-renderer/charts/probabilities.ts'
import { probabilitiesExample } from '../../../src-renderer/charts/probabilities.example.ts'
import { extentOf, xyLines, xyLinesHover } from '../../../src-renderer/charts/xy-lines.ts'
import { xyLinesExample } from '../../../src-renderer/charts/xy-lines.example.ts'
import type { EChartsOption } from '../../../src-renderer/charts/echarts.ts'
import { themeOf } from './tokens.ts'

const theme = themeOf('light')
interface Series { id: string; data: unknown[]; lineStyle?: { color?: string; type?: unknown }; showSymbol?: boolean; areaStyle?: unknown; stack?: string }
const seriesOf = (option: EChartsOption): Series[] => option.series as unknown as Series[]
const find = (option: EChartsOption, id: string): Series => {
  const found = seriesOf(option).find((series) => series.id === id)
  if (!found) throw new Error(`no series ${id} among ${seriesOf(option).map((series) => series.id).join(', ')}`)
  return found
}
const item = (seriesId: string, dataIndex: number, value: unknown = null) => ({ seriesId, seriesIndex: 0, dataIndex, value })

describe('metric lines', () => {
  it('draws the mean as the line and the extremes as a band, so that a spike stays visible', () => {
    const option = metricLines(metricLinesExample, theme)
    const line = find(option, 'line:Training')
    expect(line.data).toHaveLength(200)
    expect(line.data[120]).toEqual([605, metricLinesExample.lines[0].y[120]])
    const band = find(option, 'band:Training').data as [number, number][]
    expect(Math.max(...band.map(([, value]) => value))).toBe(2.4)
    expect(seriesOf(option).some((series) => series.id === 'band:Validation')).toBe(false)
  })
  it('gives a run its colour, and another dash beyond the palette', () => {
    const one = { name: 'a', x: [1], y: [1], minimum: [1], maximum: [1] }
    const option = metricLines({ ...metricLinesExample, lines: [{ ...one, tint: { run: 3 } }, { ...one, name: 'b', tint: { run: 13 } }] }, theme)
    expect(find(option, 'line:a').lineStyle?.color).toBe(theme.runs[3])
    expect(find(option, 'line:b').lineStyle?.color).toBe(theme.runs[3])
    expect(find(option, 'line:b').lineStyle?.type).not.toEqual(find(option, 'line:a').lineStyle?.type)
  })
  it('marks points where there are few, and not where there are many', () => {
    const many = Array.from({ length: 1000 }, (_, index) => index)
    const line = (x: number[]) => ({ ...metricLinesExample, lines: [{ name: 'a', tint: 'text' as const, x, y: x, minimum: x, maximum: x }] })
    expect(find(metricLines(line([1, 2, 3]), theme), 'line:a').showSymbol).toBe(true)
    expect(find(metricLines(line(many), theme), 'line:a').showSymbol).toBe(false)
  })
  it('leaves out what a log axis cannot show, and what is no number anywhere', () => {
    const data = { ...metricLinesExample, lines: [{ name: 'a', tint: 'text' as const, x: [1, 2, 3], y: [0, NaN, 4], minimum: [0, NaN, 4], maximum: [0, NaN, 4] }] }
    expect(find(metricLines({ ...data, scale: 'log' }, theme), 'line:a').data).toEqual([[1, null], [2, null], [3, 4]])
    expect(find(metricLines(data, theme), 'line:a').data).toEqual([[1, 0], [2, null], [3, 4]])
  })
  it('keeps the measured line, faint, under a smoothed one', () => {
    const option = metricLines({ ...metricLinesExample, smoothing: 0.9 }, theme)
    expect((find(option, 'raw:Training').data as number[][])[120][1]).toBe(metricLinesExample.lines[0].y[120])
    expect((find(option, 'line:Training').data as number[][])[120][1]).not.toBe(metricLinesExample.lines[0].y[120])
  })
  it('says exact values and extremes on hover, and nothing for other series', () => {
    const hover = metricLinesHover(metricLinesExample, theme, [item('line:Training', 120), item('line:Validation', 5)])
    expect(hover?.title).toBe('Step 605')
    expect(hover?.rows[0].value).toContain('2.4')
    expect(hover?.rows.map((row) => row.name)).toEqual(['Training', 'Validation'])
    expect(metricLinesHover(metricLinesExample, theme, [item('references', 0)])).toBeNull()
  })
  it('stands still while data grows: the end of x takes few values', () => {
    const ends = new Set(Array.from({ length: 1000 }, (_, index) => steadyMaximum(index + 1)))
    expect(ends.size).toBeLessThan(35)
    for (let value = 1; value < 1000; value++) expect(steadyMaximum(value)).toBeGreaterThanOrEqual(value)
  })
  it('writes every point to its CSV', () => {
    const lines = metricLinesCsv(metricLinesExample).trim().split('\r\n')
    expect(lines).toHaveLength(1 + 200 + 10)
    expect(lines[121]).toMatch(/^Training,605,.*,2\.4$/)
  })
})

describe('gates', () => {
  it('draws mean and one standard deviation to both sides, in the fixed colour of the gate', () => {
    const option = gateLines(gateLinesExample, theme)
    const [forget] = gateLinesExample.gates.filter(({ gate }) => gate === 'forget')
    expect(find(option, 'mean:forget').data[7]).toEqual([8, forget.mean[7]])
    expect(find(option, 'lower:forget').data[7]).toEqual([8, forget.mean[7] - forget.spread[7]])
    expect(find(option, 'spread:forget').data[7]).toEqual([8, 2 * forget.spread[7]])
    expect(find(option, 'mean:forget').lineStyle?.color).toBe(theme.gates.forget)
    expect(new Set(['input', 'forget', 'candidate', 'output'].map((gate) => theme.gates[gate])).size).toBe(4)
  })
  it('reaches below zero only where a gate can', () => {
    const gates = gateLinesExample.gates.filter(({ gate }) => gate !== 'candidate')
    expect((gateLines(gateLinesExample, theme).yAxis as { min: number }).min).toBe(-1)
    expect((gateLines({ ...gateLinesExample, gates }, theme).yAxis as { min: number }).min).toBe(0)
  })
  it('says mean, spread and the examples still running on hover', () => {
    const hover = gateLinesHover(gateLinesExample, theme, [item('mean:forget', 40)])
    expect(hover?.title).toBe('Time step 41')
    expect(hover?.rows.at(-1)).toEqual({ name: 'Examples', value: '3' })
    expect(hover?.rows[1].value).toMatch(/^0\.\d+ ± 0\.\d+$/)
  })
  it('lays the history out as time step by training step, thinned to what can be told apart', () => {
    const option = gateHistory(gateHistoryExample, theme)
    expect(find(option, 'history').data).toHaveLength(24 * 40)
    expect(find(option, 'history').data[40 + 2]).toEqual([2, 1, gateHistoryExample.means[1][2]])
    expect(gateHistoryHover(gateHistoryExample, [item('history', 0, [2, 1, 0.5])])).toEqual({ title: 'Training step 25', rows: [{ name: 'Time step 3', value: '0.5' }] })
    const kept = thinHistory(1000)
    expect(kept).toHaveLength(120)
    expect([kept[0], kept.at(-1)]).toEqual([0, 999])
  })
  it('takes the diverging scale for gates that have a sign', () => {
    const ramp = (gate: string) => (gateHistory({ ...gateHistoryExample, gate }, theme).visualMap as unknown as { min: number; inRange: { color: string[] } })
    expect(ramp('forget')).toMatchObject({ min: 0, inRange: { color: theme.sequential } })
    expect(ramp('candidate')).toMatchObject({ min: -1, inRange: { color: theme.diverging } })
  })
  it('shows gradient norms on a log axis, with a gap where a norm is zero', () => {
    const option = gradientNorms(gradientNormsExample, theme)
    expect((option.yAxis as { type: string }).type).toBe('log')
    expect(find(option, 'norm:Layer 2').data[0]).toEqual([1, null])
    expect(find(option, 'norm:Layer 1').data[49]).toEqual([50, 0.4])
  })
})

describe('classes', () => {
  it('stacks the parts of the split by class', () => {
    const option = classBalance(classBalanceExample, theme)
    expect(find(option, 'validation').data).toEqual([150, 137, 11])
    expect(new Set(seriesOf(option).map((series) => series.stack)).size).toBe(1)
    expect(classBalanceHover(classBalanceExample, theme, [item('train', 2)])?.rows.map((row) => row.value)).toEqual(['90', '11', '12'])
  })
  it('colours a confusion matrix by the share of the true class and writes the counts', () => {
    const cells = find(confusionMatrix(confusionMatrixExample, theme), 'cells').data as { value: number[]; label: { formatter: string } }[]
    expect(cells[5].value).toEqual([2, 1, 0.22])
    expect(cells[5].label.formatter).toBe('22')
    expect(confusionMatrixHover(confusionMatrixExample, [item('cells', 5, [2, 1, 0.22])])?.title).toBe('True neutral  →  Predicted positive')
    expect(rowShares([[0, 0]])).toEqual([[0, 0]])
    expect(confusionMatrixCsv(confusionMatrixExample)).toContain('neutral,18,60,22')
  })
  it('names bins of whole numbers without overlap', () => {
    expect(binNames({ histogram: { edges: [1, 5, 9], counts: [1, 1] }, integers: true })).toEqual(['1 – 4', '5 – 9'])
    expect(binNames({ histogram: { edges: [1, 2, 3], counts: [1, 1] }, integers: true })).toEqual(['1', '2 – 3'])
  })
  it('orders probabilities, most likely first, unless told to keep the order', () => {
    expect(shown({ probabilities: [0.1, 0.7, 0.2] })).toEqual([1, 2, 0])
    expect(shown({ probabilities: [0.1, 0.7, 0.2], keepOrder: true })).toEqual([0, 1, 2])
    const [bar] = seriesOf(probabilities(probabilitiesExample, theme))[0].data as { value: number; label: { formatter: string } }[]
    expect(bar).toMatchObject({ value: 0.813, label: { formatter: '81.3 %' } })
  })
})

describe('forecasts and curves', () => {
  it('draws the band from low to high, and nothing where there is no value', () => {
    const option = forecast(forecastExample, theme)
    const [low, high] = [find(option, 'low').data as (number | null)[], find(option, 'band').data as (number | null)[]]
    expect(low[10]).toBeNull()
    expect((low[80] ?? 0) + (high[80] ?? 0)).toBeCloseTo(forecastExample.high[80] ?? NaN, 9)
    expect(find(option, 'history').data[80]).toBeNull()
    expect(find(option, 'forecast').lineStyle?.color).toBe(theme.runs[0])
  })
  it('leaves out what a forecast of the future cannot have', () => {
    const option = forecast({ ...forecastExample, truth: [], low: [], high: [] }, theme)
    expect(seriesOf(option).map(({ id }) => id)).toEqual(['history', 'forecast'])
    expect((option.legend as { data: string[] }).data).toEqual(['History', 'Forecast'])
  })
  it('shows the forecast before a change as a dashed line beside, on hover and in the table', () => {
    const { names, forecast: values } = forecastExample
    const data = { ...forecastExample, truth: [], first: values.map((value) => (value === null ? null : value + 1)), names: { ...names, truth: '', first: 'Before' } }
    const option = forecast(data, theme)
    expect(find(option, 'first').data[80]).toBe((values[80] ?? NaN) + 1)
    expect(find(option, 'first').lineStyle).toMatchObject({ color: theme.mutedText, type: [2, 3] })
    expect(forecastHover(data, theme, [item('forecast', 80)])?.rows.map(({ name }) => name)).toEqual(['Before', 'Forecast', '80 % interval'])
    expect(forecastCsv(data).split(/\r?\n/)[0]).toBe('\ufeffTime,History,Before,Forecast,80 % interval (low),80 % interval (high)')
  })
  it('says known, forecast and interval on hover, with the time in short', () => {
    const hover = forecastHover(forecastExample, theme, [item('forecast', 80)])
    expect(hover?.title).toBe('2026-11-23 08:00')
    expect(hover?.rows.map(({ name }) => name)).toEqual(['What came', 'Forecast', '80 % interval'])
    expect(['2026-11-20T00:00:00.000Z', '2026-11-20 09:30:00', '1981-01', '+3'].map(shortTime)).toEqual(['2026-11-20', '2026-11-20 09:30', '1981-01', '+3'])
  })
  it('shows shares from 0 to 1 and other values as far as they reach', () => {
    expect(extentOf([0, 0.4, 1])).toMatchObject({ min: 0, max: 1 })
    expect(extentOf([0, 0.1])).toEqual({})
    expect(extentOf([1, 24])).toEqual({})
    const option = xyLines(xyLinesExample, theme)
    expect(find(option, 'line:Chance').lineStyle?.type).toEqual([5, 4])
    expect(xyLinesHover(xyLinesExample, theme, [item('line:positive', 40)])?.rows[0].value).toBe('1')
  })
})
