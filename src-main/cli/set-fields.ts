/** `--set path=value`: fields of a config, checked as they are set, and how a model is asked. */
import { SeqbenchError, fail } from '../../src-shared/contract/errors.ts'
import { parseConfig, type Config } from '../../src-shared/domain/config.ts'
import { predictOptionsSchema, type PredictOptions } from '../../src-shared/domain/tasks/index.ts'

type Document = Record<string, unknown>
const isDocument = (value: unknown): value is Document => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The config with the fields set. A value is JSON where it reads as JSON, else text. A field that goes with another choice
 * (`resetAfter` once `cell` is no longer gru) is dropped. @throws usage, config.path, config.invalid
 */
export function setFields(config: unknown, assignments: string[]): Config {
  const document = structuredClone(config)
  if (!isDocument(document)) return fail('config.invalid', { path: 'the document', reason: 'a config is a JSON object' })
  const chosen = new Set<string>()
  for (const assignment of assignments) {
    const { path, value } = partsOf(assignment, 'training.epochs=5')
    chosen.add(path)
    setField(document, path, value)
  }
  return parseDropping(document, chosen)
}

/** How a model is asked, `task.field=value` each. @throws usage */
export function setOptions(assignments: string[]): PredictOptions {
  const document: Record<string, Document> = {}
  for (const assignment of assignments) {
    const { path, value } = partsOf(assignment, 'translation.beams=8')
    const [task, field] = path.split('.')
    document[task] = { ...document[task], [field]: value }
  }
  const { data, error } = predictOptionsSchema.safeParse(document)
  return data ?? fail('usage', { reason: `--set ${error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.` })
}

function partsOf(assignment: string, example: string): { path: string; value: unknown } {
  const at = assignment.indexOf('=')
  if (at < 1) fail('usage', { reason: `--set ${assignment}: expected path=value, such as ${example}.` })
  return { path: assignment.slice(0, at), value: parseValue(assignment.slice(at + 1)) }
}

function setField(document: Document, path: string, value: unknown): void {
  const keys = path.split('.')
  const last = keys.pop() ?? ''
  let target = document
  for (const key of keys) {
    const next = Object.hasOwn(target, key) ? target[key] : undefined
    if (!isDocument(next)) return fail('config.path', { path, fields: Object.keys(target).join(', ') })
    target = next
  }
  target[last] = value
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function parseDropping(document: Document, chosen: Set<string>): Config {
  const { config, issues } = parseConfig(document)
  if (config) return config
  const unknown = issues.filter(({ message }) => message.startsWith('there is no field'))
  for (const { path } of unknown) {
    const parent = path.split('.').slice(0, -1)
    const holder = parent.reduce<unknown>((value, key) => (isDocument(value) ? value[key] : undefined), document)
    if (!isDocument(holder)) continue
    const key = path.split('.').at(-1) ?? ''
    if (chosen.has(path)) fail('config.path', { path, fields: Object.keys(holder).filter((field) => field !== key).join(', ') })
    // Only beside a choice that the person has just made is a field left over from the old one.
    if (![...chosen].some((set) => set.split('.').slice(0, -1).join('.') === parent.join('.'))) continue
    delete holder[key]
    return parseDropping(document, chosen)
  }
  throw new SeqbenchError('config.invalid', { path: issues[0].path || 'the document', reason: issues[0].message })
}
