/**
 * Names and help of the fields of a config. English help stands in the schema itself (`describe`); labels, help that the
 * schema lacks, and other languages stand in tables by path.
 */
import { currentLocale, i18n } from './index.ts'
import { choices as enChoices, fields as english } from './en/fields.ts'
import { choices as zhChoices, fields as chinese } from './zh/fields.ts'

export interface FieldWords {
  label: string
  help?: string
}
const tables: Record<string, Record<string, FieldWords>> = { en: english, zh: chinese }
const choiceTables: Record<string, Record<string, string>> = { en: enChoices, zh: zhChoices }

/** A task of two texts has the fields of one text twice. */
const side = /^preprocessing\.(source|target)\./
/** The path under which the words of a field stand. */
export const wordsPath = (path: string): string => path.replace(side, 'preprocessing.')

function wordsOf(path: string, kind: string): FieldWords | undefined {
  const table = tables[currentLocale()] ?? english
  const found = table[`${path}@${kind}`] ?? table[wordsPath(path)]
  const name = side.exec(path)?.[1] as 'source' | 'target' | undefined
  return found && name ? { ...found, label: `${i18n.global.t(`configure.sides.${name}`)}: ${found.label}` } : found
}

/** `kind`: the branch (of preprocessing, of task) that the field stands in; empty where it stands in none. */
export function fieldLabel(path: string, kind = ''): string {
  return wordsOf(path, kind)?.label ?? english[path]?.label ?? path
}
/** `description` is what the schema says, in English. */
export function fieldHelp(path: string, description: string, kind = ''): string {
  const help = wordsOf(path, kind)?.help
  if (help !== undefined) return help
  return description === '' ? '' : `${description[0].toUpperCase()}${description.slice(1)}.`
}
/** A value of the config in words; as it stands there where it has none. */
export function choiceLabel(value: string, path = ''): string {
  const { t, te } = i18n.global
  const metric = `runs.metrics.${value}`
  if (path.endsWith('.metric') && te(metric)) return t(metric)
  const table = choiceTables[currentLocale()]
  return table?.[`${path}=${value}`] ?? table?.[value] ?? value
}
