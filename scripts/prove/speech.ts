/** Spoken digits (Free Spoken Digit Dataset, a subset of two speakers): one by one as classes, and joined into strings to be written down. */
import type { ProveResult, ProveRow } from './prove-row.ts'
import { sharedData, trainFiles } from './train-files.ts'

/** By recording, not by speaker: a tenth of the recordings of each digit to steer by, a fifth to test on. */
const digits = (seed: number): Promise<ProveResult> =>
  trainFiles({
    files: [sharedData('spoken_digits', 'recordings')], options: { task: 'classification' }, preset: 'speech', seed,
    change: (config) => ({ ...config, split: { kind: 'stratified', train: 0.7, validation: 0.1, test: 0.2, seed } }),
  })

export const speechRows: ProveRow[] = [
  {
    name: 'spoken-digits', task: 'classification', data: 'spoken digits, 200 recordings, 2 speakers', metric: 'accuracy', must: { at: 'least', value: 0.95 }, minutes: 5, needs: ['spoken_digits'],
    reference: 'Nearest neighbour on log-mel 0.95, LSTM 0.95 to 0.98 on the full set of 3,000.', run: digits,
  },
]
