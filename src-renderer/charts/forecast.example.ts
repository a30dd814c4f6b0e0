import type { ForecastData } from './forecast.ts'

const steps = Array.from({ length: 96 }, (_, index) => index)
const known = 72
const value = (step: number): number => 20 + 6 * Math.sin((step * Math.PI) / 12) + step / 30
const after = (of: (step: number) => number): (number | null)[] => steps.map((step) => (step < known ? null : of(step)))
const spread = (step: number): number => 0.6 + (step - known) / 12

export const forecastExample: ForecastData = {
  times: steps.map((step) => new Date(Date.UTC(2026, 10, 20, step)).toISOString()),
  history: steps.map((step) => (step < known ? value(step) : null)),
  truth: after((step) => value(step) + Math.sin(step * 1.7)),
  forecast: after((step) => value(step) - 0.4),
  low: after((step) => value(step) - 0.4 - spread(step)),
  high: after((step) => value(step) - 0.4 + spread(step)),
  tint: { run: 0 },
  x: { name: 'Time' },
  y: { name: 'Oil temperature', unit: '°C' },
  names: { history: 'History', truth: 'What came', forecast: 'Forecast', band: '80 % interval' },
}
