/**
 * Ends a text where one of several strings appears, while it is written piece by piece: what may still become the beginning of
 * one is held back, so that a reader never sees half of it.
 */

export interface StopStrings {
  /** Takes the next piece; what may be shown now, and whether a stop string is complete: nothing is taken after that. */
  push(piece: string): { text: string; stopped: boolean }
  /** What was held back when the text ends by itself. */
  rest(): string
}

/** The string itself is not shown. Empty strings are passed over. */
export function createStopStrings(strings: readonly string[]): StopStrings {
  const wanted = strings.filter((string) => string.length > 0)
  let held = ''
  let stopped = false
  return {
    push(piece) {
      if (stopped) return { text: '', stopped }
      held += piece
      const ends = wanted.map((string) => held.indexOf(string)).filter((at) => at >= 0)
      if (ends.length > 0) {
        stopped = true
        const text = held.slice(0, Math.min(...ends))
        held = ''
        return { text, stopped }
      }
      const keep = Math.max(0, ...wanted.map((string) => overlap(held, string)))
      const text = held.slice(0, held.length - keep)
      held = held.slice(held.length - keep)
      return { text, stopped }
    },
    rest() {
      const text = held
      held = ''
      return text
    },
  }
}

/** Length of the longest end of `text` that `string` begins with. */
function overlap(text: string, string: string): number {
  for (let length = Math.min(text.length, string.length - 1); length > 0; length--) if (text.endsWith(string.slice(0, length))) return length
  return 0
}
