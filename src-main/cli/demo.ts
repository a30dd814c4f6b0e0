/** `demo`: the whole way on a sample that ships: import, train, compare with baselines, export, verify. */
import type { Run } from '../../src-shared/domain/run.ts'
import type { DefineCommand } from './context.ts'
import { describeExport, exportSummary } from './export.ts'
import { describeRun, finishRun, followRun, runSummary } from './follow-run.ts'
import { describeImport, importSummary } from './import.ts'
import { list } from './table.ts'

/** Real data (first names, by characters) and a model that trains in about a minute. */
const choice = { sample: 'names', preset: 'small' }

export const defineDemo: DefineCommand = (program, run) => {
  program
    .command('demo')
    .description('train an LSTM on a sample, compare it with baselines, export and verify it')
    .action(() =>
      run(async (context) => {
        const { session, output, interrupt } = context
        const dataset = await session.finish(session.client.job('samples.add', { name: choice.sample }, output.progress), interrupt)
        output.line(importSummary(dataset, session.workspace), `1. A sample that ships with Seqbench: ${dataset.source}\n\n${describeImport(importSummary(dataset, session.workspace))}\n`)

        const config = await session.client.call('configs.create', { datasetId: dataset.id, preset: choice.preset })
        const started = await session.client.call('runs.start', { config: { ...config, name: `Demo: ${config.name}`.slice(0, 200) } })
        output.line({ runId: started.id }, `2. Training an ${config.model.recurrent.cell.toUpperCase()} on ${dataset.sequences} sequences`)
        const trained = await followRun(context, started.id)
        if (trained.status !== 'done') return finishRun(context, trained)
        output.line(runSummary(trained), `\n${describeRun(trained)}\n\n${verdict(trained)}\n`)

        const exported = await session.finish(session.client.job('exports.create', { runId: trained.id, formats: ['onnx', 'safetensors'] }, output.progress), interrupt)
        output.line(exportSummary(exported), `3. Exported, and compared with the model\n\n${describeExport(exported)}\n`)

        output.result({ datasetId: dataset.id, runId: trained.id, exportId: exported.id, workspace: session.workspace, metrics: trained.result, verification: exported.verification, directory: exported.directory }, (result) =>
          list([
            ['workspace', result.workspace], ['run', `${result.workspace}/runs/${result.runId}`], ['export', result.directory],
            ['window', session.isDefaultWorkspace ? 'npm start' : `SEQBENCH_WORKSPACE=${result.workspace} npm start`],
            ['more', `npm run -s seqbench -- evaluate ${result.runId}${session.isDefaultWorkspace ? '' : ` --workspace ${result.workspace}`}`],
          ]),
        )
      }),
    )
}

function verdict({ result }: Run): string {
  const model = result?.test['accuracy']
  const baseline = result?.baseline['accuracy']
  if (model === undefined || baseline === undefined) return ''
  const points = (100 * (model - baseline)).toFixed(1)
  return `On names it has never seen the model is right ${(100 * model).toFixed(1)} % of the time, ${Math.abs(Number(points))} points ${model >= baseline ? 'more' : 'less'} than the best baseline.`
}
