/** The data page where it waits, is cancelled, or is left and opened again. */
// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import DataView from '../../../src-renderer/features/data/DataView.vue'
import { useDatasetsStore } from '../../../src-renderer/stores/datasets.ts'
import { openPage, openView, until } from '../harness.ts'

const stubs = { ChartHost: true }
const text = (): string => document.body.textContent ?? ''
const button = (name: string): HTMLButtonElement => {
  const found = [...document.querySelectorAll('button')].find((one) => one.textContent?.trim() === name)
  if (!found) throw new Error(`no button ${name} in: ${text().slice(0, 400)}`)
  return found
}

describe('Data', () => {
  it('keeps the preview in sight when an import fails, and says why', async () => {
    await openView(DataView, '/data', await openPage(), stubs)
    await until(() => useDatasetsStore().state === 'ready')
    button('Import files…').click()
    await until(() => document.querySelectorAll('tbody tr').length === 50)
    const label = [...document.querySelectorAll('select')].find((select) => select.value === 'label')
    if (!label) throw new Error('no select of the label column')
    for (const option of label.options) option.selected = option.value === 'id'
    label.dispatchEvent(new Event('change'))
    await until(() => [...document.querySelectorAll('th')].some((column) => column.textContent?.startsWith('id') && column.textContent.includes('Label')) && !button('Import').disabled)
    button('Import').click()
    await until(() => text().includes('looks like an identifier'))
    expect(document.querySelectorAll('tbody tr').length).toBe(50)
  })
  it('marks shares that do not make a whole, and asks for no statistics then', async () => {
    const page = await openPage()
    await useDatasetsStore().load()
    await openView(DataView, '/data/reviews', page, stubs)
    await until(() => text().includes('Vocabulary'))
    const share = document.querySelector<HTMLInputElement>('[role=spinbutton]')
    if (!share) throw new Error('no share')
    share.value = '50'
    share.dispatchEvent(new Event('input'))
    await until(() => text().includes('The shares add up to 70 %'))
  })
  it('tells how far statistics have come; cancelled, they can be asked for again', async () => {
    const page = await openPage({ pace: 50 })
    await useDatasetsStore().load()
    await openView(DataView, '/data/reviews', page, stubs)
    await until(() => document.querySelector('[role=progressbar]') !== null)
    button('Cancel').click()
    await until(() => document.querySelector('[role=alert]')?.textContent.includes('Cancelled') ?? false)
    expect(text()).not.toContain('Vocabulary')
    button('Try again').click()
    await until(() => text().includes('Vocabulary') && document.querySelector('[role=alert]') === null)
  })
  it('asks for statistics once where a page is left and opened again, and ends those that nobody waits for', async () => {
    await openPage({ pace: 20 })
    const datasets = useDatasetsStore()
    await datasets.load()
    const [reviews, names] = [datasets.byId('reviews'), datasets.byId('names')].map((dataset) => dataset ?? expect.fail())
    const count = (dataset: typeof reviews) => datasets.statistics(dataset.id, datasets.planOf(dataset))
    const [first, again] = await Promise.all([count(reviews), count(reviews)])
    expect(again).toBe(first)
    const [left, wanted] = await Promise.allSettled([count(reviews), count(names)])
    expect(left).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } })
    expect(wanted.status).toBe('fulfilled')
  })
  it('keeps files that are dropped while a dataset is shown, and puts them aside when another is chosen', async () => {
    const page = await openPage()
    const datasets = useDatasetsStore()
    await datasets.load()
    await openView(DataView, '/data/reviews', page, stubs)
    await until(() => text().includes('Vocabulary'))
    await datasets.drop([new File(['text,label'], 'dropped.csv')])
    await page.router.push({ name: 'data' })
    await until(() => text().includes('Import dropped.csv') && page.router.currentRoute.value.params.id !== undefined)
    expect(datasets.pending).toHaveLength(1)
    await page.router.push({ name: 'data', params: { id: 'names' } })
    await until(() => datasets.pending === null)
  })
})
