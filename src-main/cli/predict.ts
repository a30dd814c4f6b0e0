/** `predict RUN|EXPORT --input PATH --output PATH`: one row a text, with the probability of each class. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { DefineCommand } from './context.ts'
import { readTexts } from './predict-input.ts'
import { createPredictionFile } from './predict-output.ts'
import { typedPath, type Session } from './session.ts'
import { openExportedModel, type ExportedModel } from '../services/exported-model.ts'

interface Flags { input: string; output: string; text?: string }

/** Who answers: a run of the workspace, or an export in a folder, which needs no workspace. */
interface Predictor extends ExportedModel {
  /** The text column it was trained on, where that is known. */
  textColumn?: string
  source: { runId: string } | { export: string }
}

async function openPredictor(runOrExport: string, { client }: Session): Promise<Predictor> {
  const directory = typedPath(runOrExport)
  if (existsSync(join(directory, 'model.json'))) return { ...(await openExportedModel(directory)), source: { export: directory } }
  const { datasetId } = await client.call('runs.get', { id: runOrExport })
  const { roles } = await client.call('datasets.get', { id: datasetId })
  return { textColumn: roles.text?.[0], source: { runId: runOrExport }, predict: (texts) => client.call('runs.predict', { id: runOrExport, texts }), close: () => Promise.resolve() }
}

export const definePredict: DefineCommand = (program, run) => {
  program
    .command('predict')
    .description('what a run, or an export in a folder, says of new texts')
    .argument('<run-or-export>', 'the id of a run, or the folder of an ONNX export')
    .requiredOption('--input <path>', 'a table (.csv, .tsv, .jsonl), or a text file with one text a line')
    .requiredOption('--output <path>', 'a .csv or .jsonl file')
    .option('--text <column>', 'of the table; by default the one the run was trained on')
    .action((id: string, flags: Flags) =>
      run(async ({ session, output, interrupt }) => {
        const { textColumn, source, predict, close } = await openPredictor(id, session)
        const file = await createPredictionFile(typedPath(flags.output))
        const counts = { rows: 0, rejected: 0 }
        const byLabel: Record<string, number> = {}
        try {
          for await (const { texts, rejected } of readTexts(typedPath(flags.input), { column: flags.text, usual: textColumn ?? 'text' })) {
            interrupt.throwIfAborted()
            const predictions = texts.length > 0 ? await predict(texts) : []
            for (const { label } of predictions) byLabel[label] = (byLabel[label] ?? 0) + 1
            counts.rows += predictions.length
            counts.rejected += rejected
            await file.write(predictions)
            output.progress({ done: counts.rows, total: null, unit: 'rows', etaSeconds: null, note: '' })
          }
          if (counts.rows === 0) fail('predict.empty', {})
          await file.finish()
        } catch (thrown) {
          await file.discard()
          throw thrown
        } finally {
          await close()
        }
        output.result({ ...source, ...counts, output: typedPath(flags.output), labels: byLabel }, (result) => {
          const classes = Object.entries(result.labels).map(([label, count]) => `${label} ${count}`).join(', ')
          return `${result.rows} rows -> ${result.output} (${classes})${result.rejected > 0 ? `; ${result.rejected} rows left out` : ''}`
        })
      }),
    )
}
