/** `predict RUN|EXPORT --input PATH --output PATH`: one row an input. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import { withUnpacked } from '../datasets/archives/unpack.ts'
import { decimalsOf, type Decimals } from '../datasets/plain-numbers.ts'
import type { DefineCommand } from './context.ts'
import type { Role, Roles } from '../../src-shared/domain/roles.ts'
import type { Prediction } from '../../src-shared/domain/run.ts'
import type { PredictOptions } from '../../src-shared/domain/tasks/index.ts'
import { answerSummary } from '../services/answer-columns.ts'
import { rowOf } from '../services/predictions.ts'
import { readInputs, type Batch } from './predict-input.ts'
import { createPredictionFile } from './predict-output.ts'
import { setOptions } from './set-fields.ts'
import { typedPath, type Session } from './session.ts'
import { openExportedModel } from '../services/exported-model.ts'

interface Flags { input: string; output: string; text?: string; set: string[] }

/** Who answers: a run of the workspace, or an export in a folder, which needs no workspace. */
interface Predictor {
  /** The columns that are read, by role, as they were called in training. */
  roles: Roles
  source: { runId: string } | { export: string }
  decimals?: Decimals
  predict: (inputs: Batch['inputs'], options: PredictOptions) => Promise<Prediction[]>
  close: () => Promise<void>
}

/** Roles of the truth: an input has none. */
const truths: readonly Role[] = ['label', 'tags', 'target', 'transcript', 'group', 'split']

async function openPredictor(runOrExport: string, { client }: Session): Promise<Predictor> {
  const directory = typedPath(runOrExport)
  if (existsSync(join(directory, 'model.json'))) {
    const { role, predict, close } = await openExportedModel(directory)
    return { roles: { [role]: [role] }, source: { export: directory }, predict: (inputs) => predict(inputs.map(rowOf)), close }
  }
  const { datasetId } = await client.call('runs.get', { id: runOrExport })
  const { roles, columns } = await client.call('datasets.get', { id: datasetId })
  const read = Object.fromEntries(Object.entries(roles).filter(([role]) => !truths.includes(role as Role)))
  return { roles: read, source: { runId: runOrExport }, decimals: decimalsOf({ columns, roles }), predict: (inputs, options) => client.call('runs.predict', { id: runOrExport, inputs, options }), close: () => Promise.resolve() }
}

/** The input's column under another name. */
const renamed = (roles: Roles, column: string | undefined): Roles => (column === undefined ? roles : { ...roles, [Object.keys(roles)[0]]: [column] })

export const definePredict: DefineCommand = (program, run) => {
  program
    .command('predict')
    .description('what a run, or an export in a folder, says of new inputs')
    .argument('<run-or-export>', 'the id of a run, or the folder of an ONNX export')
    .requiredOption('--input <path>', 'what was imported to train it, without the answers: a table, recordings, clips; or a text file with one text a line')
    .requiredOption('--output <path>', 'a .csv or .jsonl file')
    .option('--text <column>', 'the column that is read; by default the one the run was trained on')
    .option('--set <task.field=value>', 'how the model is asked, as often as needed: --set translation.beams=8 --set translation.best=3', (value: string, all: string[]) => [...all, value], [])
    .action((id: string, flags: Flags) =>
      run(async ({ session, output, interrupt }) => {
        const options = setOptions(flags.set)
        const { roles, source, decimals, predict, close } = await openPredictor(id, session)
        const file = await createPredictionFile(typedPath(flags.output))
        const counts = { rows: 0, rejected: 0 }
        const byLabel: Record<string, number> = {}
        const left: { first: Batch['reason'] } = { first: null }
        const onNote = (note: string): void => output.progress({ done: counts.rows, total: null, unit: 'rows', etaSeconds: null, note })
        try {
          await withUnpacked([typedPath(flags.input)], { scope: 'whole', signal: interrupt }, async (paths) => {
            for await (const { inputs, rejected, names, reason } of readInputs(paths, renamed(roles, flags.text), { signal: interrupt, onNote, decimals })) {
              interrupt.throwIfAborted()
              const answered = inputs.length > 0 ? await predict(inputs, options) : []
              const predictions = names ? answered.map((one, place) => ({ ...one, text: names[place] })) : answered
              for (const { answer } of predictions) {
                const summary = answerSummary(answer)
                if (summary !== '') byLabel[summary] = (byLabel[summary] ?? 0) + 1
              }
              counts.rows += predictions.length
              counts.rejected += rejected
              left.first ??= reason ?? null
              await file.write(predictions)
              onNote('')
            }
          })
          if (counts.rows === 0 && left.first) fail('import.nothing-left', { ...left.first, rows: counts.rejected })
          if (counts.rows === 0) fail('predict.empty', {})
          await file.finish()
        } catch (thrown) {
          await file.discard()
          throw thrown
        } finally {
          await close()
        }
        output.result({ ...source, ...counts, firstRejected: left.first, output: typedPath(flags.output), labels: byLabel }, (result) => {
          const classes = Object.entries(result.labels).map(([label, count]) => `${label} ${count}`).join(', ')
          return `${result.rows} rows -> ${result.output}${classes === '' ? '' : ` (${classes})`}${result.rejected > 0 ? `; ${result.rejected} rows left out${result.firstRejected ? `, the first: ${result.firstRejected.file}, ${result.firstRejected.reason}` : ''}` : ''}`
        })
      }),
    )
}
