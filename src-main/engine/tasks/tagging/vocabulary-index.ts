/** Entry -> row, made once for a list. */
const indices = new WeakMap<readonly string[], ReadonlyMap<string, number>>()

export function vocabularyIndex(entries: readonly string[]): ReadonlyMap<string, number> {
  const known = indices.get(entries)
  if (known) return known
  const index = new Map(entries.map((entry, row) => [entry, row]))
  indices.set(entries, index)
  return index
}
