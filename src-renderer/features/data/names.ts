/** Names of formats, delimiters and roles as a person says them. */
import type { Role } from '../../../src-shared/domain/roles.ts'

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

const answers = new Set<Role>(['label', 'tags', 'target', 'transcript', 'values'])
/** What is answered and what it is answered from look different. */
export const roleTone = (role: Role): 'success' | 'info' | 'neutral' => (answers.has(role) ? 'success' : ['group', 'split', 'time', 'item'].includes(role) ? 'neutral' : 'info')

const binary = new Set(['xlsx', 'parquet', 'arrow', 'sqlite', 'audio', 'frames', 'numpy'])
/** Formats that are no text have no encoding. */
export const hasEncoding = (format: string): boolean => !binary.has(format)
