import type { GateLinesData } from './gate-lines.ts'

const steps = Array.from({ length: 60 }, (_, index) => index)
const wave = (level: number, swing: number, phase: number): number[] => steps.map((step) => level + swing * Math.sin(step / 9 + phase))
const spread = (size: number): number[] => steps.map((step) => size * (1 + step / 90))

export const gateLinesExample: GateLinesData = {
  gates: [
    { gate: 'input', mean: wave(0.45, 0.12, 0), spread: spread(0.08) },
    { gate: 'forget', mean: wave(0.74, 0.06, 1), spread: spread(0.05) },
    { gate: 'candidate', mean: wave(0.02, 0.2, 2), spread: spread(0.18) },
    { gate: 'output', mean: wave(0.52, 0.1, 3), spread: spread(0.07) },
  ],
  names: ['Input', 'Forget', 'Candidate', 'Output'],
  active: steps.map((step) => Math.max(1, 8 - Math.floor(step / 8))),
  activeName: 'Examples',
  x: { name: 'Time step' },
  y: { name: 'Activation' },
}
