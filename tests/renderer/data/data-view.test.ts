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
  it('says what to do next when there is nothing', async () => {
    await openView(DataView, '/data', await openPage({ scenario: 'empty' }), stubs)
    await until(() => text().includes('No data yet'))
    expect(button('Import files…').disabled).toBe(false)
  })
  it('shows an error with its remedy, in the language of the window', async () => {
    await openView(DataView, '/data', await openPage({ scenario: 'errors' }, 'zh'), stubs)
    await until(() => document.querySelector('[role=alert]') !== null)
    expect(text()).toContain('无法读取工作区')
    expect(text()).toContain('backups')
  })
  it('previews, imports with the chosen columns, and shows the new dataset', async () => {
    const page = await openPage()
    await openView(DataView, '/data', page, stubs)
    const datasets = useDatasetsStore()
    await until(() => datasets.state === 'ready')
    const before = datasets.datasets.length
    button('Import files…').click()
    await until(() => text().includes('Import reviews.csv') && document.querySelectorAll('tbody tr').length === 50)
    // The detected encoding is offered first, with the others that could be beside it.
    expect([...document.querySelectorAll('select')].some((select) => select.options[0].value === 'windows-1252' && select.options.length > 5)).toBe(true)
    button('Import').click()
    await until(() => datasets.datasets.length === before + 1 && datasets.pending === null)
    await until(() => page.router.currentRoute.value.params.id === datasets.datasets[0].id)
  })
  it('can be cancelled while it imports, and leaves nothing behind', async () => {
    await openView(DataView, '/data', await openPage({ pace: 50 }), stubs)
    const datasets = useDatasetsStore()
    await until(() => datasets.state === 'ready')
    const before = datasets.datasets.length
    button('Import files…').click()
    await until(() => document.querySelectorAll('tbody tr').length === 50)
    button('Import').click()
    await until(() => document.querySelector('[role=progressbar]') !== null)
    button('Cancel').click()
    await until(() => [...document.querySelectorAll('button')].some((one) => one.textContent?.trim() === 'Import'))
    expect(datasets.datasets.length).toBe(before)
    expect(document.querySelector('[role=alert]')).toBeNull()
  })
})
