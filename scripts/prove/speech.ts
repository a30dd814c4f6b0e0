/** Spoken digits (Free Spoken Digit Dataset, a subset of two speakers): one by one as classes, and joined into strings to be written down. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { writeDigitStrings } from './digit-strings.ts'
import type { ProveResult, ProveRow } from './prove-row.ts'
import { sharedData, trainFiles } from './train-files.ts'

/** By recording, not by speaker: a tenth of the recordings of each digit to steer by, a fifth to test on. */
const digits = (seed: number): Promise<ProveResult> =>
  trainFiles({
    files: [sharedData('spoken_digits', 'recordings')], options: { task: 'classification' }, preset: 'speech', seed,
    change: (config) => ({ ...config, split: { kind: 'stratified', train: 0.7, validation: 0.1, test: 0.2, seed } }),
  })

async function strings(seed: number): Promise<ProveResult> {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-strings-'))
  try {
    await writeDigitStrings(sharedData('spoken_digits', 'recordings'), folder, seed)
    return await trainFiles({ files: [folder], options: { task: 'transcription' }, preset: 'small', seed })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const speechRows: ProveRow[] = [
  {
    name: 'spoken-digits', task: 'classification', data: 'spoken digits, 200 recordings, 2 speakers', metric: 'accuracy', must: { at: 'least', value: 0.95 }, minutes: 5, needs: ['spoken_digits'],
    reference: 'Nearest neighbour on log-mel 0.95, LSTM 0.95 to 0.98 on the full set of 3,000.', run: digits,
  },
  {
    name: 'digit-strings', task: 'transcription', data: 'strings of 3 to 5 spoken digits, joined; no recording in two parts', metric: 'wer', must: { at: 'most', value: 0.1 }, minutes: 10, needs: ['spoken_digits'],
    reference: 'Always the most frequent transcript: about 0.9.', run: strings,
  },
]
