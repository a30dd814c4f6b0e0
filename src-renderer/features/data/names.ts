/** Names of formats and delimiters as a person says them. */
type Translate = (key: string) => string

const delimiterKeys: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'pipe', ' ': 'space' }
export const commonDelimiters = Object.keys(delimiterKeys)

export function delimiterName(delimiter: string, t: Translate): string {
  const key = delimiterKeys[delimiter]
  return key ? t(`data.delimiters.${key}`) : delimiter
}

export function formatName(format: string, t: Translate, has: (key: string) => boolean): string {
  return has(`data.formats.${format}`) ? t(`data.formats.${format}`) : format
}
