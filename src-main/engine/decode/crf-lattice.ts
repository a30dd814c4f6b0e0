/**
 * Sums over all paths of a linear-chain CRF, one sequence at a time (equations: ops/crf.ts), in log space and double precision,
 * in memory that is used again from sequence to sequence.
 *
 * ln sum_i exp(a_i + w_ij) costs K logarithms and exponentials a step in place of K^2: exp(w_ij) is taken once for all steps,
 * exp(a_i - max a) once a step. Where everything that leads to j is so unlikely that this underflows, it is summed as it stands.
 */

/** Scores as plain numbers, the layouts of ops/crf.ts. */
export interface CrfScores {
  /** [K * K] */
  transitions: ArrayLike<number>
  /** [K] */
  start: ArrayLike<number>
  /** [K] */
  end: ArrayLike<number>
}

/** Sums below this are too near to what a double cannot hold. */
const smallest = 1e-250
/** ln of the largest factor that products may be scaled by. */
const largestExponent = 600

export class CrfLattice {
  readonly tags: number
  private readonly scores: CrfScores
  /** exp(w_ij - top) */
  private readonly weights: Float64Array
  private readonly top: number
  private readonly scaled: Float64Array
  private readonly sums: Float64Array
  /** ln alpha and ln beta of the sequence given last, [n, K]. */
  private alpha = new Float64Array(0)
  private beta = new Float64Array(0)
  private emissions: ArrayLike<number> = []
  private offset = 0
  private steps = 0
  /** ln Z of the sequence given last. */
  logPartition = 0

  constructor(scores: CrfScores) {
    this.tags = scores.start.length
    this.scores = scores
    let top = -Infinity
    for (let index = 0; index < scores.transitions.length; index++) top = Math.max(top, scores.transitions[index])
    this.top = top
    this.weights = Float64Array.from(scores.transitions, (score) => Math.exp(score - top))
    this.scaled = new Float64Array(this.tags)
    this.sums = new Float64Array(this.tags)
  }

  /** Runs forward over `steps` steps whose emissions begin at `offset`; ln Z. */
  forward(emissions: ArrayLike<number>, offset: number, steps: number): number {
    const { tags, scores } = this
    if (this.alpha.length < steps * tags) {
      this.alpha = new Float64Array(steps * tags)
      this.beta = new Float64Array(steps * tags)
    }
    this.emissions = emissions
    this.offset = offset
    this.steps = steps
    const { alpha } = this
    for (let j = 0; j < tags; j++) alpha[j] = scores.start[j] + emissions[offset + j]
    for (let t = 1; t < steps; t++) this.advance(t)
    const last = (steps - 1) * tags
    let largest = -Infinity
    for (let j = 0; j < tags; j++) largest = Math.max(largest, alpha[last + j] + scores.end[j])
    let sum = 0
    for (let j = 0; j < tags; j++) sum += Math.exp(alpha[last + j] + scores.end[j] - largest)
    this.logPartition = largest + Math.log(sum)
    return this.logPartition
  }

  private advance(t: number): void {
    const { tags, alpha, weights, scaled, sums, top } = this
    const [row, before] = [t * tags, (t - 1) * tags]
    const largest = exponentials(scaled, alpha, before, tags)
    sums.fill(0)
    for (let i = 0; i < tags; i++) {
      const factor = scaled[i]
      for (let j = 0, at = i * tags; j < tags; j++, at++) sums[j] += factor * weights[at]
    }
    for (let j = 0; j < tags; j++) {
      const sum = sums[j] >= smallest ? largest + top + Math.log(sums[j]) : this.sumInto(before, j)
      alpha[row + j] = sum + this.emissions[this.offset + row + j]
    }
  }

  /** ln sum_i exp(alpha(i) + w_ij), as it stands. */
  private sumInto(before: number, j: number): number {
    const { tags, alpha, scores } = this
    let largest = -Infinity
    for (let i = 0; i < tags; i++) largest = Math.max(largest, alpha[before + i] + scores.transitions[i * tags + j])
    let sum = 0
    for (let i = 0; i < tags; i++) sum += Math.exp(alpha[before + i] + scores.transitions[i * tags + j] - largest)
    return largest + Math.log(sum)
  }

