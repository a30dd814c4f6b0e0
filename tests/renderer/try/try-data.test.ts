import { describe, expect, it, vi } from 'vitest'
import { createApp, nextTick, ref } from 'vue'
import type { PredictInput } from '../../../src-shared/domain/run.ts'
import { certainty, inputOf, linesOf, unknownShare } from '../../../src-renderer/features/try/try-data.ts'

describe('what is typed', () => {
  it('is one text a line, without the empty ones', () => {
    expect(linesOf(' good \r\n\n\t\nbad\r这部电影')).toEqual(['good', 'bad', '这部电影'])
    expect(linesOf('  \n ')).toEqual([])
  })
  it('tells how much the model has never seen', () => {
    expect(unknownShare([{ token: 'a', known: true }, { token: 'b', known: false }])).toBe(0.5)
    expect(unknownShare([])).toBe(0)
    expect(certainty({ probabilities: [0.2, 0.8] })).toBe(0.8)
  })
})

const answers: { inputs: unknown[]; resolve: (value: unknown) => void }[] = []
vi.mock('../../../src-renderer/stores/predict.ts', () => ({
  usePredictStore: () => ({ predict: (_id: string, inputs: unknown[]) => new Promise((resolve) => void answers.push({ inputs, resolve })) }),
}))

it('never shows an answer to an older text over that to a newer one', async () => {
  const { usePredictions } = await import('../../../src-renderer/features/try/use-predictions.ts')
  vi.useFakeTimers()
  const inputs = ref<PredictInput[]>([])
  // Composables need no component here, only a place for their watchers.
  const app = createApp({})
  const { predictions } = app.runWithContext(() => usePredictions(() => 'run', inputs))
  const type = async (text: string): Promise<void> => {
    inputs.value = [inputOf('text', text)]
    await nextTick()
    await vi.advanceTimersByTimeAsync(250)
  }
  await type('first')
  await type('second')
  expect(answers.map((answer) => answer.inputs)).toEqual([[{ cells: { text: 'first' } }], [{ cells: { text: 'second' } }]])
  answers[1].resolve(['to the second'])
  await vi.advanceTimersByTimeAsync(0)
  answers[0].resolve(['to the first'])
  await vi.advanceTimersByTimeAsync(0)
  expect(predictions.value).toEqual(['to the second'])
  vi.useRealTimers()
})
