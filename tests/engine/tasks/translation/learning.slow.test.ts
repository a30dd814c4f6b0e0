/** A translator learned to the end, and a finished model that says what the trained one was scored on. */
import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { translation } from '../../../../src-main/datasets/prepare/translation.ts'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { tasks } from '../../../../src-main/engine/tasks/index.ts'
import { allMetrics } from '../../../../src-main/engine/tasks/task.ts'
import type { AnswerOf } from '../../../../src-shared/domain/tasks/index.ts'
import { learn, prepareTranslation, reversed, reversedRows, translationConfig } from './made-up.ts'

beforeAll(async () => {
  await selectEngine('auto', 1)
})

const rowOf = (source: string) => ({ cells: { source: [source] } })

test('learns to reverse short strings, and a finished model says what the trained one was scored on', async () => {
  const config = translationConfig()
  const rows = reversedRows(1500)
  const data = prepareTranslation(config, rows)
  const session = learn(config, data)
  const scoring = await session.score('test')
  const figures = scoring && allMetrics(scoring.scored)
  expect(figures?.exactMatch).toBeGreaterThan(0.9)
  expect(figures?.cer).toBeLessThan(0.05)
  expect(figures?.perplexity).toBeCloseTo(Math.exp(figures?.loss ?? 0), 10)
  const baselines = await session.baselines('test', createRandom(1))
  expect(baselines.map(({ name }) => name)).toEqual(['dictionary', 'copy'])
  for (const { scored } of baselines) {
    expect(scored.units).toBe(scoring?.scored.units)
    expect(allMetrics(scored).exactMatch).toBeLessThan(0.2)
  }
  const [worst] = scoring?.panels() ?? []
  expect(worst.kind === 'examples' && worst.items.every(({ score }, place, all) => place === 0 || all[place - 1].score >= score)).toBe(true)

  const before = tf.memory().numTensors
  const model = tasks.translation.createModel(config, data.fitted, createRandom(9))
  model.parameters.load(session.parameters.values())
  expect(allMetrics((await model.score(data.parts.test)).scored)).toEqual(figures)
  const texts = ['abc', 'fade', 'beef']
  const answers = (await model.answer(texts.map((text) => translation.encode(data.fitted, rowOf(text))), { translation: { beams: 5, best: 3 } })) as AnswerOf<'translation'>[]
  expect(answers.map(({ text }) => text)).toEqual(texts.map(reversed))
  for (const [place, { hypotheses, tokens, text }] of answers.entries()) {
    expect(tokens.map(({ token }) => token).join('')).toBe(texts[place])
    expect(hypotheses).toHaveLength(3)
    expect(hypotheses[0].text).toBe(text)
    expect(hypotheses.map(({ score }) => score)).toEqual(hypotheses.map(({ score }) => score).sort((a, b) => b - a))
    for (const { attention, tokens: written } of hypotheses) {
      expect(attention).toHaveLength(written.length)
      for (const weights of attention) {
        expect(weights).toHaveLength(texts[place].length)
        expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5)
      }
    }
  }
  // Alone and among longer ones, a text is the same: padding is not attended to.
  const [alone] = (await model.answer([translation.encode(data.fitted, rowOf('abc'))], { translation: { beams: 5, best: 3 } })) as AnswerOf<'translation'>[]
  expect(alone.hypotheses[0].score).toBeCloseTo(answers[0].hypotheses[0].score, 4)
  expect(alone.hypotheses.map(({ text }) => text)).toEqual(answers[0].hypotheses.map(({ text }) => text))
  model.dispose()
  expect(tf.memory().numTensors).toBe(before)
  session.dispose()
})
