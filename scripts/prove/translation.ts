/** English to Chinese, 21,007 short pairs split by source sentence, beside a dictionary; and dates in many ways of writing to ISO 8601. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeDates } from '../../src-main/datasets/samples/dates.ts'
import type { ProveResult, ProveRow } from './prove-row.ts'
import { sharedData, trainFiles } from './train-files.ts'

async function tatoeba(seed: number): Promise<ProveResult> {
  const { figures, seconds } = await trainFiles({ files: [sharedData('tatoeba_en_zh', 'cmn.txt')], options: { task: 'translation' }, preset: 'standard', seed })
  return { figures: { ...figures, ratio: figures.bleu / figures['baseline.dictionary.bleu'] }, seconds }
}

async function dates(seed: number): Promise<ProveResult> {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-dates-'))
  try {
    const file = join(folder, 'dates.jsonl')
    writeFileSync(file, makeDates(8000, 100 + seed).map(([source, target]) => `${JSON.stringify({ source, target })}\n`).join(''))
    return await trainFiles({ files: [file], options: { task: 'translation', roles: { source: ['source'], target: ['target'] } }, preset: 'small', seed })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

export const translationRows: ProveRow[] = [
  {
    name: 'tatoeba', task: 'translation', data: 'Tatoeba English to Chinese, 21,007 pairs', metric: 'ratio', must: { at: 'least', value: 2 }, minutes: 30, needs: ['tatoeba_en_zh'],
    reference: "BLEU (zh) as a multiple of a word-by-word dictionary's, which is about 15.", run: tatoeba,
  },
  {
    name: 'dates', task: 'translation', data: 'dates to ISO, 8,000 made', metric: 'exactMatch', must: { at: 'least', value: 0.98 }, minutes: 5, needs: [],
    reference: 'A dictionary and the copy of the source have none right.', run: dates,
  },
]
