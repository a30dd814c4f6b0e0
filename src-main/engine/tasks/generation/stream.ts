/**
 * A stream of text in lanes: the tokens are cut into `lanes` stretches of the same length that are read side by side, `window` steps
 * a batch; lane b's next batch goes on where its last one ended. A text that is learned from is read from another place in each epoch,
 * round its end: otherwise the same tokens would stand first in their windows, and knowing nothing of what was before, every time.
 */

export interface StreamBatch {
  /** [lanes, T] */
  ids: Int32Array
  /** [lanes, T]: the token after each. */
  targets: Int32Array
  steps: number
  /** Whether the state before it is zero: the beginning of the text. */
  first: boolean
}

/** Steps of each lane: every token but the last of a lane is read, and foretells the one after it. */
export const laneSteps = (tokens: number, lanes: number): number => Math.floor((tokens - 1) / lanes)

/** Lanes that a text can fill: short texts have fewer, so that each is at least a window long. */
export const lanesOf = (tokens: number, lanes: number, window: number): number => Math.max(1, Math.min(lanes, Math.floor((tokens - 1) / window)))

export const streamBatchCount = (tokens: number, lanes: number, window: number): number => Math.ceil(laneSteps(tokens, lanes) / window)

/** Batch `index` of the text read from token `start` on and round its end. */
export function streamBatch(tokens: Int32Array, lanes: number, window: number, index: number, start = 0): StreamBatch {
  const length = laneSteps(tokens.length, lanes)
  const from = index * window
  const steps = Math.min(window, length - from)
  const ids = new Int32Array(lanes * steps)
  const targets = new Int32Array(lanes * steps)
  for (let lane = 0; lane < lanes; lane++) {
    const at = start + lane * length + from
    copyRound(tokens, at, ids.subarray(lane * steps, (lane + 1) * steps))
    copyRound(tokens, at + 1, targets.subarray(lane * steps, (lane + 1) * steps))
  }
  return { ids, targets, steps, first: index === 0 }
}

/** Fills `into` with the tokens from `at` on; after the last comes the first. */
function copyRound(tokens: Int32Array, at: number, into: Int32Array): void {
  for (let done = 0; done < into.length;) {
    const from = (at + done) % tokens.length
    const piece = tokens.subarray(from, from + into.length - done)
    into.set(piece, done)
    done += piece.length
  }
}
