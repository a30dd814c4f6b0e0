/**
 * The one table of figures by which models are judged: which way is better, and how a person reads it. Config, training,
 * trackers, charts and the command line know a metric by its row here; a new metric is one row (and its words in locales).
 */
export interface MetricRow {
  better: 'lower' | 'higher'
  /** share: 0 to 1, shown as percent; number: as it is. */
  format: 'share' | 'number'
}

export const metricTable = {
  loss: { better: 'lower', format: 'number' },
  accuracy: { better: 'higher', format: 'share' },
  macroF1: { better: 'higher', format: 'share' },
  microF1: { better: 'higher', format: 'share' },
  auc: { better: 'higher', format: 'share' },
  calibrationError: { better: 'lower', format: 'share' },
  f1: { better: 'higher', format: 'share' },
  precision: { better: 'higher', format: 'share' },
  recall: { better: 'higher', format: 'share' },
  tagAccuracy: { better: 'higher', format: 'share' },
  mse: { better: 'lower', format: 'number' },
  mae: { better: 'lower', format: 'number' },
  rmse: { better: 'lower', format: 'number' },
  smape: { better: 'lower', format: 'number' },
  mase: { better: 'lower', format: 'number' },
  r2: { better: 'higher', format: 'number' },
  quantileLoss: { better: 'lower', format: 'number' },
  coverage: { better: 'higher', format: 'share' },
  perplexity: { better: 'lower', format: 'number' },
  bitsPerCharacter: { better: 'lower', format: 'number' },
  bleu: { better: 'higher', format: 'number' },
  chrf: { better: 'higher', format: 'number' },
  exactMatch: { better: 'higher', format: 'share' },
  wer: { better: 'lower', format: 'share' },
  cer: { better: 'lower', format: 'share' },
} as const satisfies Record<string, MetricRow>

export type MetricName = keyof typeof metricTable
export const metricNames = Object.keys(metricTable) as [MetricName, ...MetricName[]]
