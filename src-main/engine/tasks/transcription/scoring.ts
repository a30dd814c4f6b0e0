/** What transcripts come to: word and character error rates over all recordings, the loss over those whose transcript fits. */
import type { Metrics, Panel } from '../../../../src-shared/domain/evaluation.ts'
import type { TranscriptionFitted, TranscriptionPart } from '../../../../src-shared/domain/tasks/transcription.ts'
import type { Scored } from '../../metrics/bootstrap.ts'
import { scoredTranscripts } from '../../metrics/sequence-pairs.ts'
import type { Scoring } from '../task.ts'
import { transcriptionPanels } from './panels.ts'

/** A rate without anything to be compared with (nothing was said in the whole sample) is left out. */
export function scoredTexts(said: readonly string[], wanted: readonly string[]): Scored {
  const { units, metrics } = scoredTranscripts(said, wanted)
  return { units, metrics: (sample) => Object.fromEntries(Object.entries(metrics(sample)).filter(([, value]) => Number.isFinite(value))) }
}

/** @param losses nats a symbol by recording, NaN where the transcript does not fit */
export function scoreTranscripts(fitted: TranscriptionFitted, part: TranscriptionPart, said: readonly string[], losses: Float64Array): Scoring {
  const texts = scoredTexts(said, part.texts)
  const lossOf = (sample: Int32Array): number => {
    let [sum, count] = [0, 0]
    for (const row of sample) {
      if (Number.isNaN(losses[row])) continue
      sum += losses[row]
      count += 1
    }
    // Nothing fits: as much as saying any symbol as likely as any other costs.
    return count === 0 ? Math.log(fitted.symbols.length) : sum / count
  }
  return {
    scored: { units: said.length, metrics: (sample): Metrics => ({ loss: lossOf(sample), ...texts.metrics(sample) }) },
    panels: (): Panel[] => transcriptionPanels(part, said, losses),
  }
}
