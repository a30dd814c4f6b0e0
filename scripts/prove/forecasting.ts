/** ETTh1, all seven columns, standardised by the training part, 12/4/4 months, 336 steps read and 96 forecast: the protocol of the long-horizon papers. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProveResult, ProveRow } from './prove-row.ts'
import { sharedData, trainFiles } from './train-files.ts'

/** 20 months of 30 days of hours: the papers leave out what comes after. */
const hours = 20 * 30 * 24

/** Both rows are of the same run. */
const runs = new Map<number, Promise<ProveResult>>()

function etth1(seed: number): Promise<ProveResult> {
  const known = runs.get(seed) ?? trainEtth1(seed)
  runs.set(seed, known)
  return known
}

async function trainEtth1(seed: number): Promise<ProveResult> {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-ett-'))
  try {
    const file = join(folder, 'ETTh1.csv')
    writeFileSync(file, `${readFileSync(sharedData('ett', 'ETTh1.csv'), 'utf8').split('\n').slice(0, hours + 1).join('\n')}\n`)
    const result = await trainFiles({
      files: [file], options: { task: 'forecasting' }, preset: 'standard', seed,
      change: (config) => ({ ...config, split: { kind: 'chronological', train: 0.6, validation: 0.2, test: 0.2 } }),
    })
    return { ...result, figures: { ...result.figures, distance: Math.abs(result.figures.coverage - 0.8) } }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const shared = { task: 'forecasting', data: 'ETTh1, 7 columns, 336 -> 96', minutes: 15, needs: ['ett'] }
export const forecastingRows: ProveRow[] = [
  { ...shared, name: 'etth1', metric: 'mse', must: { at: 'most', value: 0.4 }, reference: 'Published: DLinear 0.381, SegRNN 0.351 to 0.368, a plain GRU 1.135.', run: (seed) => etth1(seed) },
  { ...shared, name: 'etth1-interval', metric: 'distance', must: { at: 'most', value: 0.04 }, reference: 'Distance of the coverage of the 80 % interval from 80 %.', run: (seed) => etth1(seed) },
]
