import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Config } from '../../src-shared/domain/config.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import type { Run } from '../../src-shared/domain/run.ts'
import { openTracker, type Tracker } from '../../src-main/tracker/database.ts'

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'seqbench-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export function openTestTracker(): Tracker {
  const tracker = openTracker(temporaryFolder())
  onTestFinished(() => tracker.close())
  return tracker
}

export function exampleDataset(change: Partial<Dataset> = {}): Dataset {
  const histogram = { edges: [0, 1], counts: [2] }
  return {
    id: 'd-1', name: 'reviews', version: 1, hash: 'abc', createdAt: '2026-11-23T12:00:00.000Z', format: 'csv', encoding: 'utf-8', delimiter: ',',
    files: [{ name: 'reviews.csv', bytes: 10 }], sequences: 2, rows: 2, columns: [], task: 'classification', roles: { text: ['text'], label: ['label'] }, labels: [{ label: 'good', count: 1 }, { label: 'bad', count: 1 }],
    lengths: { unit: 'words', minimum: 1, median: 1, mean: 1, percentile95: 1, maximum: 1, histogram }, rejected: 0, rejections: [], rejectedFile: null, vocabulary: null, findings: [], source: '', ...change,
  }
}

export const exampleConfig: Config = {
  version: 1, name: 'first', dataset: 'd-1', seed: 1, engine: { name: 'auto', threads: 1 }, task: { kind: 'classification', target: 'auto', pooling: 'last', classWeights: 'none', labelSmoothing: 0, wordDropout: 0, thresholds: 'auto' },
  split: { kind: 'stratified', train: 0.8, validation: 0.1, test: 0.1, seed: 1 },
  preprocessing: { kind: 'text', tokenizer: 'word', lowercase: true, foldNumbers: false, minimumCount: 1, maximumVocabulary: 100, maximumLength: 20 },
  model: { embedding: 4, recurrent: { cell: 'lstm', hidden: 4, layers: 1, bidirectional: false, dropout: 0, weightDropout: 0 } },
  training: {
    epochs: 2, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.01 }, schedule: { kind: 'constant' }, clipNorm: 1, truncation: null, keep: 'best', average: null, earlyStopping: null,
    probes: { examples: 2, everySteps: 5 },
  },
}

export function exampleRun(change: Partial<Run> = {}): Run {
  return {
    id: 'r-1', name: 'first', status: 'queued', color: 0, datasetId: 'd-1', datasetName: 'reviews', task: 'classification', config: exampleConfig, engine: null,
    createdAt: '2026-11-23T12:00:00.000Z', startedAt: null, endedAt: null, epoch: 0, step: 0, totalSteps: null, seconds: 0, parameters: null, bestEpoch: null, result: null,
    error: null, notes: '', tags: [], ...change,
  }
}
