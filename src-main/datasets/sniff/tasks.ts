/**
 * What a table could be for: one rule a task, each with its reason and the columns it would take. What a format itself says
 * (CoNLL is for tagging) wins; what a person chose is kept.
 */
import { isArrayCell, type Cell } from '../../../src-shared/domain/cell.ts'
import type { Column, Finding, Suggestion } from '../../../src-shared/domain/dataset.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import { clearedRoles, filledRoles, taskKinds, taskRoles, type ChosenRoles, type Role, type Roles, type TaskKind } from '../../../src-shared/domain/roles.ts'
import { asList } from '../accept/tagging.ts'
import { splitOfName } from '../importers/split-names.ts'
import type { Table } from '../importers/importer.ts'
import { listColumns } from '../column-names.ts'
import { suggestForecasting } from './forecasting.ts'
import { suggestRoles } from './roles.ts'

export interface Sniffed {
  columns: readonly Column[]
  /** Rows from the beginning, cells in the order of the columns. */
  rows: readonly (readonly Cell[])[]
  chosen: Roles
}

export interface Suggested {
  roles: Roles
  why: Finding
  /** Why each column, where it was told from its values. */
  findings: Finding[]
  /** 0 to 1: how surely it is this. */
  strength: number
}

type Rule = (table: Sniffed) => Suggested | null
type Named = (...names: string[]) => Column | undefined

const arrayRoles = ['audio', 'frames', 'series'] as const
const byName = (columns: readonly Column[]): Named => (...names) => names.map((name) => columns.find((column) => column.name.trim().toLowerCase() === name)).find((column) => column !== undefined)
/** Columns that say where something lies or what it is called. */
const pathNames = new Set(['file', 'filename', 'file_name', 'path', 'filepath', 'url', 'id', 'uuid'])
const isPath = ({ name }: Column): boolean => pathNames.has(name.trim().toLowerCase())
const scalar = ({ type }: Column): boolean => type !== 'tokens' && !arrayRoles.some((role) => role === type)
const others = (columns: readonly Column[], chosen: Roles, ...roles: Role[]): Column[] => {
  const taken = (Object.entries(chosen) as [Role, string[]][]).filter(([role]) => !roles.includes(role)).flatMap(([, names]) => names)
  return columns.filter(({ name }) => !taken.includes(name))
}

const classification: Rule = ({ columns, rows, chosen }) => {
  const open = others(columns, chosen, 'text', 'label')
  const role = arrayRoles.find((own) => chosen[own] !== undefined || (chosen.text === undefined && columns.some(({ type }) => type === own)))
  if (role !== undefined) {
    const [input] = chosen[role] ?? columns.filter(({ type }) => type === role).map(({ name }) => name)
    const { label, findings } = suggestRoles([...open.filter(scalar)], rows.length, { text: input, label: chosen.label?.[0] })
    return label === null ? null : { roles: { [role]: [input], label: [label] }, why: finding('task-arrays', { input, label }), findings, strength: 0.8 }
  }
  const { text, label, findings } = suggestRoles(open.filter(scalar), rows.length, { text: chosen.text?.[0], label: chosen.label?.[0] })
  if (text === null || label === null) return null
  const own = columns.find(({ name }) => name === label)
  // A short word that repeats is a category beside others, not a text, unless it is called one.
  const read = columns.find(({ name }) => name === text)
  const named = findings.some(({ code }) => code === 'text-by-name') || chosen.text !== undefined
  if (!named && read?.type === 'category' && columns.length > 2) return null
  const repeats = own !== undefined && (own.distinct <= Math.max(20, rows.length / 2) || ['integer', 'number'].includes(own.type))
  return { roles: { text: [text], label: [label] }, why: finding('task-classify', { text, label, distinct: own?.distinct ?? 0 }), findings, strength: repeats || chosen.label || findings.some(({ code }) => code === 'label-by-name') ? 0.7 : 0.2 }
}

const tagging: Rule = ({ columns, rows, chosen }) => {
  const lists = columns.filter(({ type }) => type === 'tokens')
  const named = byName(columns)
  const tagsOfSteps = stepTags(columns, rows, chosen)
  if (tagsOfSteps) return tagsOfSteps
  const tokens = chosen.tokens?.[0] ?? named('tokens', 'words', 'token', 'word')?.name ?? lists[0]?.name
  const tags = chosen.tags?.[0] ?? named('ner_tags', 'tags', 'labels', 'ner', 'tag', 'pos_tags', 'pos')?.name ?? lists.find(({ name }) => name !== tokens)?.name
  if (tokens === undefined || tags === undefined || tokens === tags) return null
  const places = [tokens, tags].map((column) => columns.findIndex(({ name }) => name === column))
  const paired = rows.filter((row) => places.every((place) => Array.isArray(row[place]) || looksLikeList(row[place])))
  const sure = chosen.tokens !== undefined && chosen.tags !== undefined
  if (!sure && paired.length < rows.length * 0.9) return null
  return { roles: { tokens: [tokens], tags: [tags] }, why: finding('task-tagging', { tokens, tags }), findings: [], strength: 0.85 }
}

