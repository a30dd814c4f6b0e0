/**
 * What the network says of the next token and what was counted (Kneser-Ney n-grams of the training text), mixed: the one knows the
 * gist of what was before, the other the very letters, and they err in different places. A product of experts (Hinton 2002):
 *
 *   ln P(token) = a ln p_network(token) + b ln p_counts(token) - ln Z
 *
 * Of the mean cost -ln P(true) by (a, b): gradient E_P[f] - f(true), Hessian Cov_P[f], f = (ln p_network, ln p_counts). It is convex,
 * and fitted on validation by Newton's method; (1, 0) is the network alone.
 */
import type { GenerationFitted } from '../../../../src-shared/domain/tasks/generation.ts'
import { trainNgram, type NgramModel } from '../../baselines/ngram.ts'
import { logSumExp } from '../../decode/log-probabilities.ts'

/** a and b. */
export type Weights = readonly [network: number, counts: number]

export const networkAlone: Weights = [1, 0]

/** Counts what the model took along of its training text. */
export function countTexts({ counted, unit, input: { vocabulary } }: GenerationFitted, order: number): NgramModel {
  return trainNgram(counted.map((text) => Int32Array.from(text.split(' '), Number)), { order, vocabulary: vocabulary.length, separate: unit === 'items' })
}

/** ln p of every token, [V]. */
export const logarithmsOf = (counts: NgramModel, context: number): Float64Array => counts.distribution(context).map(Math.log)

/** The context behind each token of a sequence, [T]. */
export function contextsOf(counts: NgramModel, tokens: ArrayLike<number>): Int32Array {
  let context = counts.start
  return Int32Array.from(tokens, (token) => (context = counts.next(context, token)))
}

/** Puts ln P in the place of the V logits from `at` on. */
export function mixIn(logits: Float32Array, at: number, counted: ArrayLike<number>, [network, counts]: Weights): void {
  for (let token = 0; token < counted.length; token++) logits[at + token] = network * logits[at + token] + counts * counted[token]
  const total = logSumExp(logits, at, counted.length)
  for (let token = 0; token < counted.length; token++) logits[at + token] -= total
}

/** Places that weights are fitted on: logits of the network and ln p of the counts, [N, V] each, and the tokens that stand there, [N]. */
export interface Places {
  network: Float32Array
  counts: Float32Array
  truth: Int32Array
}

const mostSteps = 20

/** The weights under which the truth costs least, none of them below 0. */
export function fitWeights(places: Places): Weights {
  let weights: Weights = [0.5, 0.5]
  let at = slopes(places, weights)
  for (let step = 0; step < mostSteps; step++) {
    let moved = false
    const [da, db] = newton(at)
    // Half as far as long as the cost does not fall.
    for (let share = 1; share > 1e-3 && !moved; share /= 2) {
      const next: Weights = [Math.max(0, weights[0] - share * da), Math.max(0, weights[1] - share * db)]
      const there = slopes(places, next)
      if (there.cost < at.cost - 1e-9) {
        weights = next
        at = there
        moved = true
      }
    }
    if (!moved) break
  }
  return slopes(places, networkAlone).cost <= at.cost ? networkAlone : weights
}

interface Slopes {
  /** Mean over the places. */
  cost: number
  gradient: [number, number]
  /** Cov of f under P: by a twice, by a and b, by b twice. */
  hessian: [number, number, number]
}

/** H^-1 g, H made a little larger where it cannot be inverted. */
function newton({ gradient: [ga, gb], hessian: [aa, ab, bb] }: Slopes): [number, number] {
  const [first, last] = [aa + 1e-9, bb + 1e-9]
  const determinant = first * last - ab * ab
  return [(last * ga - ab * gb) / determinant, (first * gb - ab * ga) / determinant]
}

function slopes({ network, counts, truth }: Places, [a, b]: Weights): Slopes {
  const width = network.length / truth.length
  const mixed = new Float64Array(width)
  const sums = { cost: 0, ga: 0, gb: 0, aa: 0, ab: 0, bb: 0 }
  for (let place = 0; place < truth.length; place++) {
    const at = place * width
    for (let token = 0; token < width; token++) mixed[token] = a * network[at + token] + b * counts[at + token]
    const total = logSumExp(mixed, 0, width)
    let [ea, eb, eaa, eab, ebb] = [0, 0, 0, 0, 0]
    for (let token = 0; token < width; token++) {
      const probability = Math.exp(mixed[token] - total)
      const [fa, fb] = [network[at + token], counts[at + token]]
      ea += probability * fa
      eb += probability * fb
      eaa += probability * fa * fa
      eab += probability * fa * fb
      ebb += probability * fb * fb
    }
    const right = truth[place]
    sums.cost += total - mixed[right]
    sums.ga += ea - network[at + right]
    sums.gb += eb - counts[at + right]
    sums.aa += eaa - ea * ea
    sums.ab += eab - ea * eb
    sums.bb += ebb - eb * eb
  }
  const n = Math.max(1, truth.length)
  return { cost: sums.cost / n, gradient: [sums.ga / n, sums.gb / n], hessian: [sums.aa / n, sums.ab / n, sums.bb / n] }
}
