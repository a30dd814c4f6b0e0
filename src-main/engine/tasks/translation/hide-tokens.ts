/**
 * Word dropout (Gal, Ghahramani 2016; for few pairs Sennrich, Zhang 2019): some tokens that the model reads are the unknown one instead.
 * What it must write stays. So no pair is learned by heart from one rare word, and the row of unknown words is learned.
 */
import { boundaryRow } from '../../../../src-shared/domain/tasks/translation.ts'
import type { Random } from '../../random.ts'
import type { PairBatch } from './batches.ts'
import { unknownRow } from './texts.ts'

export function hideTokens(batch: PairBatch, share: number, random: Random): PairBatch {
  if (share === 0) return batch
  // Padding and the boundary are the same row, which says where a text begins: it is always shown.
  const hide = (rows: Int32Array): Int32Array => rows.map((row) => (row !== boundaryRow && random.uniform() < share ? unknownRow : row))
  return { ...batch, source: hide(batch.source), inputs: hide(batch.inputs) }
}
