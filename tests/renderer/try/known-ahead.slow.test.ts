// @vitest-environment happy-dom
/** What if: the steps to come with other values known beforehand. */
import { describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import TryView from '../../../src-renderer/features/try/TryView.vue'
import { aheadOf, choicesOf, filledDown, originOf, pasted, problemOf, withValues, type Said } from '../../../src-renderer/features/try/known-ahead.ts'
import type { ForecastKnown } from '../../../src-shared/domain/tasks/forecasting.ts'
import { initialRuns } from '../fake/runs.ts'
import { openPage, openView, until } from '../harness.ts'

const known: ForecastKnown = {
  columns: [{ name: 'price', kind: 'number', values: [] }, { name: 'promotion', kind: 'category', values: ['half', '第二件'] }, { name: 'holiday', kind: 'number', values: ['0', '1'] }],
  steps: [['2.50', 'none', '0'], ['3', 'none', '0'], ['3', 'none', '0']],
  given: [[true, true, true], [true, false, false], [false, false, false]],
}
const nothing: Said = new Map()

describe('what is said of the steps to come', () => {
  it('holds only what differs from what is assumed, and as many steps as that takes', () => {
    const said = withValues(known, nothing, [{ step: 0, column: 0, value: '2,5' }, { step: 1, column: 0, value: '4,5' }, { step: 2, column: 0, value: '' }, { step: 1, column: 2, value: '1' }])
    expect(aheadOf(known, said)).toEqual([[null, null, null], ['4.5', null, '1']])
    expect(aheadOf(known, withValues(known, said, [{ step: 1, column: 0, value: '3.0' }, { step: 1, column: 2, value: '0' }]))).toEqual([])
  })
  it('what cannot be read is a problem of its cell and is not said', () => {
    const said = withValues(known, nothing, [{ step: 0, column: 0, value: 'dear' }, { step: 0, column: 1, value: 'third' }, { step: 1, column: 1, value: 'half' }])
    expect([problemOf(known, { step: 0, column: 0 }, 'dear'), problemOf(known, { step: 0, column: 1 }, 'third'), problemOf(known, { step: 1, column: 1 }, 'half'), problemOf(known, { step: 0, column: 0 }, '1,234.5')]).toEqual(['number', 'category', null, null])
    expect(aheadOf(known, said)).toEqual([[null, null, null], [null, 'half', null]])
  })
  it('categories are chosen from, none of them too, and a yes or no; any other number is typed', () => {
    expect([0, 1, 2].map((column) => choicesOf(known, column))).toEqual([[], ['half', '第二件', 'none'], ['0', '1']])
    expect(choicesOf({ ...known, steps: [['1', 'half', '0.5']] }, 1)).toEqual(['half', '第二件', ''])
    expect(choicesOf({ ...known, steps: [['1', 'half', '0.5']] }, 2)).toEqual([])
  })
  it('fills down, and takes cells of a spreadsheet as far as the table goes', () => {
    const said = filledDown(known, withValues(known, nothing, [{ step: 1, column: 1, value: '第二件' }]), { step: 1, column: 1 })
    expect(aheadOf(known, said)).toEqual([[null, null, null], [null, '第二件', null], [null, '第二件', null]])
    expect(aheadOf(known, pasted(known, nothing, { step: 1, column: 0 }, '7\thalf\r\n8\tnone\n9\thalf\n') ?? nothing)).toEqual([[null, null, null], ['7', 'half', null], ['8', null, null]])
    expect(pasted(known, nothing, { step: 0, column: 0 }, '7')).toBeNull()
  })
  it('tells where each step comes from', () => {
    expect([0, 1, 2].map((step) => originOf(known, step))).toEqual(['data', 'mixed', 'repeated'])
  })
})

const stubs = { ChartHost: { props: ['title', 'csv'], template: '<figure>{{ csv() }}</figure>' } }
const text = (): string => document.body.textContent ?? ''
const field = <Field extends HTMLElement = HTMLInputElement>(cell: string): Field => document.querySelector<Field>(`[data-cell="${cell}"]`) ?? (() => { throw new Error(`there is no cell ${cell}`) })()
function type(cell: string, value: string): void {
  field(cell).focus()
  field(cell).value = value
  field(cell).dispatchEvent(new Event('input'))
}
const press = (name: string): void => [...document.querySelectorAll('button')].find((button) => button.textContent?.trim() === name)?.click()
const noteOf = (step: number): string | null | undefined => document.querySelector(`#known-${step}`)?.textContent
const forecaster = initialRuns.find(({ config, result }) => result && config.task.kind === 'forecasting')?.id ?? 'none'
async function open(language: 'en' | 'zh' = 'en') {
  const view = await openView(TryView, `/try/${forecaster}`, await openPage({}, language), stubs)
  await until(() => document.querySelector('[data-cell="0:0"]') !== null)
  return view
}

describe('the panel of what is known beforehand', () => {
  it('shows what is assumed and where from, and asks anew with what is changed', async () => {
    await open()
    expect([field('0:0').value, field<HTMLSelectElement>('0:1').value, field<HTMLSelectElement>('0:2').value]).toEqual(['40.0', '0', '雨'])
    expect([noteOf(0), noteOf(3), noteOf(4)]).toEqual(['in the data', 'partly in the data', 'last value repeated'])
    expect(text()).not.toContain('As first asked')
    type('0:0', '60,5')
    await until(() => text().includes('As first asked') && text().includes('OT: +0.085 a step on average (+0.4 %)'))
    expect(noteOf(0)).toBe('changed by you')
    expect(document.querySelector('.pair tbody tr')?.textContent).toContain('+2.050')
    field('0:0').blur()
    await until(() => field('0:0').value === '60.5')
    press('Reset')
    await until(() => !text().includes('As first asked'))
    expect(field('0:0').value).toBe('40.0')
  })
  it('fills a value down, by button and by key', async () => {
    await open()
    const holiday = field<HTMLSelectElement>('1:1')
    holiday.focus()
    holiday.value = '1'
    holiday.dispatchEvent(new Event('change'))
    await nextTick()
    press('Fill down')
    await until(() => field<HTMLSelectElement>('23:1').value === '1')
    expect(field<HTMLSelectElement>('0:1').value).toBe('0')
    await until(() => document.querySelectorAll('.pair tbody tr')[23]?.textContent?.includes('-3.000') === true)
    type('5:0', '70')
    await nextTick()
    field('5:0').dispatchEvent(new KeyboardEvent('keydown', { key: 'd', ctrlKey: true, cancelable: true }))
    await until(() => field('23:0').value === '70' && field('4:0').value === '55.0')
  })
  it('says at its cell what cannot be read, keeps what is typed, and an emptied field is as before', async () => {
    await open()
    type('2:0', 'warm')
    await until(() => noteOf(2) === 'No number, not used: “warm”')
    expect(field('2:0').getAttribute('aria-invalid')).toBe('true')
    expect(field('2:0').value).toBe('warm')
    type('2:0', '')
    await until(() => noteOf(2) === 'in the data')
    expect(field('2:0').value).toBe('')
    field('2:0').blur()
    await until(() => field('2:0').value === '50.0')
    expect(text()).not.toContain('As first asked')
  })
  it('another series begins without changes', async () => {
    await open('zh')
    type('0:0', '99')
    await until(() => noteOf(0) === '由您修改')
    const series = document.querySelector<HTMLInputElement>('[role="spinbutton"]')
    if (!series) throw new Error('there is no field for the series')
    series.value = '2'
    series.dispatchEvent(new Event('input'))
    await until(() => text().includes('south') && noteOf(0) === '数据中已有')
  })
})
