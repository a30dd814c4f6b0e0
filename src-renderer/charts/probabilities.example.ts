import type { ProbabilitiesData } from './probabilities.ts'

export const probabilitiesExample: ProbabilitiesData = {
  labels: ['negative', 'neutral', 'positive'],
  probabilities: [0.071, 0.116, 0.813],
  tint: { run: 0 },
  x: { name: 'Probability' },
  y: { name: 'Class' },
}
