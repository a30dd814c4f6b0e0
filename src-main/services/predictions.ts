/** What a model says of texts, whoever computes its logits: the engine or an export. */
import type { Fitted } from '../../src-shared/domain/prepared.ts'
import type { Prediction } from '../../src-shared/domain/run.ts'
import { encode } from '../datasets/prepare.ts'
import { argmax, softmax } from '../engine/metrics/outcome.ts'

/** @param logits [C] of each sequence of vocabulary rows, in the order given */
export async function predictionsOf(fitted: Fitted, texts: string[], logits: (tokens: Int32Array[]) => Promise<Float32Array[]>): Promise<Prediction[]> {
  const encoded = texts.map((text) => encode(fitted, text))
  const scores = await logits(encoded.map(({ tokens }) => tokens))
  return texts.map((text, row) => {
    const probabilities = softmax(scores[row])
    return { text, label: fitted.labels[argmax(probabilities)], labels: fitted.labels, probabilities, tokens: encoded[row].pieces }
  })
}
