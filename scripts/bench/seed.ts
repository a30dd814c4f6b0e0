/**
 * npm run bench -- seed: the model the project starts from (embedding 20,000 x 100, two packed LSTM layers of 256, batch 32, lognormal
 * lengths of mean 220, at most 400, dense, cross-entropy, Adam) through the product's own training loop, beside the same in
 * PyTorch, packed and padded. Compared in tokens a second: the loader puts sequences of like length together, PyTorch gets them as they come.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { selectEngine } from '../../src-main/engine/backends/select.ts'
import { median } from '../../src-main/engine/bench/recurrent.ts'
import { createRandom } from '../../src-main/engine/random.ts'
import { createControl } from '../../src-main/engine/train/control.ts'
import { train } from '../../src-main/engine/train/loop.ts'
import { configSchema } from '../../src-shared/domain/config.ts'
import { textPartSchema } from '../../src-shared/domain/preprocessing.ts'
import type { ClassificationPart } from '../../src-shared/domain/tasks/classification.ts'
import { found, say } from './report.ts'
import type { PreparedData } from '../../src-shared/domain/tasks/index.ts'

const vocabulary = 20_000
const batchSize = 32

/** Lognormal lengths with the given mean, 1 to `longest`; labels by a token that the text holds, so that there is something to learn. */
export function seedPart(examples: number, seed: number, mean = 220, longest = 400): ClassificationPart {
  const random = createRandom(seed)
  const spread = 0.6
  const sequences = Array.from({ length: examples }, () => {
    const length = Math.min(longest, Math.max(1, Math.round(Math.exp(Math.log(mean) - spread ** 2 / 2 + spread * random.normal()))))
    return Int32Array.from({ length }, () => 2 + Math.floor((vocabulary - 2) * random.uniform() ** 3))
  })
  return { sequences, labels: Int32Array.from(sequences, (row) => row[0] % 2), indices: Int32Array.from(sequences, (_, index) => index) }
}

async function ours(threads: number, part: ClassificationPart): Promise<{ tokensPerSecond: number; dataShare: number }> {
  const engine = await selectEngine('native', threads)
  const config = configSchema.parse({
    version: 1, name: 'seed', dataset: 'bench', split: {}, preprocessing: { maximumVocabulary: vocabulary }, task: { kind: 'classification' },
    model: { embedding: 100, recurrent: { cell: 'lstm', hidden: 256, layers: 2 } },
    training: { epochs: 1, batchSize, clipNorm: 1, earlyStopping: null, probes: { examples: 0, everySteps: 25 } },
  })
  const few = seedPart(2, 2)
  const input = { kind: 'tokens' as const, preprocessing: textPartSchema.parse({ maximumVocabulary: vocabulary }), vocabulary: Array.from({ length: vocabulary }, (_, index) => `token ${index}`), merges: [] }
  const data: PreparedData = {
    task: 'classification', fitted: { task: 'classification', input, target: 'class', reason: '', labels: ['no', 'yes'], scaler: null },
    parts: { train: part, validation: few, test: few },
  }
  const directory = mkdtempSync(join(tmpdir(), 'seqbench-bench-'))
  const rates: number[] = []
  let failure: unknown = null
  let dataShare = Number.NaN
  try {
    await train({
      config, data, runDirectory: directory, engine: { name: engine.name, threads }, control: createControl(), continueFrom: null,
      emit: (update) => {
        if (update.kind === 'failed') failure = update.error
        if (update.kind === 'event' && update.event.code === 'finished') dataShare = Number.parseFloat(String(update.event.details.dataShare)) / 100
        if (update.kind === 'metrics') for (const point of update.points) if (point.name === 'train/tokensPerSecond' && point.step > 1) rates.push(point.value)
      },
    })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
  if (failure) throw failure
  if (Number.isNaN(dataShare)) throw new Error('the training ended without saying how long it waited for data')
  return { tokensPerSecond: median(rates), dataShare }
}

function theirs(threads: number, part: ClassificationPart, packed: boolean): number | null {
  const lengths = [...part.sequences].slice(0, 3 * batchSize).map(({ length }) => length)
  const result = spawnSync('python3', [join(import.meta.dirname, 'torch_seed.py')], { input: JSON.stringify({ threads, lengths, packed, vocabulary, batch: batchSize }), encoding: 'utf8' })
  return result.status === 0 ? (JSON.parse(result.stdout) as { tokensPerSecond: number }).tokensPerSecond : null
}

/** Ours against PyTorch's at each number of threads. */
export async function benchSeed(threadCounts: number[]): Promise<void> {
  const part = seedPart(6 * batchSize, 1)
  say('Seed model through the training loop, tokens a second (median of steps).')
  for (const threads of threadCounts) {
    const { tokensPerSecond: own, dataShare } = await ours(threads, part)
    found({ bench: 'seed', row: 'training waits for data', threads, unit: 'share', ours: dataShare, theirs: null, value: dataShare, bar: 0.02, wanted: 'at most', note: 'of the time of the run' })
    for (const [packed, bar] of [[true, 6], [false, 1.8]] as const) {
      const other = theirs(threads, part, packed)
      found({ bench: 'seed', row: `PyTorch ${packed ? 'packed' : 'padded'}`, threads, unit: 'tokens/s', ours: own, theirs: other, value: other && own / other, bar, wanted: 'at least' })
    }
  }
}
