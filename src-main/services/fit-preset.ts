/**
 * A preset fitted to how much data there is. Presets are made for data of a usual size; of a short series no window would be left,
 * and a few dozen examples would move the parameters a few dozen times. Nothing is looked at but sizes.
 */
import type { Config } from '../../src-shared/domain/config.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import type { TrainedTask } from '../../src-shared/domain/tasks/index.ts'

type Sizes = Pick<Dataset, 'sequences' | 'lengths'>

/**
 * So many updates of the parameters at least, where the data is too small for them to be had in the preset's epochs: in that many of an
 * epoch first, by smaller batches, then by more epochs. A language model has more to learn from its few windows than a tagger from its rows.
 */
const leastUpdates = { total: 400, ofEpoch: 16 }
const leastUpdatesOfText = { total: 1500, ofEpoch: 64 }
const smallestBatch = 4
/** Never more than so many times the preset's epochs: early stopping ends most runs before. */
const mostTimes = 10

/** Shares of a part that a window may take: more than one window must fit. */
const horizonShare = 0.6
const inputShare = 0.5

function fitWindows(config: Config, { lengths }: Sizes): Config {
  const { preprocessing, task, split } = config
  if (preprocessing.kind !== 'windows' || task.kind !== 'forecasting') return config
  const shares = [split.validation, split.test].filter((share) => share > 0)
  const least = lengths.median * Math.min(...shares, split.train)
  const horizon = Math.max(1, Math.min(task.horizon, Math.floor(least * horizonShare)))
  const input = Math.max(1, Math.min(preprocessing.input, Math.floor(lengths.median * split.train * inputShare)))
  return { ...config, preprocessing: { ...preprocessing, input }, task: { ...task, horizon } }
}

/** Examples of one epoch, told from sizes alone; null where a preset is left as it is. */
const examples: Record<TrainedTask, (config: Config, sizes: Sizes) => number | null> = {
  // Their presets hold epochs of their own for small data.
  classification: () => null,
  translation: () => null,
  tagging: ({ split }, { sequences }) => sequences * split.train,
  transcription: ({ split }, { sequences }) => sequences * split.train,
  generation: ({ split, task, preprocessing }, { sequences, lengths }) => {
    if (task.kind !== 'generation' || preprocessing.kind !== 'text') return null
    if (task.unit === 'items') return sequences * split.train
    // A word is about six characters with the space behind it.
    const tokens = sequences * lengths.mean * (preprocessing.tokenizer === 'character' && lengths.unit === 'words' ? 6 : 1)
    return Math.floor((tokens * split.train) / task.window)
  },
  forecasting: ({ split, task, preprocessing }, { sequences, lengths }) => {
    if (preprocessing.kind !== 'windows' || task.kind !== 'forecasting') return null
    const series = Math.max(1, sequences / Math.max(1, lengths.mean))
    return series * Math.max(1, (lengths.median * split.train - preprocessing.input - task.horizon + 1) / preprocessing.stride)
  },
}

function fitTraining(config: Config, sizes: Sizes): Config {
  const { training, task } = config
  const { batchSize, epochs, earlyStopping } = training
  const count = examples[task.kind](config, sizes)
  const least = task.kind === 'generation' ? leastUpdatesOfText : leastUpdates
  if (count === null || (count / batchSize) * epochs >= least.total) return config
  const batch = Math.max(smallestBatch, Math.min(batchSize, Math.floor(count / least.ofEpoch)))
  const longer = Math.max(epochs, Math.min(mostTimes * epochs, Math.ceil(least.total / Math.max(1, Math.ceil(count / batch)))))
  const patient = earlyStopping && { ...earlyStopping, patience: Math.max(earlyStopping.patience, Math.round(longer / 6)) }
  return { ...config, training: { ...training, batchSize: batch, epochs: longer, earlyStopping: patient } }
}

export const fitPreset = (config: Config, sizes: Sizes): Config => fitTraining(fitWindows(config, sizes), sizes)
