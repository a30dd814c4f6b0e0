/** Any thrown value as what the user reads, in the language of the window. A stack never shows. */
import { fillTemplate, toWireError, type ErrorCode, type TextDetails } from '../../src-shared/contract/errors.ts'
import { currentLocale } from './index.ts'
import { errors as zhErrors } from './zh/errors.ts'
import { filePhrases } from './zh/file-phrases.ts'
import { phrases } from './zh/phrases.ts'

export interface LocalizedError {
  code: string
  message: string
  hint: string
  details: TextDetails
}

/** English stands in the error table itself; other languages have a table with the same keys and placeholders. */
const translations: Record<string, Record<ErrorCode, { message: string; hint: string }>> = { zh: zhErrors }

export function localizeError(thrown: unknown): LocalizedError {
  const wire = isWire(thrown) ? thrown : toWireError(thrown)
  const row = translations[currentLocale()]?.[wire.code as ErrorCode]
  if (!row) return wire
  const details = Object.fromEntries(Object.entries(wire.details).map(([name, value]) => [name, typeof value === 'string' ? localizePhrase(value) : value]))
  return { ...wire, message: fillTemplate(row.message, details), hint: fillTemplate(row.hint, details) }
}

const tables: Record<string, readonly { english: RegExp; chinese: string }[]> = { zh: [...phrases, ...filePhrases] }

/** A reason that a program gave in English; as it stands where no table knows it. */
export function localizePhrase(text: string): string {
  const row = tables[currentLocale()]?.find(({ english }) => english.test(text))
  return row ? text.replace(row.english, row.chinese) : text
}

function isWire(value: unknown): value is LocalizedError {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && 'code' in value && 'message' in value && 'hint' in value && 'details' in value
}
