// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import CompareView from '../../../src-renderer/features/compare/CompareView.vue'
import { initialRuns } from '../fake/runs.ts'
import { openPage, openView, until } from '../harness.ts'

const stubs = { ChartHost: { props: ['title'], template: '<figure>{{ title }}</figure>' } }
const text = (): string => document.body.textContent ?? ''
const rows = (): string[] => [...document.querySelectorAll('[aria-label="All runs"] tbody tr')].map((row) => row.querySelector('a')?.textContent ?? '')
const header = (name: string): HTMLButtonElement | undefined => [...document.querySelectorAll<HTMLButtonElement>('th button')].find((element) => element.textContent?.trim() === name)

describe('Compare', () => {
  it('sorts all runs by their result, the best first, those without one last either way', async () => {
    await openView(CompareView, '/compare', await openPage(), stubs)
    await until(() => rows().length === initialRuns.length)
    header('Test result')?.click()
    await until(() => rows()[0] === 'Motions, GRU both ways')
    const best = rows()
    expect(best.indexOf('评论分类 128 单元')).toBeLessThan(best.indexOf('LSTM 64'))
    const finished = initialRuns.filter(({ result }) => result !== null).length
    const others = best.slice(finished)
    header('Test result')?.click()
    // Runs judged by one metric stay together, the loss is the last of them; those without a figure stay at the end.
    await until(() => rows()[0] === 'Shakespeare by letters')
    expect(rows()[finished - 1]).toBe('Motions, GRU both ways')
    expect(new Set(rows().slice(finished))).toEqual(new Set(others))
  })
  it('lays the chosen runs over each other and shows only the fields in which they differ', async () => {
    const page = await openPage()
    await openView(CompareView, '/compare', page, stubs)
    await until(() => rows().length === initialRuns.length)
    const chosen = (): string => String(page.router.currentRoute.value.query.runs ?? '')
    document.querySelector<HTMLInputElement>('input[aria-label="Compare LSTM 64"]')?.click()
    await until(() => chosen() === 'run-2' && text().includes(`${initialRuns.length} runs, 1 chosen`))
    document.querySelector<HTMLInputElement>('input[aria-label="Compare 评论分类 128 单元"]')?.click()
    await until(() => chosen() === 'run-2,run-4')
    await until(() => text().includes('model.recurrent.hidden'))
    expect(text()).not.toContain('training.batchSize')
    expect(text()).toContain('tested on different rows')
    expect(document.querySelectorAll('[aria-label="best"]').length).toBeGreaterThan(0)
  })
  it('forgets runs of the address that are gone', async () => {
    await openView(CompareView, '/compare?runs=run-2,run-99', await openPage(), stubs)
    await until(() => text().includes(`${initialRuns.length} runs, 1 chosen`))
  })
})
