// @vitest-environment happy-dom
import { expect, it } from 'vitest'
import InspectView from '../../../src-renderer/features/inspect/InspectView.vue'
import { openPage, openView, until } from '../harness.ts'

const stubs = { ChartHost: { props: ['title'], template: '<figure>{{ title }}</figure>' } }
const text = (): string => document.body.textContent ?? ''

it('shows the gates through training, moves to another step, and what the model takes for what', async () => {
  await openView(InspectView, '/inspect/run-2', await openPage(), stubs)
  await until(() => text().includes('Gates, step 900') && text().includes('Confusion matrix'))
  const slider = document.querySelector<HTMLInputElement>('#inspect-step')!
  slider.value = '0'
  slider.dispatchEvent(new Event('input'))
  await until(() => !text().includes('Gates, step 900'))
  expect(text()).toContain('Precision')
  await until(() => text().includes('ROC curve') && text().includes('Calibration') && text().includes('Worst examples'))
})

it('says that a run without an end has no confusion matrix yet', async () => {
  await openView(InspectView, '/inspect/run-0', await openPage(), stubs)
  await until(() => text().includes('Once the run has finished'))
})
