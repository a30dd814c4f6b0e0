/** Names of columns as a message lists them: of very many the first, and how many more. */
const shown = 20

export function listColumns(names: string[]): string {
  return names.length <= shown ? names.join(', ') : `${names.slice(0, shown).join(', ')}, ... (+${names.length - shown})`
}
