// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import TrainView from '../../../src-renderer/features/train/TrainView.vue'
import { openPage, openView, until } from '../harness.ts'

// A canvas can't be drawn here: the charts have tests of their own, and the real window is driven end to end.
const stubs = { ChartHost: { props: ['title'], template: '<figure>{{ title }}</figure>' } }
const text = (): string => document.body.textContent ?? ''
const button = (name: string): HTMLButtonElement | undefined => [...document.querySelectorAll('button')].find((element) => element.textContent?.trim() === name)

describe('Train', () => {
  it('goes to the run that is going on, shows how far it is, and pauses it', async () => {
    const page = await openPage()
    const view = await openView(TrainView, '/train', page, stubs)
    await until(() => page.router.currentRoute.value.params.id === 'run-0')
    view.unmount()
    await openView(TrainView, '/train/run-0', page, stubs)
    await until(() => text().includes('of 900') && document.querySelectorAll('figure').length === 7)
    expect(document.querySelector('[role=progressbar]')).not.toBeNull()
    button('Pause')?.click()
    await until(() => button('Resume') !== undefined)
  })
  it('asks before it stops a run', async () => {
    await openView(TrainView, '/train/run-0', await openPage(), stubs)
    await until(() => button('Stop') !== undefined)
    button('Stop')?.click()
    await until(() => button('Stop the run') !== undefined)
    button('Stop the run')?.click()
    await until(() => button('Stop') === undefined && text().includes('Stopped'))
  })
  it('says what the figures of a finished run mean, beside the baselines', async () => {
    await openView(TrainView, '/train/run-2', await openPage(), stubs)
    await until(() => text().includes('Not proven to be better than naive Bayes: Accuracy +5.5 points') && text().includes('95 % interval −0.5 to +11.5'))
    expect(text()).toContain('Majority class')
    expect(button('Pause')).toBeUndefined()
  })
  it('tells which step and which gradient a failed run broke at, and offers to continue', async () => {
    await openView(TrainView, '/train/run-6', await openPage(), stubs)
    await until(() => document.querySelector('[role=alert]') !== null)
    const alert = document.querySelector('[role=alert]')?.textContent ?? ''
    expect(alert).toContain('step 37')
    expect(alert).toContain('recurrent.layer0.forward.wh')
    expect(alert).toContain('Continue')
  })
  it('says in an empty workspace what to do next', async () => {
    await openView(TrainView, '/train', await openPage({ scenario: 'empty' }), stubs)
    await until(() => button('Take a sample') !== undefined)
    expect(button('Configure a run')).toBeDefined()
  })
  it('shows an error with a way to try again', async () => {
    await openView(TrainView, '/train', await openPage({ scenario: 'errors' }, 'zh'), stubs)
    await until(() => button('重试') !== undefined)
  })
})
