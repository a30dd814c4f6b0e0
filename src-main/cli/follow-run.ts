/** Watches a run until it ends: progress while it trains, its figures when it is done. Ctrl-C stops it with a checkpoint. */
import { fromWireError } from '../../src-shared/contract/errors.ts'
import type { Verdict } from '../../src-shared/domain/evaluation.ts'
import { metricTable, type MetricRow } from '../../src-shared/domain/metric-table.ts'
import { activeStatuses, type Run, type RunUpdate } from '../../src-shared/domain/run.ts'
import type { CommandContext } from './context.ts'
import { list, table } from './table.ts'
import { duration } from './progress-line.ts'

/** Milliseconds; a free queue starts a run at once. */
const queueNoteAfter = 1500

export async function followRun({ session: { client }, output, interrupt }: CommandContext, id: string): Promise<Run> {
  let run = await client.call('runs.get', { id })
  const latest: Record<string, number> = {}
  let at = { epoch: run.epoch, step: run.step }
  const ended = Promise.withResolvers<void>()
  const receivers: { [Kind in RunUpdate['kind']]?: (update: Extract<RunUpdate, { kind: Kind }>) => void } = {
    run: (update) => {
      run = update.run
      if (!activeStatuses.includes(run.status)) ended.resolve()
    },
    metrics: ({ points }) => points.forEach(({ name, value, step }) => {
      latest[name] = value
      at = { epoch: run.epoch, step }
    }),
    progress: ({ progress }) => output.progress(progress, { ...at, metrics: { ...latest } }, shown(latest)),
    event: ({ event }) => {
      if (event.level !== 'info') output.note(`! ${event.message}`)
      // What a model that writes makes of an empty prompt by now.
      if (event.code === 'sample') output.note(`> ${event.message.replaceAll('\n', '\n  ')}`)
    },
  }
  const watching = client.stream('runs.watch', { id }, (updates) => {
    // The kind picks the receiver of just this kind of update.
    for (const update of updates) (receivers[update.kind] as ((update: RunUpdate) => void) | undefined)?.(update)
  })
  const waiting = setTimeout(() => run.status === 'queued' && output.note('Waiting for another run to end ...'), queueNoteAfter)
  // Refused when the run has ended in the meantime; its end is on its way then.
  const stop = (): void => void client.call('runs.stop', { id }).catch(() => undefined)
  if (interrupt.aborted) stop()
  interrupt.addEventListener('abort', stop, { once: true })
  watching.ended.catch(() => undefined)
  try {
    await Promise.race([ended.promise, watching.ended])
    return run
  } finally {
    clearTimeout(waiting)
    watching.cancel()
    output.endProgress()
  }
}

const barMetrics = ['train/loss', 'validation/loss', 'validation/accuracy']
const shown = (latest: Record<string, number>): string => barMetrics.filter((name) => name in latest).map((name) => `${name} ${latest[name].toFixed(3)}`).join('  ')

/** What train and resume print last. */
export function runSummary({ id, name, status, step, seconds, engine, result, error, bestEpoch, parameters }: Run): object {
  const { train = {}, validation = {}, test = {}, baseline = {}, baselines = [], verdict = null } = result ?? {}
  return { runId: id, name, status, steps: step, seconds, engine, parameters, bestEpoch, metrics: { train, validation, test, baseline }, baselines, verdict, ...(error ? { error } : {}) }
}

const baselineNames: Record<string, string> = {
  majority: 'majority class', naiveBayes: 'naive Bayes', ngramNaiveBayes: 'naive Bayes on n-grams', logisticRegression: 'logistic regression', nearestNeighbour: '1-nearest neighbour', nearestNeighbourDtw: '1-nearest neighbour, DTW',
  mostFrequentTag: 'most frequent tag', lastValue: 'last value', seasonalNaive: 'seasonal naive', ngram: 'n-gram', frequentTranscript: 'most frequent transcript', nearestRecording: 'most similar recording', copy: 'copy of the source',
}
const nameOf = (baseline: string): string => baselineNames[baseline] ?? baseline

/** How a verdict begins. */
const verdictWords: Record<Verdict['kind'], string> = { better: 'Better than the baseline', 'not-proven': 'Not proven to be better than the baseline', worse: 'Worse than the baseline' }

/** The verdict as one sentence. */
function describeVerdict({ kind, metric, baseline, difference, low, high }: Verdict): string {
  const signed = (value: number): string => `${value > 0 ? '+' : ''}${Number(value.toPrecision(3))}`
  const better = (metricTable as Record<string, MetricRow | undefined>)[metric]?.better
  return `${verdictWords[kind]} ${nameOf(baseline)}: ${metric} ${signed(difference)} on the test split (95 % interval ${signed(low)} to ${signed(high)}; ${better === 'lower' ? 'less' : 'more'} is better).`
}

/** The figures of a run as people read them: the model beside every baseline, on the test split. */
export function describeRun(run: Run): string {
  const facts = list([
    ['run', run.id], ['name', run.name], ['status', run.status], ['engine', run.engine], ['parameters', run.parameters], ['steps', run.step], ['time', duration(run.seconds)],
  ])
  if (!run.result) return facts
  const names = Object.keys(run.result.test)
  const rows = [
    { name: 'this model, training', metrics: run.result.train }, { name: 'this model, validation', metrics: run.result.validation }, { name: 'this model, test', metrics: run.result.test },
    ...run.result.baselines.map((baseline) => ({ name: `${nameOf(baseline.name)}, test`, metrics: baseline.metrics })),
  ]
  const figures = table(['', ...names], rows.map((row) => [row.name, ...names.map((name) => row.metrics[name] ?? null)]))
  return [facts, figures, ...(run.result.verdict ? [describeVerdict(run.result.verdict)] : [])].join('\n\n')
}

/** Prints the result; a run that failed is an error of the command, too. */
export function finishRun({ output }: CommandContext, run: Run): void {
  output.result(runSummary(run), () => describeRun(run))
  if (run.error) throw fromWireError(run.error)
}
