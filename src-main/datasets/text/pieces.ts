/** A long text in pieces, so that its tokens need not be there all at once: as strings they take twenty times what they do as numbers. */

const pieceCharacters = 1 << 16

/** Each piece ends at a line end, and no token goes beyond one: the tokens of the pieces, one after the other, are those of the text. */
export function* linePieces(text: string, most = pieceCharacters): Generator<string> {
  for (let from = 0; from < text.length;) {
    const end = from + most >= text.length ? -1 : text.indexOf('\n', from + most - 1)
    const to = end < 0 ? text.length : end + 1
    yield text.slice(from, to)
    from = to
  }
}
