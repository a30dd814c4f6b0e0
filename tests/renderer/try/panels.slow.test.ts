// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import TryView from '../../../src-renderer/features/try/TryView.vue'
import { panels } from '../../../src-renderer/features/try/panels/index.ts'
import { taskKinds } from '../../../src-shared/domain/roles.ts'
import { initialRuns } from '../fake/runs.ts'
import { openPage, openView, until } from '../harness.ts'

const stubs = { ChartHost: { props: ['title'], template: '<figure>{{ title }}</figure>' } }
const text = (): string => document.body.textContent ?? ''
const runOf = (task: string, kind: string): string => initialRuns.find(({ config, result }) => result && config.task.kind === task && config.preprocessing.kind === kind)?.id ?? 'none'
function type(value: string): void {
  const area = document.querySelector<HTMLTextAreaElement>('#try-text')
  if (!area) throw new Error('there is no field to type in')
  area.value = value
  area.dispatchEvent(new Event('input'))
}
const press = (name: string): void => [...document.querySelectorAll('button')].find((button) => button.textContent?.trim() === name)?.click()

describe('Try, task by task', () => {
  it('has a panel for every task', () => {
    expect(Object.keys(panels).sort()).toEqual([...taskKinds].sort())
  })
  it('tagging marks spans with their type and how sure it is', async () => {
    await openView(TryView, `/try/${runOf('tagging', 'words')}`, await openPage(), stubs)
    await until(() => document.querySelector('#try-text') !== null)
    type('Ada Lovelace flew to Berlin')
    await until(() => document.querySelectorAll('mark').length === 2)
    expect([...document.querySelectorAll('mark')].map((mark) => mark.textContent)).toEqual([expect.stringMatching(/^Ada Lovelaceperson\d+ %$/), expect.stringMatching(/^Berlinlocation\d+ %$/)])
    expect(text()).toContain('Found: 2')
  })
  it('generation writes piece by piece and says why it ended', async () => {
    await openView(TryView, `/try/${runOf('generation', 'text')}`, await openPage({ pace: 8 }), stubs)
    await until(() => document.querySelector('#try-text') !== null)
    type('Romeo:')
    press('Write')
    await until(() => text().includes('Writing…') && /Romeo: \w+/.test(text()))
    await until(() => text().includes('It ended at the length that was asked for.'))
  })
  it('generation goes on from what is written, and begins again with Ctrl+Enter', async () => {
    await openView(TryView, `/try/${runOf('generation', 'text')}`, await openPage(), stubs)
    await until(() => document.querySelector('#try-text') !== null)
    type('Romeo:')
    document.querySelector('#try-text')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }))
    await until(() => text().includes('It ended at the length'))
    const prompt = (): string => document.querySelector('.text .muted')?.textContent ?? ''
    const written = document.querySelector('.text')?.textContent ?? ''
    expect(prompt()).toBe('Romeo:')
    press('Go on')
    await until(() => prompt() === written && text().includes('It ended at the length'))
  })
  it('tagging says how many lines it reads', async () => {
    await openView(TryView, `/try/${runOf('tagging', 'words')}`, await openPage(), stubs)
    await until(() => document.querySelector('#try-text') !== null)
    type(Array.from({ length: 250 }, () => 'Ada').join('\n'))
    await until(() => text().includes('Only the first 200 lines are answered.') && document.querySelectorAll('mark').length === 200)
  })
  it('translation shows the best of several and where it looked', async () => {
    await openView(TryView, `/try/${runOf('translation', 'pairs')}`, await openPage(), stubs)
    await until(() => document.querySelector('#try-text') !== null)
    type('one two three')
    await until(() => document.querySelectorAll('.best li').length === 4)
    expect(document.querySelector('.best li')?.textContent).toContain('three two one')
    expect([...document.querySelectorAll('figure')].some((figure) => figure.textContent === 'three two one')).toBe(true)
  })
  it('forecasting goes on from the end of the series that is picked', async () => {
    await openView(TryView, `/try/${runOf('forecasting', 'windows')}`, await openPage(), stubs)
    await until(() => text().includes('80 % interval') && text().includes('north'))
    expect(document.querySelectorAll('.pair tbody tr').length).toBe(24)
  })
  it('transcription writes down a recording of the dataset, with what else it could be', async () => {
    await openView(TryView, `/try/${runOf('transcription', 'audio')}`, await openPage(), stubs)
    await until(() => text().includes('nine five two') && text().includes('What else it could be'))
    expect(document.querySelectorAll('.word').length).toBe(3)
    expect(text()).toContain('one two three')
  })
  it.each(['series', 'frames', 'audio'])('classification of %s picks a row and says what the dataset says', async (kind) => {
    await openView(TryView, `/try/${runOf('classification', kind)}`, await openPage(), stubs)
    await until(() => text().includes('In the dataset it is') && text().includes('Probability of each class'))
  })
})
