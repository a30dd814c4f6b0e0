// @vitest-environment happy-dom
import { mount } from '@vue/test-utils'
import { expect, it } from 'vitest'
import LinesTable from '../../../src-renderer/features/try/panels/LinesTable.vue'
import type { PredictionOf } from '../../../src-renderer/features/try/try-data.ts'
import { i18n, setLocale } from '../../../src-renderer/locales/index.ts'

type Answer = PredictionOf<'classification'>['answer']
const answer = (change: Partial<Answer>): Answer => ({ task: 'classification', target: 'class', label: 'good', labels: ['good', 'bad'], probabilities: [0.75, 0.25], chosen: [], number: null, steps: null, tokens: [], ...change })
function rowsOf(...answers: Answer[]): string[][] {
  setLocale('en')
  const table = mount(LinesTable, { props: { predictions: answers.map((one) => ({ text: 'a text', answer: one })), chosen: 0 }, global: { plugins: [i18n] } })
  return table.findAll('tr').map((row) => row.findAll('th, td').slice(2, 4).map((cell) => cell.text()))
}

it('several lines say a class and how sure it is, several classes or none, or a number', () => {
  expect(rowsOf(answer({}))).toEqual([['Class', 'Probability'], ['good', '75.0 %']])
  expect(rowsOf(answer({ target: 'classes', label: '', probabilities: [0.2, 0.1] }), answer({ target: 'classes', label: 'good|bad' })).slice(1)).toEqual([['none of them', ''], ['good|bad', '']])
  expect(rowsOf(answer({ target: 'number', label: '', labels: [], probabilities: [], number: { value: 3.25, low: 2, high: 4, interval: 0.8 } }))).toEqual([['Answer', '80 % interval'], ['3.25', '2 – 4']])
})
