/** Order of classes: numbers by value, then everything else by code unit. Independent of locale, so the same everywhere. */
export function compareLabels(a: string, b: string): number {
  const first = asNumber(a)
  const second = asNumber(b)
  if (first !== null && second !== null && first !== second) return first - second
  if ((first === null) !== (second === null)) return first === null ? 1 : -1
  return a < b ? -1 : a > b ? 1 : 0
}

function asNumber(label: string): number | null {
  return /^[+-]?\d+(\.\d+)?$/.test(label) ? Number(label) : null
}
