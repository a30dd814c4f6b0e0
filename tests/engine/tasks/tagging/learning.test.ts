import { beforeAll, expect, test } from 'vitest'
import { selectEngine } from '../../../../src-main/engine/backends/select.ts'
import { createOptimizer } from '../../../../src-main/engine/optimizers/index.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { tasks } from '../../../../src-main/engine/tasks/index.ts'
import { allMetrics, type TaskSession } from '../../../../src-main/engine/tasks/task.ts'
import type { Config } from '../../../../src-shared/domain/config.ts'
import type { RoleRow } from '../../../../src-shared/domain/cell.ts'
import type { PreparedOf } from '../../../../src-shared/domain/tasks/index.ts'
import { ofTask } from '../../../../src-shared/domain/tasks/index.ts'
import { tagging } from '../../../../src-main/datasets/prepare/tagging.ts'
import { madeUpRows, prepareTagging, taggingConfig } from './made-up.ts'

beforeAll(async () => {
  await selectEngine('auto', 1)
})

async function learn(config: Config, data: PreparedOf<'tagging'>): Promise<TaskSession> {
  const session = tasks.tagging.open(config, data, createRandom(config.seed))
  const optimizer = createOptimizer(config.training.optimizer, session.parameters)
  for (let epoch = 0; epoch < config.training.epochs; epoch++) {
    for (const [step, create] of session.trainingBatches(createRandom(100 + epoch)).entries()) {
      const { loss, gradients, metrics } = create().gradients(createRandom(1000 * epoch + step))
      await metrics()
      optimizer.apply(gradients, 0.02)
      loss.dispose()
      Object.values(gradients).forEach((gradient) => gradient.dispose())
    }
  }
  return session
}

const testFigures = async (session: TaskSession) => {
  const scoring = await session.score('test')
  if (!scoring) throw new Error('there is no test part')
  return { figures: allMetrics(scoring.scored), panels: scoring.panels() }
}

test('learns entities that only the words around them tell, beats both baselines, and what it says is what it is scored on', async () => {
  const config = taggingConfig()
  const rows = madeUpRows(200)
  const data = prepareTagging(config, rows)
  const session = await learn(config, data)
  const { figures, panels } = await testFigures(session)
  expect(figures.f1).toBeGreaterThan(0.95)
  expect(figures.tagAccuracy).toBeGreaterThan(0.97)
  const baselines = await session.baselines('test', createRandom(1))
  expect(baselines.map(({ name }) => name)).toEqual(['majority', 'mostFrequentTag'])
  for (const { scored } of baselines) expect(allMetrics(scored).f1).toBeLessThan(0.6)
  expect(panels.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['table byType', 'confusion typeConfusion', 'examples worstTagged'])
  const [byType] = panels
  expect(byType.kind === 'table' && byType.rows.map(([type]) => type)).toEqual(['LOC', 'PER'])

  // A finished model says of a text what the scored model says of the same words.
  const model = tasks.tagging.createModel(config, data.fitted, createRandom(9))
  model.parameters.load(session.parameters.values())
  expect(allMetrics((await model.score(data.parts.test)).scored)).toEqual(figures)
  const inputs = [{ cells: { tokens: ['the mrs Bel Eno near Bel'] } }, { cells: { tokens: [['red', 'in', 'Fas']] } }].map((row) => tagging.encode(data.fitted, row))
  const [first, second] = (await model.answer(inputs, {})).map((answer) => ofTask(answer, 'tagging'))
  expect(first.tokens.map(({ tag }) => tag)).toEqual(['O', 'O', 'B-PER', 'I-PER', 'O', 'O'])
  expect(first.spans).toMatchObject([{ start: 2, end: 4, type: 'PER', text: 'Bel Eno' }])
  expect(second.spans).toMatchObject([{ start: 2, end: 3, type: 'LOC', text: 'Fas' }])
  for (const { spans, tokens } of [first, second]) {
    for (const { start, end, probability } of spans) {
      expect(probability).toBeGreaterThan(0.5)
      // Of a whole span no more than of the least sure of its words.
      expect(probability).toBeLessThanOrEqual(Math.min(...tokens.slice(start, end).map((token) => token.probability)) + 1e-6)
    }
  }
  model.dispose()
  session.dispose()
})

