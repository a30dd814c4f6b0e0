/**
 * Classes with an order (stars, grades) as K - 1 yes-or-no answers "higher than class k?" (Frank and Hall 2001), trained with
 * ops/binary-cross-entropy.ts: a guess two classes away then costs more than one beside.
 *
 *   target[k] = [label > k], k = 0 ... K - 2;  c_k = the least of sigmoid(logits[0 ... k]), so that the answers never contradict each other
 *   P(class 0) = 1 - c_0;  P(class k) = c_{k-1} - c_k;  P(class K - 1) = c_{K-2}
 */

/** Labels 0 ... K - 1 -> targets [labels, K - 1], row by row. */
export function ordinalTargets(labels: ArrayLike<number>, classes: number): Float32Array {
  const answers = classes - 1
  const targets = new Float32Array(labels.length * answers)
  for (let b = 0; b < labels.length; b++) targets.fill(1, b * answers, b * answers + Math.min(labels[b], answers))
  return targets
}

/** Logits [K - 1] that begin at `offset` -> the probability of each of the K classes. */
export function ordinalProbabilities(logits: ArrayLike<number>, classes: number, offset = 0): Float64Array {
  const probabilities = new Float64Array(classes)
  let before = 1
  for (let k = 0; k < classes - 1; k++) {
    const higher = Math.min(before, 1 / (1 + Math.exp(-logits[offset + k])))
    probabilities[k] = before - higher
    before = higher
  }
  probabilities[classes - 1] = before
  return probabilities
}

/** The class at the median of the distribution: as many answers as say "higher" with more than one half. */
export function ordinalClass(logits: ArrayLike<number>, classes: number, offset = 0): number {
  let label = 0
  while (label < classes - 1 && logits[offset + label] > 0) label++
  return label
}