  /** Runs backward over the sequence that `forward` was given last. */
  backward(): void {
    const { tags, steps, beta, scores, weights, scaled, top } = this
    for (let i = 0; i < tags; i++) beta[(steps - 1) * tags + i] = scores.end[i]
    const arriving = new Float64Array(tags)
    for (let t = steps - 2; t >= 0; t--) {
      const largest = this.arrivals(arriving, t + 1)
      for (let i = 0; i < tags; i++) {
        let sum = 0
        for (let j = 0, at = i * tags; j < tags; j++, at++) sum += weights[at] * scaled[j]
        beta[t * tags + i] = sum >= smallest ? largest + top + Math.log(sum) : this.sumFrom(arriving, i)
      }
    }
  }

  /** arriving(j) = e_t(j) + beta_t(j) and scaled(j) = exp(arriving(j) - largest); the largest. */
  private arrivals(arriving: Float64Array, t: number): number {
    const { tags, beta, emissions, offset, scaled } = this
    for (let j = 0, at = t * tags; j < tags; j++, at++) arriving[j] = emissions[offset + at] + beta[at]
    return exponentials(scaled, arriving, 0, tags)
  }

  private sumFrom(arriving: Float64Array, i: number): number {
    const { tags, scores } = this
    let largest = -Infinity
    for (let j = 0; j < tags; j++) largest = Math.max(largest, scores.transitions[i * tags + j] + arriving[j])
    let sum = 0
    for (let j = 0; j < tags; j++) sum += Math.exp(scores.transitions[i * tags + j] + arriving[j] - largest)
    return largest + Math.log(sum)
  }

  /** P(y_t = j), after `backward`. */
  marginal(t: number, j: number): number {
    const at = t * this.tags + j
    return Math.exp(this.alpha[at] + this.beta[at] - this.logPartition)
  }

  /** into [K * K] += factor P(y_{t-1} = i, y_t = j) summed over all t > 0, after `backward`. */
  addPairs(into: Float64Array, factor: number): void {
    const { tags, steps, alpha, weights, scaled, top, scores, logPartition } = this
    const [arriving, leaving] = [new Float64Array(tags), new Float64Array(tags)]
    for (let t = 1; t < steps; t++) {
      const before = (t - 1) * tags
      const last = exponentials(leaving, alpha, before, tags)
      const exponent = this.arrivals(arriving, t) + last + top - logPartition
      // Far above 0 only where what is likeliest before and after does not fit together: then each product is taken as it stands.
      const scale = exponent < largestExponent ? factor * Math.exp(exponent) : null
      for (let i = 0; i < tags; i++) {
        const row = i * tags
        if (scale === null) {
          for (let j = 0; j < tags; j++) into[row + j] += factor * Math.exp(alpha[before + i] + scores.transitions[row + j] + arriving[j] - logPartition)
        } else {
          const share = scale * leaving[i]
          for (let j = 0; j < tags; j++) into[row + j] += share * weights[row + j] * scaled[j]
        }
      }
    }
  }

  /** The score of one path over the sequence given last; `at` is where its tags begin. */
  score(tagsOf: ArrayLike<number>, at: number): number {
    const { tags, steps, scores, emissions, offset } = this
    let score = scores.start[tagsOf[at]] + scores.end[tagsOf[at + steps - 1]]
    for (let t = 0; t < steps; t++) {
      score += emissions[offset + t * tags + tagsOf[at + t]]
      if (t > 0) score += scores.transitions[tagsOf[at + t - 1] * tags + tagsOf[at + t]]
    }
    return score
  }
}

/** into(i) = exp(values(at + i) - the largest of them); the largest. */
function exponentials(into: Float64Array, values: Float64Array, at: number, count: number): number {
  let largest = -Infinity
  for (let i = 0; i < count; i++) largest = Math.max(largest, values[at + i])
  for (let i = 0; i < count; i++) into[i] = Math.exp(values[at + i] - largest)
  return largest
}
