/**
 * The whole recipe of a run as one JSON document. The form, the editor, the command line, the trainer and every
 * export read this schema and no other. Unknown fields are refused (strict objects); fields that make no sense
 * together are refused by unions (a `gru` has `resetAfter`, an `rnn` has `activation`) or by `contradictions`.
 */
import { z } from 'zod'
import { metricNames } from './metric-table.ts'
import { maximumSteps, preprocessingSchema, type PairsPreprocessing } from './preprocessing.ts'
import { taskMetrics, taskSchema } from './tasks/index.ts'
import { partExpected, splitProblem, splitSchema, type SplitConfig } from './split.ts'

const count = z.number().int().positive()
const fraction = z.number().min(0).max(1)

export { splitSchema, type SplitConfig }

/** What every recurrent cell shares. */
const recurrentFields = {
  hidden: count.max(4096).default(64).describe('units of the hidden state, per direction'),
  layers: count.max(16).default(1).describe('recurrent layers on top of each other'),
  bidirectional: z.boolean().default(false).describe('also read each sequence backwards'),
  dropout: z.number().min(0).max(0.95).default(0).describe('share of values dropped between layers and before the output, in training only'),
  weightDropout: z.number().min(0).max(0.95).default(0).describe('share of the weights from one hidden state to the next that are dropped, the same for all time steps of a batch, in training only'),
}
export const recurrentSchema = z.discriminatedUnion('cell', [
  z.strictObject({ cell: z.literal('rnn'), activation: z.enum(['tanh', 'relu']).default('tanh'), ...recurrentFields }),
  z.strictObject({ cell: z.literal('lstm'), ...recurrentFields }),
  z.strictObject({
    cell: z.literal('gru'),
    resetAfter: z.boolean().default(true).describe('apply the reset gate after the product, as PyTorch does'),
    ...recurrentFields,
  }),
])
export type RecurrentConfig = z.infer<typeof recurrentSchema>

export const modelSchema = z.strictObject({
  embedding: count.max(4096).default(64).describe('numbers that stand for one time step: a token, the values of a series, a picture'),
  recurrent: recurrentSchema,
})
export type ModelConfig = z.infer<typeof modelSchema>

const learningRate = z.number().positive().max(100)
export const optimizerSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), learningRate: learningRate.default(0.1), momentum: z.number().min(0).max(0.999).default(0) }),
  z.strictObject({ kind: z.literal('adam'), learningRate: learningRate.default(0.001) }),
  z.strictObject({ kind: z.literal('adamw'), learningRate: learningRate.default(0.001), weightDecay: z.number().min(0).max(1).default(0.01) }),
])
export type OptimizerConfig = z.infer<typeof optimizerSchema>

export const scheduleSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('constant') }),
  z.strictObject({ kind: z.literal('step'), everyEpochs: count.default(5), factor: z.number().positive().max(1).default(0.5) }),
  z.strictObject({ kind: z.literal('cosine'), minimum: fraction.default(0).describe('share of the learning rate at the end') }),
  z.strictObject({ kind: z.literal('warmup-linear'), warmupSteps: z.number().int().nonnegative().default(100).describe('steps until the full rate, then linearly to zero') }),
])
export type ScheduleConfig = z.infer<typeof scheduleSchema>

export const trainingSchema = z.strictObject({
  epochs: count.max(100_000).default(20),
  batchSize: count.max(65_536).default(32),
  optimizer: optimizerSchema.default({ kind: 'adam', learningRate: 0.001 }),
  schedule: scheduleSchema.default({ kind: 'constant' }),
  clipNorm: z.number().positive().nullable().default(1).describe('longest gradient allowed; null to leave it'),
  truncation: count.nullable().default(null).describe('time steps after which back-propagation is cut; null for all of them'),
  earlyStopping: z
    .strictObject({ metric: z.enum(metricNames).default('loss'), patience: count.default(5).describe('epochs without a better value before it stops') })
    .nullable()
    .default({ metric: 'loss', patience: 5 }),
  keep: z.enum(['best', 'last', 'auto']).default('best').describe('which epoch is kept: the best on the validation rows, or the last; auto: the last where there are fewer than 30 validation rows, too few to tell, and the best elsewhere'),
  average: z.number().min(0).max(0.99999).nullable().default(null).describe('average the parameters of all steps for measuring and keeping them; each step counts by so much less than the one after it (0.999: about the last thousand); null for the parameters as they are'),
  probes: z.strictObject({
    examples: z.number().int().min(0).max(64).default(8).describe('validation examples whose gates are recorded'),
    everySteps: count.default(25).describe('steps between two recordings'),
  }).default({ examples: 8, everySteps: 25 }),
})
export type TrainingConfig = z.infer<typeof trainingSchema>

export const engineNames = ['native', 'tensorflow', 'webgpu', 'reference'] as const
export type EngineName = (typeof engineNames)[number]
export const engineSchema = z.strictObject({
  name: z.enum(['auto', ...engineNames]).default('auto').describe('auto takes the fastest engine of this machine'),
  threads: z.number().int().min(0).max(256).default(0).describe('0 for one thread per physical core'),
})
export type EngineConfig = z.infer<typeof engineSchema>

