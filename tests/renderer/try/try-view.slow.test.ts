// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import TryView from '../../../src-renderer/features/try/TryView.vue'
import { openPage, openView, until } from '../harness.ts'

const stubs = { ChartHost: { props: ['title'], template: '<figure>{{ title }}</figure>' } }
const text = (): string => document.body.textContent ?? ''
function type(value: string): void {
  const area = document.querySelector<HTMLTextAreaElement>('#try-text')
  if (!area) throw new Error('there is no field to type in')
  area.value = value
  area.dispatchEvent(new Event('input'))
}

describe('Try', () => {
  it('answers what is typed and marks what the model has never seen', async () => {
    await openView(TryView, '/try/run-2', await openPage(), stubs)
    await until(() => text().includes('Nothing to read yet'))
    type('the battery lasts all day')
    await until(() => document.querySelectorAll('.token').length === 5)
    expect(document.querySelectorAll('.token.unknown').length).toBeGreaterThan(0)
    expect(document.querySelector('.token.unknown')?.textContent).toContain('unknown')
  })
  it('makes a table of several lines', async () => {
    await openView(TryView, '/try/run-4', await openPage({}, 'zh'), stubs)
    await until(() => document.querySelector('#try-text') !== null)
    type('真的很好看\n\n服务一般')
    await until(() => document.querySelectorAll('tbody tr').length === 2)
  })
  it('goes to a run that has a model, and says what to do where none has', async () => {
    const page = await openPage()
    await openView(TryView, '/try/run-1', page, stubs)
    await until(() => page.router.currentRoute.value.params.id !== 'run-1')
    document.body.innerHTML = ''
    await openView(TryView, '/try', await openPage({ scenario: 'empty' }), stubs)
    await until(() => text().includes('No finished run yet'))
  })
})
