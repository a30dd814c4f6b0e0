/** `predict RUN --input PATH --output PATH`: one row a text, with the probability of each class. */
import { fail } from '../../src-shared/contract/errors.ts'
import type { DefineCommand } from './context.ts'
import { readTexts } from './predict-input.ts'
import { createPredictionFile } from './predict-output.ts'
import { typedPath } from './session.ts'

interface Flags { input: string; output: string; text?: string }

export const definePredict: DefineCommand = (program, run) => {
  program
    .command('predict')
    .description('what a run says of new texts')
    .argument('<run>')
    .requiredOption('--input <path>', 'a table (.csv, .tsv, .jsonl), or a text file with one text a line')
    .requiredOption('--output <path>', 'a .csv or .jsonl file')
    .option('--text <column>', 'of the table; by default the one the run was trained on')
    .action((id: string, flags: Flags) =>
      run(async ({ session: { client }, output, interrupt }) => {
        const { datasetId } = await client.call('runs.get', { id })
        const { textColumn } = await client.call('datasets.get', { id: datasetId })
        const file = await createPredictionFile(typedPath(flags.output))
        const counts = { rows: 0, rejected: 0 }
        const byLabel: Record<string, number> = {}
        try {
          for await (const { texts, rejected } of readTexts(typedPath(flags.input), { column: flags.text, usual: textColumn })) {
            interrupt.throwIfAborted()
            const predictions = texts.length > 0 ? await client.call('runs.predict', { id, texts }) : []
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
        }
        output.result({ runId: id, ...counts, output: typedPath(flags.output), labels: byLabel }, (result) => {
          const classes = Object.entries(result.labels).map(([label, count]) => `${label} ${count}`).join(', ')
          return `${result.rows} rows -> ${result.output} (${classes})${result.rejected > 0 ? `; ${result.rejected} rows left out` : ''}`
        })
      }),
    )
}