const configShape = z.strictObject({
  version: z.literal(1),
  name: z.string().trim().min(1).max(200).describe('shown in lists and charts'),
  dataset: z.string().min(1).describe('the id of the dataset'),
  split: splitSchema,
  preprocessing: preprocessingSchema,
  task: taskSchema,
  model: modelSchema,
  training: trainingSchema,
  seed: z.number().int().nonnegative().max(2 ** 31 - 1).default(1).describe('same seed, same weights, same order: same losses'),
  engine: engineSchema.default({ name: 'auto', threads: 0 }),
})

/** Fields that are fine alone and not together: [path, why]. */
const contradictions: ((config: z.infer<typeof configShape>) => [(string | number)[], string] | null)[] = [
  ({ split }) => splitProblem(split),
  ({ split, training }) => (!partExpected(split, 'validation') && training.earlyStopping !== null ? [['training', 'earlyStopping'], 'early stopping needs a validation split'] : null),
  ({ training }) => (training.keep === 'last' && training.earlyStopping !== null ? [['training', 'earlyStopping'], 'nothing can stop early where the last epoch is kept'] : null),
  ({ training, preprocessing }) => {
    const longest = maximumSteps(preprocessing)
    return training.truncation !== null && longest !== null && training.truncation > longest ? [['training', 'truncation'], 'is longer than the longest sequence that preprocessing leaves: it would never cut'] : null
  },
  ({ preprocessing }) => (preprocessing.kind === 'text' && preprocessing.vectors && preprocessing.tokenizer !== 'word' ? [['preprocessing', 'vectors'], 'pretrained vectors are of words: choose the tokenizer word'] : null),
  ({ preprocessing }) => (preprocessing.kind === 'pairs' && preprocessing.shared && readApart(preprocessing) ? [['preprocessing', 'shared'], 'one vocabulary needs the same tokenizer, letter case and numbers on both sides'] : null),
  ({ preprocessing, task }) => (task.kind === 'tagging' && preprocessing.kind === 'series' && preprocessing.stride > 1 ? [['preprocessing', 'stride'], 'tags are one for each time step: none may be left out'] : null),
  ({ training, task }) => {
    const metric = training.earlyStopping?.metric
    const known = taskMetrics[task.kind].metrics
    return metric === undefined || known.includes(metric) ? null : [['training', 'earlyStopping', 'metric'], `is no metric of ${task.kind}, which has ${known.join(', ')}`]
  },
]

const readApart = ({ source, target }: PairsPreprocessing): boolean => source.tokenizer !== target.tokenizer || source.lowercase !== target.lowercase || source.foldNumbers !== target.foldNumbers

export const configSchema = configShape.superRefine((config, context) => {
  for (const rule of contradictions) {
    const found = rule(config)
    if (found) context.addIssue({ code: 'custom', path: found[0], message: found[1] })
  }
})
export type Config = z.infer<typeof configSchema>

/** One mistake in a config: `path` such as `training.batchSize`. */
export const configIssueSchema = z.object({ path: z.string(), message: z.string() })
export type ConfigIssue = z.infer<typeof configIssueSchema>

/** Checks a document that claims to be a config: the config with defaults filled in, or every mistake found. */
export function parseConfig(document: unknown): { config: Config; issues: [] } | { config: null; issues: ConfigIssue[] } {
  const result = configSchema.safeParse(document)
  if (result.success) return { config: result.data, issues: [] }
  const issues = result.error.issues.flatMap((issue) => {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: `there is no field ${key} here` }))
    return [{ path, message: issue.message }]
  })
  return { config: null, issues }
}

/** The JSON Schema the editor completes and checks with. */
export function configJsonSchema(): object {
  return z.toJSONSchema(configShape, { io: 'input' })
}

/** A starting point a person picks by name. */
export const presetSchema = z.object({
  name: z.string(),
  task: z.string(),
  title: z.string(),
  /** Plain words: when to take it, and why. */
  reason: z.string(),
  config: z.custom<Omit<Config, 'dataset'>>(),
})
export type Preset = z.infer<typeof presetSchema>

/** One field that differs between two configs; `undefined` where a config has no such field. */
export const configDifferenceSchema = z.object({ path: z.string(), values: z.array(z.unknown()) })
export type ConfigDifference = z.infer<typeof configDifferenceSchema>

/** The leaves of a config by dotted path, in document order. */
export function flattenConfig(value: unknown, prefix = ''): Map<string, unknown> {
  const leaves = new Map<string, unknown>()
  if (typeof value !== 'object' || value === null) return leaves.set(prefix, value)
  for (const [key, child] of Object.entries(value)) {
    for (const [path, leaf] of flattenConfig(child, prefix ? `${prefix}.${key}` : key)) leaves.set(path, leaf)
  }
  return leaves
}

/** The fields in which configs differ, in the order of the first. */
export function diffConfigs(configs: unknown[]): ConfigDifference[] {
  const flat = configs.map((config) => flattenConfig(config))
  const paths = new Set(flat.flatMap((leaves) => [...leaves.keys()]))
  return [...paths]
    .map((path) => ({ path, values: flat.map((leaves) => leaves.get(path)) }))
    .filter(({ values }) => values.some((value) => value !== values[0]))
}
