/**
 * Made-up data for the tests of training: every sequence has the tokens of all three classes, and the first of them is its own.
 * So it must be remembered to the end, and the order counts: a bag of words tells nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { selectEngine } from '../../../src-main/engine/backends/select.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import { createControl, type TrainingControl } from '../../../src-main/engine/train/control.ts'
import { train } from '../../../src-main/engine/train/loop.ts'
import type { TrainerUpdate } from '../../../src-shared/contract/trainer-api.ts'
import { configSchema, type Config } from '../../../src-shared/domain/config.ts'
import { textPartSchema } from '../../../src-shared/domain/preprocessing.ts'
import type { ClassificationPart } from '../../../src-shared/domain/tasks/classification.ts'
import type { PreparedOf } from '../../../src-shared/domain/tasks/index.ts'

export const labels = ['first', 'second', 'third']
const words = 12

function createPart(examples: number, seed: number): ClassificationPart {
  const random = createRandom(seed)
  const classes = Array.from({ length: examples }, () => random.integer(labels.length))
  const sequences = classes.map((label) => {
    const others = random.shuffle(labels.map((_, other) => other).filter((other) => other !== label))
    const noise = Array.from({ length: random.integer(5) }, () => 5 + random.integer(words - 5))
    return Int32Array.of(2 + label, ...random.shuffle([...others.map((other) => 2 + other), ...noise]))
  })
  return { sequences, labels: Int32Array.from(classes), indices: Int32Array.from(classes, (_, row) => row) }
}

type Overrides = { seed?: number; model?: object; training?: Partial<Config['training']> }

export function createConfig({ seed = 5, model = { embedding: 8, recurrent: { cell: 'gru', hidden: 12 } }, training }: Overrides = {}): Config {
  return configSchema.parse({
    version: 1, name: 'test', dataset: 'synthetic', split: {}, preprocessing: {}, task: { kind: 'classification' }, model, seed, engine: { name: 'reference' },
    training: { epochs: 6, batchSize: 16, optimizer: { kind: 'adam', learningRate: 0.02 }, probes: { examples: 0 }, ...training },
  })
}

export function createData(sizes: { train: number; validation: number; test: number } = { train: 200, validation: 40, test: 60 }): PreparedOf<'classification'> {
  const vocabulary = Array.from({ length: words }, (_, row) => (row === 0 ? '<padding>' : row === 1 ? '<unknown>' : `word${row}`))
  return {
    task: 'classification',
    fitted: { task: 'classification', input: { kind: 'tokens', preprocessing: textPartSchema.parse({}), vocabulary, merges: [] }, target: 'class', reason: '', labels, scaler: null },
    parts: { train: createPart(sizes.train, 1), validation: createPart(sizes.validation, 2), test: createPart(sizes.test, 3) },
  }
}

export function createRunDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-train-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  return directory
}

interface Training {
  config: Config
  data?: PreparedOf<'classification'>
  runDirectory?: string
  control?: TrainingControl
  continueFrom?: string | null
  onUpdate?: (update: TrainerUpdate) => void
}

/** Trains to the end and returns all that was reported. */
export async function runTraining({ config, data = createData(), runDirectory = createRunDirectory(), control = createControl(), continueFrom = null, onUpdate }: Training): Promise<TrainerUpdate[]> {
  const engine = await selectEngine('reference', 1)
  const updates: TrainerUpdate[] = []
  const emit = (update: TrainerUpdate): void => {
    updates.push(update)
    onUpdate?.(update)
  }
  await train({ config, data, runDirectory, engine, control, emit, continueFrom })
  return updates
}

export const ofKind = <Kind extends TrainerUpdate['kind']>(updates: TrainerUpdate[], kind: Kind): Extract<TrainerUpdate, { kind: Kind }>[] =>
  updates.filter((update): update is Extract<TrainerUpdate, { kind: Kind }> => update.kind === kind)

/** A series as [step, value] pairs. */
export const series = (updates: TrainerUpdate[], name: string): [number, number][] =>
  ofKind(updates, 'metrics').flatMap(({ points }) => points.filter((point) => point.name === name).map(({ step, value }): [number, number] => [step, value]))

export const eventCodes = (updates: TrainerUpdate[]): string[] => ofKind(updates, 'event').map(({ event }) => event.code)
