/**
 * Byte-pair tokens (Sennrich et al. 2016) over characters: a text is cut into pieces, a piece into characters, and pairs are joined
 * in the order in which they were learned. The space before a word belongs to it, so that tokens joined give the text back,
 * letter for letter, line breaks included. Only regular expressions and the list of pairs: the same in every runtime.
 */
export type Merges = readonly (readonly [string, string])[]

/** Longer runs are cut: text without spaces must not become one piece. */
const longestRun = 32
const pieces = new RegExp(String.raw` ?[\p{L}\p{M}]{1,${String(longestRun)}}| ?\p{N}{1,3}| ?[^\s\p{L}\p{M}\p{N}]{1,${String(longestRun)}}|\s`, 'gu')

/** Pieces within which pairs are joined; joined, they are the text in NFC. Lone surrogates are left out. */
export function splitPieces(text: string): string[] {
  return text.normalize('NFC').match(pieces) ?? []
}

/** Pieces of ordinary text come again and again. */
const mostRemembered = 50_000

/** Text -> tokens. A character that no pair holds is a token of its own, whether or not the vocabulary has it. */
export function createBytePairSplitter(merges: Merges): (text: string) => string[] {
  const ranks = new Map<string, Map<string, number>>()
  merges.forEach(([first, second], rank) => {
    const row = ranks.get(first) ?? new Map<string, number>()
    ranks.set(first, row.set(second, row.get(second) ?? rank))
  })
  const remembered = new Map<string, readonly string[]>()
  const tokensOf = (piece: string): readonly string[] => {
    const known = remembered.get(piece)
    if (known) return known
    const tokens = joinPairs(Array.from(piece), ranks)
    if (remembered.size >= mostRemembered) remembered.clear()
    remembered.set(piece, tokens)
    return tokens
  }
  return (text) => splitPieces(text).flatMap(tokensOf)
}

function joinPairs(symbols: string[], ranks: ReadonlyMap<string, ReadonlyMap<string, number>>): string[] {
  for (;;) {
    let best = Number.POSITIVE_INFINITY
    let at = -1
    for (let index = 0; index + 1 < symbols.length; index++) {
      const rank = ranks.get(symbols[index])?.get(symbols[index + 1])
      if (rank !== undefined && rank < best) [best, at] = [rank, index]
    }
    if (at < 0) return symbols
    symbols.splice(at, 2, symbols[at] + symbols[at + 1])
  }
}

/** Tokens -> text. */
export const joinBytePairs = (tokens: readonly string[]): string => tokens.join('')
