import type { MetricLinesData } from './metric-lines.ts'

const steps = Array.from({ length: 200 }, (_, index) => (index + 1) * 5)
const loss = steps.map((step) => 0.15 + 0.6 * Math.exp(-step / 300) + 0.02 * Math.sin(step))
/** One bucket holds a spike that the mean hides. */
const spiked = loss.map((value, index) => (index === 120 ? 2.4 : value + 0.03))
const epochs = [100, 200, 300, 400, 500, 600, 700, 800, 900, 1000]
const validation = epochs.map((step) => 0.25 + 0.5 * Math.exp(-step / 260) + step / 9000)

export const metricLinesExample: MetricLinesData = {
  lines: [
    { name: 'Training', tint: { run: 0 }, x: steps, y: loss, minimum: loss.map((value) => value - 0.03), maximum: spiked },
    { name: 'Validation', tint: 'text', x: epochs, y: validation, minimum: validation, maximum: validation, markers: true },
  ],
  x: { name: 'Step' },
  y: { name: 'Loss', unit: 'nats' },
}