test('each tag by itself is learned as well, and plain tags are judged by the share of right ones', async () => {
  const rows = madeUpRows(160).map((row): RoleRow => ({ ...row, cells: { ...row.cells, tags: [(row.cells.tags?.[0] as string[]).map((tag) => (tag === 'O' ? 'WORD' : tag.slice(2)))] } }))
  const config = taggingConfig({ task: { output: 'softmax', characters: null }, training: { epochs: 6 } })
  const data = prepareTagging(config, rows)
  expect(data.fitted).toMatchObject({ scheme: 'none', written: 'none' })
  const session = await learn(config, data)
  const { figures } = await testFigures(session)
  expect(figures.tagAccuracy).toBeGreaterThan(0.93)
  expect(figures.f1).toBe(figures.tagAccuracy)
  session.dispose()
})

test('a state at every step of a series is learned from what went before', async () => {
  const random = createRandom(4)
  const rows = Array.from({ length: 60 }, (_, index): RoleRow => {
    // Up after a positive beat, until a negative one.
    const beats = Array.from({ length: 12 + random.integer(6) }, () => (random.uniform() < 0.3 ? (random.uniform() < 0.5 ? 1 : -1) : 0))
    let state = 'down'
    const tags = beats.map((beat) => (state = beat > 0 ? 'up' : beat < 0 ? 'down' : state))
    return { index, cells: { series: [{ shape: [beats.length, 1], data: Float32Array.from(beats, (beat) => beat + 0.1 * random.normal()), rate: null }], tags: [tags] } }
  })
  const config = taggingConfig({ preprocessing: { kind: 'series' }, training: { epochs: 8, batchSize: 4 } })
  const data = prepareTagging(config, rows)
  const session = await learn(config, data)
  const { figures } = await testFigures(session)
  expect(figures.tagAccuracy).toBeGreaterThan(0.93)
  const [majority] = await session.baselines('test', createRandom(1))
  expect(allMetrics(majority.scored).tagAccuracy).toBeLessThan(0.75)

  const model = tasks.tagging.createModel(config, data.fitted, createRandom(9))
  model.parameters.load(session.parameters.values())
  const series = { shape: [6, 1], data: Float32Array.of(0, 1, 0, 0, -1, 0), rate: null }
  const [answer] = (await model.answer([tagging.encode(data.fitted, { cells: { series: [series] } })], {})).map((one) => ofTask(one, 'tagging'))
  expect(answer.tokens.map(({ tag }) => tag)).toEqual(['down', 'up', 'up', 'up', 'down', 'down'])
  expect(answer.spans.map(({ type, start, end }) => [type, start, end])).toEqual([['down', 0, 1], ['up', 1, 4], ['down', 4, 6]])
  model.dispose()
  session.dispose()
})

test('what each frame of a clip shows is learned, frames left out or not', async () => {
  const random = createRandom(8)
  const rows = Array.from({ length: 24 }, (_, index): RoleRow => {
    const tags = Array.from({ length: 6 }, () => (random.uniform() < 0.5 ? 'left' : 'right'))
    // A bright half in noise.
    const data = Uint8Array.from({ length: 6 * 64 }, (_one, place) => {
      const [frame, column] = [Math.floor(place / 64), place % 8]
      return (column < 4) === (tags[frame] === 'left') ? 180 + random.integer(60) : random.integer(60)
    })
    return { index, cells: { frames: [{ shape: [6, 8, 8, 1], data, rate: 5 }], tags: [tags] } }
  })
  const config = taggingConfig({ preprocessing: { kind: 'frames', size: 8, everyFrames: 2, augment: true }, training: { epochs: 6, batchSize: 4 } })
  const data = prepareTagging(config, rows)
  const session = await learn(config, data)
  const { figures, panels } = await testFigures(session)
  expect(figures.tagAccuracy).toBeGreaterThan(0.9)
  expect(panels[0].kind === 'table' && panels[0].rows.map(([type]) => type)).toEqual(['left', 'right'])
  session.dispose()
})
