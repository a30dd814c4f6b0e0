/**
 * What recordings and clips are, told from where they lie: a folder per class, fields in their names
 * ({digit}_{speaker}_{index}.wav), parts of a split as folders. A table beside them knows better, see sidecar.ts.
 */
import type { SplitName } from '../../../src-shared/domain/dataset.ts'
import type { Roles } from '../../../src-shared/domain/roles.ts'
import { stemOf } from './media-files.ts'
import { splitOfName } from './split-names.ts'

export interface MediaLabels {
  /** Columns beside the recordings themselves, and their value for each file, in order. */
  columns: string[]
  values: string[][]
  roles: Roles
  reason: string
}

/** A class has more than one file, and a set of classes is no identifier: at most this share of the files are different. */
const classShare = 0.5
const mostClasses = 1000
/** Of the names so many must have the same fields. */
const agreement = 0.95
const person = /^(subject|subj|speaker|spk|person|user|actor|participant|patient|signer)[-_ ]?\w*$/i

/** `pattern`: how names are made, as a person wrote it ({label}_{speaker}_{index}); null to tell it from them. */
export function labelsOfNames(names: string[], pattern: string | null): MediaLabels {
  const paths = names.map((name) => name.split('/').slice(0, -1))
  const tops = new Map([...new Set(paths.map(([first]) => first))].map((first) => [first, first === undefined ? null : splitOfName(first)]))
  const parts = paths.map(([first]) => tops.get(first) ?? null)
  const split = parts.every((part) => part !== null) && new Set(parts).size > 1 ? (parts as SplitName[]) : null
  const folders = paths.map((path) => (split ? path.slice(1) : path))
  const fields = fieldsOf(names.map(stemOf), pattern, folders)
  const columns: string[] = []
  const roles: Roles = {}
  const values: string[][] = names.map(() => [])
  const add = (name: string, own: readonly string[]) => {
    columns.push(name)
    own.forEach((value, index) => values[index].push(value))
  }
  if (folders.every(({ length }) => length > 0) && isClass(folders.map(([first]) => first))) {
    add('label', folders.map(([first]) => first))
    roles.label = ['label']
  }
  for (const { name, values: own } of fields) if (!columns.includes(name)) add(name, own)
  if (columns.includes('label')) roles.label = ['label']
  const group = ['speaker', 'subject', 'group'].find((name) => columns.includes(name))
  if (group !== undefined) roles.group = [group]
  if (split) {
    add('split', split)
    roles.split = ['split']
  }
  const from = folders.some(({ length }) => length > 0) ? 'the folder says the class' : `the class is told from the name of the file (${columns.filter((name) => name !== 'split').map((name) => `{${name}}`).join('_')})`
  return { columns, values, roles, reason: from }
}

const isClass = (values: string[]): boolean => {
  const distinct = new Set(values).size
  return distinct > 1 && distinct <= mostClasses && distinct <= classShare * values.length
}

interface Field {
  name: string
  values: string[]
}

function fieldsOf(stems: string[], pattern: string | null, folders: string[][]): Field[] {
  if (pattern !== null) return matchPattern(stems, pattern)
  // Speech Commands: who spoke, whatever was said; the same voice says every word.
  const said = stems.map((stem) => /^([0-9a-f]{8})_nohash_\d+$/.exec(stem)?.[1])
  if (said.every((speaker) => speaker !== undefined)) return [{ name: 'speaker', values: said }]
  const people = findPeople(stems, folders)
  if (folders.every(({ length }) => length > 0)) return people
  return [...nameFields(splitStems(stems)), ...people]
}

/** subject1_sit_hand2 or speaker07: in the name of the file, or of a folder around it. */
function findPeople(stems: string[], folders: string[][]): Field[] {
  const found: string[] = []
  for (const [index, stem] of stems.entries()) {
    const words = [...folders[index], ...[stem, ...folders[index]].flatMap((name) => name.split(/[_\-. ]+/))]
    const one = words.find((word) => person.test(word) && /\d/.test(word))
    if (one === undefined) return []
    found.push(one)
  }
  return [{ name: 'subject', values: found }]
}

/** Fields between _ or -, where nearly all names have as many; [field][file], empty where a name has fewer. */
function splitStems(stems: string[]): string[][] {
  for (const separator of ['_', '-', ' ', '.']) {
    const rows = stems.map((stem) => stem.split(separator))
    const counts = new Map<number, number>()
    for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1)
    const usual = [...counts].find(([width, count]) => width > 1 && count >= agreement * rows.length)
    if (usual) return Array.from({ length: usual[0] }, (_, place) => rows.map((row) => (row.length === usual[0] ? row[place] : '')))
  }
  return []
}

/** The first field that repeats is the class, one of names behind it who spoke, numbers at the end a count. */
function nameFields(fields: string[][]): Field[] {
  const classes = fields.map(isClass)
  const label = classes.indexOf(true)
  const speaker = fields.findIndex((values, place) => place !== label && classes[place] && values.every((value) => /\p{L}/u.test(value)))
  const last = fields.length - 1
  return fields.map((values, place) => {
    if (place === label) return { name: 'label', values }
    if (place === speaker) return { name: 'speaker', values }
    return { name: place === last && values.every((value) => /^\d*$/.test(value)) ? 'index' : `field${place + 1}`, values }
  })
}

/** {name} stands for letters and digits up to what follows it; names that do not fit have no values. */
function matchPattern(stems: string[], pattern: string): Field[] {
  const names: string[] = []
  const source = pattern.replace(/\.[^.{}]+$/, '').split(/(\{\w+\})/).map((piece) => {
    if (!/^\{\w+\}$/.test(piece)) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    names.push(piece.slice(1, -1))
    return '([^/]+?)'
  })
  const expression = new RegExp(`^${source.join('')}$`)
  const rows = stems.map((stem) => expression.exec(stem))
  const known: Record<string, string> = { class: 'label', digit: 'label', word: 'label', person: 'speaker' }
  return names.map((name, place) => ({ name: names.includes('label') ? name : (known[name] ?? name), values: rows.map((row) => row?.[place + 1] ?? '') }))
}
