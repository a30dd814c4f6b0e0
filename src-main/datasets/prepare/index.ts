/** A dataset and a config -> what the engine trains on. Everything fitted is fitted on the training split alone. */
import { fail, SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { RoleRow } from '../../../src-shared/domain/cell.ts'
import type { Config } from '../../../src-shared/domain/config.ts'
import { splitNames, type Dataset, type SplitName } from '../../../src-shared/domain/dataset.ts'
import type { Encoded, Fitted, PartOf, PreparedData, TrainedTask } from '../../../src-shared/domain/tasks/index.ts'
import { keepBeside, keepInMemory, type KeepSequences } from '../encoded-sequences.ts'
import { splitRows, type Split } from '../splits/index.ts'
import { vectorsOf, type LoadedVectors } from '../inputs/words.ts'
import { decimalOf, type Decimals } from '../plain-numbers.ts'
import { readRoleRow, readRoleRows } from '../rows.ts'
import { classification } from './classification.ts'
import { forecasting } from './forecasting.ts'
import { tagging } from './tagging.ts'
import { transcription } from './transcription.ts'
import { translation } from './translation.ts'
import { generation } from './generation.ts'
import type { InputRow, Preparer } from './preparer.ts'

const preparers: { [Kind in TrainedTask]: Preparer<Kind> } = { classification, forecasting, generation, tagging, transcription, translation }

/** The types of a row of the table belong together; seen through the name of the task in a document they cannot be told apart. */
const preparerOf = (task: TrainedTask): Preparer<TrainedTask> => preparers[task] as Preparer<TrainedTask>

type Recipe = Pick<Config, 'split' | 'preprocessing' | 'task'>

/** Reads, splits, fits and encodes. `scratch`: the folder for what does not fit in memory. @throws dataset.*, split.*, disk.full */
export async function prepare(directory: string, config: Recipe, scratch = directory): Promise<PreparedData> {
  const { dataset, rows } = await readRoleRows(directory)
  return prepareRows(config, rows, dataset, (await preparerOf(config.task.kind).load?.(rows, config)) ?? null, keepBeside(scratch))
}

export function prepareRows(config: Recipe, given: readonly RoleRow[], { roles, columns }: Pick<Dataset, 'roles' | 'columns'> = { roles: {}, columns: [] }, loaded: LoadedVectors | null = null, keep: KeepSequences = keepInMemory): PreparedData {
  const preparer = preparerOf(config.task.kind)
  const { rows, split } = divided(given, config)
  const fitted = preparer.fit(split.train.map((position) => rows[position]), config, { rows, roles, columns, loaded })
  const parts = preparer.parts?.(fitted, rows, split, loaded) ?? byRows(rows, split, (own) => preparer.part(fitted, own, keep))
  const vectors = loaded && 'input' in fitted && 'vocabulary' in fitted.input ? { vectors: vectorsOf(fitted.input, loaded) } : {}
  return { task: config.task.kind, fitted, parts, ...vectors } as PreparedData
}

/** The rows that the task learns from, and their parts. */
function divided(rows: readonly RoleRow[], config: Recipe): { rows: readonly RoleRow[]; split: Split } {
  return preparerOf(config.task.kind).cut?.(rows, config) ?? { rows, split: splitRows(rows, config.split) }
}

function byRows<Part>(rows: readonly RoleRow[], split: Split, encode: (rows: RoleRow[]) => Part): Record<SplitName, Part> {
  return Object.fromEntries(splitNames.map((name) => [name, encode(split[name].map((position) => rows[position]))])) as Record<SplitName, Part>
}

/** How the model's columns of numbers wrote decimals. */
const decimalsIn = (fitted: Fitted): Decimals | undefined => ('decimals' in fitted ? fitted.decimals : undefined)

/** Labels that are numbers are read as their own column writes them, where it says so. */
function asWritten(fitted: Fitted, { columns, roles }: Dataset): Fitted {
  if (fitted.task !== 'classification' || fitted.target !== 'number') return fitted
  const column = columns.find(({ name }) => name === roles.label?.[0])
  return { ...fitted, decimal: decimalOf(column, column && fitted.decimal ? { [column.name]: fitted.decimal } : {}) }
}

/** One part of the dataset's split, or all its rows, as a fitted model reads them: nothing is fitted anew. */
export async function preparePart(directory: string, config: Recipe, model: Fitted, split: SplitName | null): Promise<PartOf<TrainedTask>> {
  const { rows: given, dataset } = await readRoleRows(directory, { decimals: decimalsIn(model) })
  const fitted = asWritten(model, dataset)
  const preparer = preparerOf(fitted.task)
  const keep = keepBeside(directory)
  if (split === null) return preparer.part(fitted, given, keep)
  const { rows, split: parts } = divided(given, config)
  return preparer.parts?.(fitted, rows, parts)[split] ?? preparer.part(fitted, parts[split].map((position) => rows[position]), keep)
}

/** One input as a fitted model reads it, and in words. @throws predict.input, predict.ahead, forecast.ahead-* */
export function encodeInput(fitted: Fitted, row: InputRow): { encoded: Encoded; text: string } {
  const preparer = preparerOf(fitted.task)
  if (row.ahead && !preparer.ahead) fail('predict.ahead', { task: fitted.task })
  return { encoded: preparer.encode(fitted, row), text: preparer.describe(fitted, row) }
}

/** Inputs that were gathered for a model, as long as it lives: one is asked again and again, and the rows of a dataset never change. */
const gathered = new WeakMap<Fitted, { directory: string; inputs: Pick<RoleRow, 'cells'>[] }>()

/** Row `index` of a dataset as an input; where inputs are made of many rows, input `index`: a series of a dataset of several. */
export async function inputAt(directory: string, fitted: Fitted, index: number): Promise<Pick<RoleRow, 'cells'>> {
  const { gather } = preparerOf(fitted.task)
  if (!gather) return readRoleRow(directory, index, decimalsIn(fitted))
  const known = gathered.get(fitted)
  const inputs = known?.directory === directory ? known.inputs : gather(fitted, (await readRoleRows(directory, { decimals: decimalsIn(fitted) })).rows)
  gathered.set(fitted, { directory, inputs })
  return inputs[index] ?? fail('predict.series', { index: index + 1, count: inputs.length })
}

/** Rows of a table as the inputs they make. */
export function inputsOf(fitted: Fitted, rows: readonly RoleRow[]): Pick<RoleRow, 'cells'>[] {
  return preparerOf(fitted.task).gather?.(fitted, rows) ?? [...rows]
}

/** So many inputs of a dataset at most, those that trained nothing first; too short ones are left out. */
export async function someInputs(directory: string, config: Recipe, fitted: Fitted, count: number): Promise<Encoded[]> {
  const { rows: given } = await readRoleRows(directory, { decimals: decimalsIn(fitted) })
  const preparer = preparerOf(fitted.task)
  const { rows, split } = divided(given, config)
  const places = [...split.test, ...split.validation, ...split.train].slice(0, count)
  const inputs = preparer.gather?.(fitted, rows).slice(0, count) ?? places.map((place) => rows[place])
  return inputs.flatMap((input) => {
    try {
      return [preparer.encode(fitted, input)]
    } catch (thrown) {
      if (thrown instanceof SeqbenchError && thrown.code === 'forecast.short') return []
      throw thrown
    }
  })
}
