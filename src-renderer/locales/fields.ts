/**
 * Names and help of the fields of a config. English help stands in the schema itself (`describe`); labels, help that the
 * schema lacks, and other languages stand in tables by path.
 */
import { currentLocale } from './index.ts'
import { fields as english } from './en/fields.ts'
import { choices as zhChoices, fields as chinese } from './zh/fields.ts'

export interface FieldWords {
  label: string
  help?: string
}
const tables: Record<string, Record<string, FieldWords>> = { en: english, zh: chinese }
const choiceTables: Record<string, Record<string, string>> = { en: {}, zh: zhChoices }

export function fieldLabel(path: string): string {
  return tables[currentLocale()]?.[path]?.label ?? english[path]?.label ?? path
}
/** `description` is what the schema says, in English. */
export function fieldHelp(path: string, description: string): string {
  const help = tables[currentLocale()]?.[path]?.help
  if (help !== undefined) return help
  return description === '' ? '' : `${description[0].toUpperCase()}${description.slice(1)}.`
}
/** A value as it stands in the config, such as `adam`; with a name beside it where it has one. */
export function choiceLabel(value: string): string {
  return choiceTables[currentLocale()]?.[value] ?? value
}
