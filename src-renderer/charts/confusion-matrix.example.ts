import type { ConfusionMatrixData } from './confusion-matrix.ts'

export const confusionMatrixExample: ConfusionMatrixData = {
  labels: ['negative', 'neutral', 'positive'],
  matrix: [
    [120, 14, 6],
    [18, 60, 22],
    [3, 9, 138],
  ],
  x: { name: 'Predicted' },
  y: { name: 'True' },
  countName: 'Sequences',
  shareName: 'Of this true class',
}
