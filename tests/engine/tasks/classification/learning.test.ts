/** Each kind of answer is learned, scored beside its baselines, calibrated, stored and answered with. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { loadModel } from '../../../../src-main/engine/train/model-file.ts'
import { answerSchema, type AnswerOf, type PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import { trainerUpdateSchema } from '../../../../src-shared/contract/trainer-api.ts'
import { createConfig, humps, prepared, trained, type Label } from './made-up.ts'

const early = 0.5

async function learn(label: Label, options: Parameters<typeof createConfig>[0], rows = 240) {
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-classify-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  const config = createConfig(options)
  const data = prepared(config, humps(rows, label))
  const finished = await trained(config, data, directory)
  trainerUpdateSchema.parse(finished)
  const model = await loadModel(directory)
  onTestFinished(() => model.dispose())
  const answers = async (count: number): Promise<AnswerOf<'classification'>[]> => {
    const found = await model.model.answer([...data.parts.test.sequences].slice(0, count).map((sequence) => ({ task: 'classification', sequence, steps: sequence.length / 2, pieces: [] })), {})
    found.forEach((answer) => answerSchema.parse(answer))
    return found as AnswerOf<'classification'>[]
  }
  return { ...finished, data, model, answers, test: finished.result.test }
}

const codes = ({ evaluation }: { evaluation: { panels: { code: string }[] } }): string[] => evaluation.panels.map(({ code }) => code)
const names = ({ result }: { result: { baselines: { name: string }[] } }): string[] => result.baselines.map(({ name }) => name)

test('one class of two, with a tuned threshold, weights and smoothing', async () => {
  const run = await learn(({ place }) => (place < early - 0.1 ? 'early' : 'late'), { task: { pooling: 'last', thresholds: 'tuned', classWeights: 'balanced', labelSmoothing: 0.1 } })
  expect(run.data.fitted).toMatchObject({ target: 'class', labels: ['early', 'late'], scaler: null })
  expect(run.test.accuracy).toBeGreaterThan(0.85)
  expect(Object.keys(run.test)).toEqual(['loss', 'accuracy', 'macroF1', 'calibrationError', 'auc'])
  expect(names(run)).toEqual(['majority', 'nearestNeighbour'])
  expect(codes(run).slice(0, 5)).toEqual(['confusion', 'worst-examples', 'roc', 'precision-recall', 'calibration'])
  const [answer] = await run.answers(2)
  expect(answer.probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 6)
  // The clip player's: a row for each step, the last of which is that of the answer where the last state is pooled.
  expect(answer.steps?.at.at(-1)).toBe([...run.data.parts.test.sequences][0].length / 2 - 1)
  answer.steps?.probabilities.at(-1)?.forEach((value, label) => expect(value).toBeCloseTo(answer.probabilities[label], 5))
}, 60_000)

test('nothing fitted changes when the test rows change', () => {
  const config = createConfig({ task: { target: 'number' } })
  const rows = humps(60, ({ height }) => height.toFixed(4))
  const before = prepared(config, rows)
  const tested = new Set(before.parts.test.indices)
  const after = prepared(config, rows.map((row) => (tested.has(row.index) ? { ...row, cells: { ...row.cells, label: ['999'] } } : row))) as PreparedOf<'classification'>
  expect(after.fitted).toEqual(before.fitted)
})
