// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import ExportView from '../../../src-renderer/features/export/ExportView.vue'
import { openPage, openView, until } from '../harness.ts'

const text = (): string => document.body.textContent ?? ''
const start = (): HTMLButtonElement | null => document.querySelector('button[type=submit]')

describe('Export', () => {
  it('exports, says how it was checked, and lists it', async () => {
    await openView(ExportView, '/export/run-2', await openPage())
    await until(() => text().includes('has not been exported yet'))
    start()?.click()
    await until(() => document.querySelector('[role=progressbar]') !== null)
    await until(() => text().includes('model.onnx') && text().includes('Checked on 40 real rows'))
    expect(text()).toContain('2.4e-7')
  })
  it('exports nothing without a format', async () => {
    await openView(ExportView, '/export/run-2', await openPage())
    await until(() => start() !== null)
    const boxes = [...document.querySelectorAll<HTMLInputElement>('input[type=checkbox]')]
    for (const [index, box] of boxes.entries()) {
      box.click()
      await until(() => document.querySelectorAll('.format.on').length === boxes.length - 1 - index)
    }
    await until(() => start()?.disabled === true)
    expect(text()).toContain('Choose at least one format')
  })
})
