/** The form, generated from the JSON Schema of the config and the document at hand: one row a field, in schema order. */

/** The parts of JSON Schema that zod writes for a config. */
export interface Schema {
  type?: string
  description?: string
  default?: unknown
  const?: unknown
  enum?: string[]
  properties?: Record<string, Schema>
  oneOf?: Schema[]
  anyOf?: Schema[]
  minimum?: number
  maximum?: number
  exclusiveMinimum?: number
}

export type FieldKind = 'text' | 'integer' | 'number' | 'boolean' | 'choice' | 'branch' | 'toggle'
export interface Field {
  path: string
  /** The branch that it stands in of the outermost union, such as the kind of preprocessing; empty outside of one. */
  branch: string
  kind: FieldKind
  value: unknown
  /** From the schema, in English. */
  description: string
  choices: string[]
  nullable: boolean
  minimum?: number
  maximum?: number
  default: unknown
  schema: Schema
}

export const groups = ['general', 'split', 'preprocessing', 'task', 'model', 'training', 'engine'] as const
export type Group = (typeof groups)[number]

/** Chosen elsewhere in the view, or fixed: the dataset says what is learned from what. */
export const hidden: ReadonlySet<string> = new Set(['version', 'dataset', 'task.kind', 'preprocessing.kind'])

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)
/** The name by which the branches of a union are told apart: `cell`, `kind`. */
const discriminatorOf = (branches: Schema[]): string => Object.entries(branches[0]?.properties ?? {}).find(([, property]) => property.const !== undefined)?.[0] ?? ''
const branchNames = (branches: Schema[], key: string): string[] => branches.map((branch) => String(branch.properties?.[key].const))

function fieldsOf(schema: Schema, path: string, value: unknown, outer = ''): Field[] {
  const field = (kind: FieldKind, more: Partial<Field> = {}): Field => ({
    path, branch: outer, kind, value, description: schema.description ?? '', choices: [], nullable: false, default: schema.default, schema,
    minimum: schema.minimum ?? (schema.exclusiveMinimum === undefined ? undefined : schema.type === 'integer' ? schema.exclusiveMinimum + 1 : schema.exclusiveMinimum),
    maximum: schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER ? schema.maximum : undefined, ...more,
  })
  if (schema.oneOf) {
    const key = discriminatorOf(schema.oneOf)
    const names = branchNames(schema.oneOf, key)
    const chosen = isObject(value) ? value[key] : undefined
    const branch = schema.oneOf[names.indexOf(String(chosen))]
    const rest = branch ? propertiesOf(branch, path, value, new Set([key]), outer || String(chosen)) : []
    // A union of one branch leaves nothing to choose.
    return names.length < 2 || hidden.has(`${path}.${key}`) ? rest : [field('branch', { path: `${path}.${key}`, value: chosen, choices: names }), ...rest]
  }
  if (schema.anyOf) {
    const inner = schema.anyOf.find((option) => option.type !== 'null') ?? {}
    const merged: Schema = { ...inner, description: schema.description ?? inner.description, default: schema.default }
    if (inner.properties) return [field('toggle', { value: value !== null && value !== undefined }), ...(isObject(value) ? propertiesOf(inner, path, value, new Set(), outer) : [])]
    return fieldsOf(merged, path, value, outer).map((row) => ({ ...row, nullable: true }))
  }
  if (schema.properties) return propertiesOf(schema, path, value, new Set(), outer)
  if (schema.enum) return [field('choice', { choices: schema.enum })]
  if (schema.type === 'boolean') return [field('boolean')]
  if (schema.type === 'integer' || schema.type === 'number') return [field(schema.type)]
  return [field('text')]
}

function propertiesOf(schema: Schema, path: string, value: unknown, skip: ReadonlySet<string> = new Set(), outer = ''): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) =>
    skip.has(name) || property.const !== undefined ? [] : fieldsOf(property, path === '' ? name : `${path}.${name}`, isObject(value) ? value[name] : undefined, outer),
  )
}

/** Choices that make sense, by path; the one that stands in the document stays whatever it is. */
export type Limits = Readonly<Record<string, readonly string[]>>

/** The fields of each group. Top-level fields that are no group of their own are general; the seed stands there too. */
export function formOf(schema: Schema, document: unknown, limits: Limits = {}): Record<Group, Field[]> {
  const all = propertiesOf(schema, '', document, hidden)
  const form = Object.fromEntries(groups.map((group) => [group, [] as Field[]])) as Record<Group, Field[]>
  for (const field of all) {
    const top = field.path.split('.')[0]
    const allowed = limits[field.path]
    const limited = allowed ? { ...field, choices: field.choices.filter((choice) => allowed.includes(choice) || choice === field.value) } : field
    form[(groups as readonly string[]).includes(top) ? (top as Group) : 'general'].push(limited)
  }
  return form
}

/**
 * The value to write when a field is set, and where. Another branch of a union keeps the fields both have (but not a
 * default of the old branch, which may suit the new one badly: sgd wants a larger learning rate than adam).
 */
export function changeOf(field: Field, next: unknown, document: unknown): { path: string; value: unknown } {
  if (field.kind === 'toggle') {
    const inner = field.schema.anyOf?.find((option) => option.properties) ?? {}
    return { path: field.path, value: next === true ? (field.default ?? defaultsOf(inner)) : null }
  }
  if (field.kind !== 'branch') return { path: field.path, value: next }
  const parts = field.path.split('.')
  const key = parts.pop() ?? ''
  const before = parts.reduce<unknown>((value, part) => (isObject(value) ? value[part] : undefined), document)
  const old = isObject(before) ? before : {}
  const branches = field.schema.oneOf ?? []
  const branchOf = (name: unknown): Schema => branches[branchNames(branches, key).indexOf(String(name))] ?? {}
  const oldBranch = branchOf(old[key])
  const value = Object.entries(branchOf(next).properties ?? {}).map(([name, property]) => {
    const kept = name in old && old[name] !== oldBranch.properties?.[name]?.default ? old[name] : property.default
    return [name, name === key ? next : kept]
  })
  return { path: parts.join('.'), value: Object.fromEntries(value) }
}

function defaultsOf(schema: Schema): Record<string, unknown> {
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, property.default ?? null]))
}

/** A copy of the schema whose descriptions are what `help` says of each path. */
export function describeSchema(schema: Schema, help: (path: string, description: string, kind: string) => string, path = '', outer = ''): Schema {
  const key = schema.oneOf ? discriminatorOf(schema.oneOf) : ''
  const inner = (child: Schema): Schema => describeSchema(child, help, path, outer || (schema.oneOf ? String(child.properties?.[key]?.const ?? '') : ''))
  const description = help(key ? `${path}.${key}` : path, schema.description ?? '', outer)
  return {
    ...schema,
    ...(description ? { description } : {}),
    ...(schema.oneOf ? { oneOf: schema.oneOf.map(inner) } : {}),
    ...(schema.anyOf ? { anyOf: schema.anyOf.map(inner) } : {}),
    ...(schema.properties ? { properties: Object.fromEntries(Object.entries(schema.properties).map(([name, child]) => [name, describeSchema(child, help, path === '' ? name : `${path}.${name}`, outer)])) } : {}),
  }
}
