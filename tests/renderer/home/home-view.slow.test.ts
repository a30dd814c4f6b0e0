// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import HomeView from '../../../src-renderer/features/home/HomeView.vue'
import { datasets } from '../fake/datasets.ts'
import { openPage, openView, until } from '../harness.ts'

const text = (): string => document.body.textContent ?? ''

describe('Home', () => {
  it('shows samples with source, licence and whether they are synthetic, and the latest runs', async () => {
    await openView(HomeView, '/', await openPage())
    await until(() => document.querySelectorAll('article').length === 3 && document.querySelectorAll('tbody tr').length === 6)
    expect(text()).toContain('Synthetic')
    expect(text()).toContain('PDDL-1.0')
  })
  it('adds a sample with one click and goes to it', async () => {
    const page = await openPage()
    await openView(HomeView, '/', page)
    await until(() => document.querySelectorAll('article').length === 3)
    document.querySelector<HTMLButtonElement>('article button')?.click()
    await until(() => document.querySelector('[role=progressbar]') !== null)
    await until(() => page.router.currentRoute.value.name === 'data' && page.router.currentRoute.value.params.id === `dataset-${datasets.length + 1}`)
  })
  it('offers to try again when the backend answers with an error', async () => {
    await openView(HomeView, '/', await openPage({ scenario: 'errors' }))
    await until(() => document.querySelectorAll('[role=alert]').length >= 2)
    expect(text()).toContain('Try again')
  })
})
