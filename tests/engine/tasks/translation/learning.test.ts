import * as tf from '@tensorflow/tfjs-core'
import { beforeAll, expect, test } from 'vitest'
import { translation } from '../../../../src-main/datasets/prepare/translation.ts'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { tasks } from '../../../../src-main/engine/tasks/index.ts'
import { allMetrics } from '../../../../src-main/engine/tasks/task.ts'
import type { AnswerOf } from '../../../../src-shared/domain/tasks/index.ts'
import { learn, prepareTranslation, reversedRows, translationConfig } from './made-up.ts'

beforeAll(async () => {
  await selectEngine('auto', 1)
})

const rowOf = (source: string) => ({ cells: { source: [source] } })

test('a beam finds texts at least as probable as the greedy one, in the mean and nearly always', async () => {
  const config = translationConfig({ training: { epochs: 2, batchSize: 16 } })
  const data = prepareTranslation(config, reversedRows(300))
  const session = learn(config, data)
  const model = tasks.translation.createModel(config, data.fitted, createRandom(9))
  model.parameters.load(session.parameters.values())
  const inputs = data.parts.test.sourceTexts.map((text) => translation.encode(data.fitted, rowOf(text)))
  const scores = async (beams: number): Promise<number[]> => ((await model.answer(inputs, { translation: { beams, lengthPenalty: 0 } })) as AnswerOf<'translation'>[]).map(({ hypotheses }) => hypotheses[0].score)
  const [greedy, beam] = [await scores(1), await scores(6)]
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(beam)).toBeGreaterThan(mean(greedy))
  expect(beam.filter((score, place) => score < greedy[place] - 1e-4).length).toBeLessThan(beam.length * 0.05)
  session.dispose()
  model.dispose()
})

test.each([
  ['dot', 'lstm', true], ['concat', 'rnn', true], ['none', 'lstm', false], ['general', 'gru', false],
] as const)('every part learns and nothing leaks: attention %s, %s, tied %s', async (attention, cell, tieEmbeddings) => {
  const config = translationConfig({
    task: { attention, tieEmbeddings, teacherForcing: { first: 1, last: 0.5 }, labelSmoothing: 0.1, wordDropout: 0.1, guidedAlignment: 0.5 },
    model: { embedding: 16, recurrent: { cell, hidden: 12, layers: 2, bidirectional: cell !== 'gru', dropout: 0.2 } },
    preprocessing: { shared: tieEmbeddings, target: { tokenizer: 'character', maximumLength: 40, lowercase: true } }, training: { epochs: 6, batchSize: 16 },
  })
  const data = prepareTranslation(config, reversedRows(64))
  const session = tasks.translation.open(config, data, createRandom(1))
  const before = tf.memory().numTensors
  for (const epoch of [0, 5]) {
    const [create] = session.trainingBatches(createRandom(2), epoch)
    const { loss, gradients } = create().gradients(createRandom(3))
    expect(Object.keys(gradients).sort()).toEqual(session.parameters.names().sort())
    expect(loss.dataSync()[0]).toBeGreaterThan(0.5)
    tf.dispose([loss, gradients])
  }
  const scoring = await session.score('validation', 'epoch')
  expect(scoring && Object.keys(allMetrics(scoring.scored)).sort()).toEqual(['bleu', 'cer', 'chrf', 'exactMatch', 'loss', 'perplexity'])
  expect(await session.sample?.(createRandom(4))).toContain(' -> ')
  expect(tf.memory().numTensors).toBe(before)
  session.dispose()
})
