import type { GateHistoryData } from './gate-history.ts'

const trainingSteps = Array.from({ length: 24 }, (_, index) => index * 25)

export const gateHistoryExample: GateHistoryData = {
  gate: 'forget',
  steps: trainingSteps,
  // The forget gate opens as training goes on, most at the beginning of a sequence.
  means: trainingSteps.map((step) => Array.from({ length: 40 }, (_, time) => 0.5 + 0.45 * (step / 575) * Math.exp(-time / 30))),
  x: { name: 'Time step' },
  y: { name: 'Training step' },
  valueName: 'mean',
}
