import { describe, expect, it, vi } from 'vitest'
import { createApp, nextTick, ref } from 'vue'
import { certainty, linesOf, unknownShare } from '../../../src-renderer/features/try/try-data.ts'

describe('what is typed', () => {
  it('is one text a line, without the empty ones', () => {
    expect(linesOf(' good \r\n\n\t\nbad\r这部电影')).toEqual(['good', 'bad', '这部电影'])
    expect(linesOf('  \n ')).toEqual([])
  })
  it('tells how much the model has never seen', () => {
    expect(unknownShare({ tokens: [{ token: 'a', known: true }, { token: 'b', known: false }] })).toBe(0.5)
    expect(unknownShare({ tokens: [] })).toBe(0)
    expect(certainty({ probabilities: [0.2, 0.8] })).toBe(0.8)
  })
})

const answers: { texts: string[]; resolve: (value: unknown) => void }[] = []
vi.mock('../../../src-renderer/stores/predict.ts', () => ({
  usePredictStore: () => ({ predict: (_id: string, texts: string[]) => new Promise((resolve) => void answers.push({ texts, resolve })) }),
}))

it('never shows an answer to an older text over that to a newer one', async () => {
  const { usePredictions } = await import('../../../src-renderer/features/try/use-predictions.ts')
  vi.useFakeTimers()
  const lines = ref<string[]>([])
  // Composables need no component here, only a place for their watchers.
  const app = createApp({})
  const { predictions } = app.runWithContext(() => usePredictions(() => 'run', lines))
  const type = async (text: string): Promise<void> => {
    lines.value = [text]
    await nextTick()
    await vi.advanceTimersByTimeAsync(250)
  }
  await type('first')
  await type('second')
  expect(answers.map(({ texts }) => texts)).toEqual([['first'], ['second']])
  answers[1].resolve(['to the second'])
  await vi.advanceTimersByTimeAsync(0)
  answers[0].resolve(['to the first'])
  await vi.advanceTimersByTimeAsync(0)
  expect(predictions.value).toEqual(['to the second'])
  vi.useRealTimers()
})
