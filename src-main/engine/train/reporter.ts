/** Tells the backend what happens in a training: one place that knows the shapes of TrainerUpdate. */
import type { TextDetails } from '../../../src-shared/contract/errors.ts'
import type { TrainerUpdate } from '../../../src-shared/contract/trainer-api.ts'
import type { Metrics } from '../../../src-shared/domain/evaluation.ts'
import type { Clock } from './clock.ts'

/** Seconds between two reports of progress: more cannot be seen. */
const progressInterval = 0.1

export interface Reporter {
  /** Metrics of one part at one step, as one update; a number that is not finite is left out (the contract has none). */
  metrics: (part: string, step: number, metrics: Metrics) => void
  progress: (at: { epoch: number; step: number; totalSteps: number; etaSeconds: number | null; note: string }, always?: boolean) => void
  /** `details` are what `message` was filled with, for other languages. */
  event: (code: string, step: number, message: string, details?: TextDetails) => void
}

export function createReporter(emit: (update: TrainerUpdate) => void, clock: Clock): Reporter {
  let lastProgress = -Infinity
  return {
    metrics: (part, step, metrics) => {
      const time = clock.seconds() * 1000
      const finite = Object.entries(metrics).filter(([, value]) => Number.isFinite(value))
      emit({ kind: 'metrics', points: finite.map(([name, value]) => ({ name: `${part}/${name}`, step, value, time })) })
    },
    progress: ({ epoch, step, totalSteps, etaSeconds, note }, always = false) => {
      const seconds = clock.seconds()
      if (!always && seconds - lastProgress < progressInterval) return
      lastProgress = seconds
      emit({ kind: 'progress', progress: { done: step, total: totalSteps, unit: 'steps', etaSeconds, note }, epoch, step, seconds })
    },
    event: (code, step, message, details = {}) => emit({ kind: 'event', event: { time: new Date().toISOString(), step, level: 'info', code, message, details } }),
  }
}