const tagColumns = ['tags', 'labels', 'states', 'tag', 'label', 'activity', 'phase']

/** A series or clips, and a column of lists that are as long. */
function stepTags(columns: readonly Column[], rows: Sniffed['rows'], chosen: Roles): Suggested | null {
  const role = (['frames', 'series'] as const).find((own) => chosen[own] !== undefined || (chosen.tokens === undefined && columns.some(({ type, name }) => type === own && !tagColumns.includes(name.toLowerCase()))))
  if (role === undefined) return null
  const input = chosen[role]?.[0] ?? columns.find(({ type, name }) => type === role && !tagColumns.includes(name.toLowerCase()))?.name ?? ''
  const open = columns.filter(({ name }) => name !== input)
  const tags = chosen.tags?.[0] ?? byName(open)(...tagColumns)?.name ?? open.find(({ type }) => type === 'tokens')?.name
  if (tags === undefined) return null
  const [at, beside] = [input, tags].map((column) => columns.findIndex(({ name }) => name === column))
  const paired = rows.filter((row) => stepsOf(row[at]) !== null && stepsOf(row[at]) === stepsOf(asList(row[beside])))
  if (chosen.tags === undefined && (paired.length === 0 || paired.length < rows.length * 0.9)) return null
  return { roles: { [role]: [input], tags: [tags] }, why: finding('task-tagging-steps', { tokens: input, tags }), findings: [], strength: 0.85 }
}

const stepsOf = (cell: Cell | undefined): number | null => (cell === undefined || typeof cell === 'string' ? null : isArrayCell(cell) ? cell.shape[0] : cell.length)

const looksLikeList = (cell: Cell | undefined): boolean => typeof cell === 'string' && /^\[.*\]$/s.test(cell.trim())

const pairNames: [string[], string[]][] = [
  [['source', 'src', 'source_text', 'input'], ['target', 'tgt', 'target_text', 'output']],
  [['english', 'en', 'eng'], ['chinese', 'zh', 'cmn', 'french', 'fr', 'german', 'de', 'spanish', 'es', 'japanese', 'ja', 'translation']],
  [['question', 'prompt'], ['answer', 'response', 'reply']],
  [['text', 'original', 'article', 'document'], ['translation', 'summary', 'simplified', 'corrected']],
]

const translation: Rule = ({ columns, rows, chosen }) => {
  const texts = columns.filter(({ type, distinct }) => type === 'text' && distinct > rows.length / 2)
  const named = byName(texts)
  // One of the two need not look like text: dates, numbers, codes.
  const anything = byName(columns.filter((column) => scalar(column) && column.distinct > rows.length / 2))
  const pairs = pairNames.flatMap(([from, into]) => [[named(...from), anything(...into)], [anything(...from), named(...into)]])
  const pair = pairs.find(([from, into]) => from && into)
  const source = chosen.source?.[0] ?? pair?.[0]?.name ?? texts[0]?.name
  const target = chosen.target?.[0] ?? pair?.[1]?.name ?? texts.find(({ name }) => name !== source)?.name
  if (source === undefined || target === undefined || source === target) return null
  const two = texts.length === 2 && columns.filter(({ type }) => type !== 'empty').length === 2
  const strength = chosen.source || pair ? 0.75 : two ? 0.65 : 0.15
  return { roles: { source: [source], target: [target] }, why: finding('task-translation', { source, target }), findings: [], strength }
}

const transcription: Rule = ({ columns, chosen }) => {
  const audio = chosen.audio?.[0] ?? columns.find(({ type }) => type === 'audio')?.name
  const texts = others(columns, chosen, 'transcript').filter((column) => scalar(column) && !isPath(column))
  const named = byName(texts)('transcript', 'transcription', 'sentence', 'text', 'normalized_text', 'utterance')
  const transcript = chosen.transcript?.[0] ?? named?.name ?? texts.find(({ type, meanLength }) => type === 'text' && meanLength > 12)?.name
  if (audio === undefined || transcript === undefined) return null
  return { roles: { audio: [audio], transcript: [transcript] }, why: finding('task-transcription', { audio, transcript }), findings: [], strength: named || chosen.transcript ? 0.9 : 0.6 }
}

const textNames = ['text', 'content', 'body']

const generation: Rule = ({ columns, chosen }) => {
  const alone = columns.filter(({ type }) => type !== 'empty').length === 1
  if (chosen.text === undefined && columns.some((column) => !scalar(column))) return null
  // Few different texts look like categories; a column alone, or one that is called a text, is one all the same.
  const isText = (column: Column): boolean => column.type === 'text' || (column.type === 'category' && (alone || byName([column])(...textNames) !== undefined))
  const texts = others(columns, chosen, 'text').filter((column) => !isPath(column) && isText(column))
  const best = byName(texts)(...textNames) ?? texts.reduce<Column | undefined>((longest, one) => (longest === undefined || one.meanLength > longest.meanLength ? one : longest), undefined)
  const text = chosen.text?.[0] ?? best?.name
  if (text === undefined) return null
  return { roles: { text: [text], ...(chosen.label ? { label: chosen.label } : {}) }, why: finding('task-generation', { text }), findings: [], strength: alone ? 0.6 : 0.3 }
}

