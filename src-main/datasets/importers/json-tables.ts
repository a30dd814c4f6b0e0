/** The tables in one JSON object: itself, where it is made of columns, or what lies in it. */
import { isObject, type JsonObject } from './json-columns.ts'

export interface JsonTable {
  /** Where it lies: data.items; 'document' for the object itself. */
  name: string
  rows: () => unknown[]
}

const deepest = 3

/** Largest first; the object itself as one row where it holds none. */
export function findTables(document: JsonObject): JsonTable[] {
  const columns = asColumns(document)
  if (columns) return [{ name: 'document', rows: columns }]
  const found = search(document, '', 1).map((table) => ({ ...table, size: table.rows().length }))
  found.sort((a, b) => b.size - a.size)
  return found.length > 0 ? found.map(({ name, rows }) => ({ name, rows })) : [{ name: 'document', rows: () => [document] }]
}

function search(object: JsonObject, prefix: string, depth: number): JsonTable[] {
  return Object.entries(object).flatMap(([key, value]): JsonTable[] => {
    const name = `${prefix}${key}`
    if (Array.isArray(value)) return value.some(isObject) || value.some(Array.isArray) ? [{ name, rows: () => value }] : []
    if (!isObject(value)) return []
    const columns = asColumns(value)
    if (columns) return [{ name, rows: columns }]
    return depth < deepest ? search(value, `${name}.`, depth + 1) : []
  })
}

/** {"text": ["a", "b"], "label": [0, 1]}, or with rows by name, {"text": {"0": "a", "1": "b"}}: as rows. */
function asColumns(object: JsonObject): (() => unknown[]) | null {
  const entries = Object.entries(object)
  const [first] = entries
  if (first === undefined) return null
  if (entries.every(([, value]) => Array.isArray(value) && value.length === (first[1] as unknown[]).length && !value.some(isObject)) && (first[1] as unknown[]).length > 0) {
    return () => (first[1] as unknown[]).map((_, row) => Object.fromEntries(entries.map(([name, values]) => [name, (values as unknown[])[row]])))
  }
  const keys = isObject(first[1]) ? Object.keys(first[1]) : []
  // Few rows by name are more likely one record in parts.
  const byName = keys.length > 1 && keys.every((key) => /^\d+$/.test(key)) && entries.every(([, value]) => isObject(value) && Object.keys(value).length === keys.length && keys.every((key) => key in value && !isObject(value[key])))
  return byName ? () => keys.map((key) => Object.fromEntries(entries.map(([name, values]) => [name, (values as JsonObject)[key]]))) : null
}
