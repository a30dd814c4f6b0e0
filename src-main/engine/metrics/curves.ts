/** What a score tells apart, threshold by threshold: ROC and precision-recall of one class against the rest, as scikit-learn draws them. */

export interface CurvePoint {
  /** Told positive where the score is at least this. */
  threshold: number
  truePositives: number
  falsePositives: number
}

export interface Curve {
  positives: number
  negatives: number
  /** From the highest score down, equal scores together. */
  points: CurvePoint[]
}

/** @param positive 1 (or true) for examples of the class */
export function thresholdCurve(scores: ArrayLike<number>, positive: ArrayLike<number | boolean>): Curve {
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index).sort((a, b) => scores[b] - scores[a])
  const points: CurvePoint[] = []
  let [truePositives, falsePositives] = [0, 0]
  for (let rank = 0; rank < order.length; rank++) {
    if (positive[order[rank]]) truePositives++
    else falsePositives++
    const threshold = scores[order[rank]]
    if (rank === order.length - 1 || scores[order[rank + 1]] !== threshold) points.push({ threshold, truePositives, falsePositives })
  }
  return { positives: truePositives, negatives: falsePositives, points }
}

/** Points of the ROC curve from (0, 0) to (1, 1); x: false positive rate, y: true positive rate. */
export function rocPoints({ positives, negatives, points }: Curve): { x: number; y: number; threshold: number }[] {
  return [{ x: 0, y: 0, threshold: Number.POSITIVE_INFINITY }, ...points.map(({ threshold, truePositives, falsePositives }) => ({ x: falsePositives / negatives, y: truePositives / positives, threshold }))]
}

/** Area below the ROC curve: the share of pairs in which the positive scores higher, ties half. NaN without both kinds. */
export function areaUnderRoc({ positives, negatives, points }: Curve): number {
  let [area, true0, false0] = [0, 0, 0]
  for (const { truePositives, falsePositives } of points) {
    area += ((falsePositives - false0) * (truePositives + true0)) / 2
    true0 = truePositives
    false0 = falsePositives
  }
  return area / (positives * negatives)
}

/** Points of the precision-recall curve, recall rising; x: recall, y: precision. */
export function precisionRecallPoints({ positives, points }: Curve): { x: number; y: number; threshold: number }[] {
  return points.map(({ threshold, truePositives, falsePositives }) => ({ x: truePositives / positives, y: truePositives / (truePositives + falsePositives), threshold }))
}

/** Mean precision over the recalls, sum_n (R_n - R_(n-1)) P_n, without interpolation. NaN without positives. */
export function averagePrecision({ positives, points }: Curve): number {
  let [sum, before] = [0, 0]
  for (const { truePositives, falsePositives } of points) {
    sum += (truePositives - before) * (truePositives / (truePositives + falsePositives))
    before = truePositives
  }
  return sum / positives
}

/** The threshold with the highest F1 (the highest such threshold), to be chosen on the validation split. null without positives. */
export function bestThreshold({ positives, points }: Curve): { threshold: number; f1: number } | null {
  let best: { threshold: number; f1: number } | null = null
  for (const { threshold, truePositives, falsePositives } of points) {
    const f1 = (2 * truePositives) / (positives + truePositives + falsePositives)
    if (positives > 0 && f1 > (best?.f1 ?? 0)) best = { threshold, f1 }
  }
  return best
}