const rules: Record<TaskKind, Rule> = { classification, tagging, forecasting: suggestForecasting, generation, translation, transcription }

const groupNames = ['speaker', 'speaker_id', 'speakerid', 'subject', 'subject_id', 'participant', 'participant_id', 'patient', 'patient_id', 'person', 'person_id', 'session', 'session_id', 'document', 'document_id', 'doc_id', 'docid', 'client_id']
const splitColumnNames = ['split', 'set', 'subset', 'partition', 'part', 'fold', 'usage']

/** Roles that any task may use: which rows belong together, and what the data says of parts. */
function commonRoles({ columns, rows, chosen }: Sniffed, task: TaskKind, taken: readonly string[]): Roles {
  const open = columns.filter(({ name, type }) => !taken.includes(name) && scalar({ type } as Column))
  const named = byName(open)
  const takes = (role: Role): boolean => taskRoles[task].optional.includes(role)
  const group = takes('group') ? chosen.group?.[0] ?? named(...groupNames)?.name : undefined
  const split = takes('split') ? chosen.split?.[0] ?? splitColumnNames.map((name) => named(name)).find((column) => column && saysParts(column, columns, rows))?.name : undefined
  const repeats = group === chosen.group?.[0] || (columns.find(({ name }) => name === group)?.distinct ?? 0) <= rows.length / 2
  const time = takes('time') && task !== 'forecasting' ? (chosen.time ?? timeOf(open)) : undefined
  return { ...(time ? { time } : {}), ...(group !== undefined && repeats ? { group: [group] } : {}), ...(split === undefined ? {} : { split: [split] }) }
}

/** The one date that stands beside what is learned: rows can be split by it. */
function timeOf(open: readonly Column[]): string[] | undefined {
  const dates = open.filter(({ type }) => type === 'date')
  return dates.length === 1 ? [dates[0].name] : undefined
}

function saysParts(column: Column, columns: readonly Column[], rows: readonly (readonly Cell[])[]): boolean {
  const place = columns.indexOf(column)
  return rows.every((row) => typeof row[place] === 'string' && splitOfName(row[place]) !== null)
}

export interface Choice { task?: TaskKind; roles?: ChosenRoles }

/** Best first, with the findings that tell why each column of the best was taken. */
export function suggestTasks(columns: readonly Column[], rows: readonly (readonly Cell[])[], intent: Table['intent'], { task, roles: chosen = {} }: Choice): { suggestions: Suggestion[]; findings: Finding[] } {
  const roles = filledRoles(chosen)
  const cleared = clearedRoles(chosen)
  const told = taskKinds.filter((kind) => task === undefined || kind === task).flatMap((kind) => {
    const own = intent?.task === kind && !onlyNumbers(kind, intent.roles, columns) ? intent : undefined
    const table: Sniffed = { columns, rows, chosen: { ...own?.roles, ...roles } }
    // Of roles that were chosen, every one must be of use.
    const useful = [...taskRoles[kind].inputs, ...taskRoles[kind].needed, ...taskRoles[kind].optional]
    if (task === undefined && Object.keys(roles).some((role) => !useful.includes(role as Role))) return []
    const meant = own ? intended(own, roles) : null
    const found = meant ?? rules[kind](table)
    if (found === null) return []
    const all: Roles = { ...found.roles, ...pick(table.chosen, useful) }
    const full: Roles = { ...commonRoles(table, kind, Object.values(all).flat()), ...all }
    // What a person emptied stays empty; a task that cannot do without it is none.
    if (cleared.some((role) => full[role] !== undefined && !taskRoles[kind].optional.includes(role))) return []
    return [{ kind, ...found, roles: Object.fromEntries(Object.entries(full).filter(([role]) => !cleared.includes(role as Role))) }]
  })
  const sorted = told.sort((a, b) => b.strength - a.strength)
  return { suggestions: sorted.map(({ kind, why, roles: own }) => ({ task: kind, reason: why.message, why, roles: own })), findings: sorted[0]?.findings ?? [] }
}

/** Lines of numbers are a text to a format that knows lines alone. */
const onlyNumbers = (kind: TaskKind, { text = [] }: Roles, columns: readonly Column[]): boolean =>
  kind === 'generation' && text.length > 0 && text.every((name) => columns.some((column) => column.name === name && ['integer', 'number'].includes(column.type)))

/** The optional rule above knows columns by their names alone; a format knows them by what they are. */
function intended({ roles, reason }: NonNullable<Table['intent']>, chosen: Roles): Suggested {
  return { roles: { ...roles, ...chosen }, why: finding('task-format', { reason, columns: listColumns(Object.values(roles).flat()) }), findings: [], strength: 1 }
}

const pick = (roles: Roles, wanted: readonly Role[]): Roles => Object.fromEntries(Object.entries(roles).filter(([role]) => wanted.includes(role as Role)))
