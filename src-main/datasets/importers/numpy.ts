/** NumPy arrays: X and y (x_train, y_train, ...) in one .npz or several .npy, a folder of .npy with one item each, or one long series. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { ColumnType } from '../../../src-shared/domain/dataset.ts'
import { readNpy, type NumpyArray } from '../reading/npy.ts'
import { readNpz } from '../reading/npz.ts'
import type { SourceFile } from '../reading/source.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { findMedia, mostlyOf, readMedia } from './media-files.ts'
import { openNumpyFolder } from './numpy-folder.ts'
import { itemOf, labelsIn, tagsIn, textOfNumber, type Item } from './numpy-items.ts'
import { splitOfName } from './split-names.ts'

const extensions = ['npy', 'npz']
const batchSize = 256

export const numpy: Importer = {
  id: 'numpy',
  title: 'NumPy arrays (.npy, .npz)',
  extensions,
  folders: true,
  matches: ({ source, names }) => (source.directory ? mostlyOf(names, ['npy']) : extensions.includes(source.extension)),
  passes: 1,
  open: async (sources, context) => {
    if (sources[0].directory) return openNumpyFolder(await findMedia(sources, ['npy']), sources, context)
    return describe(await readArrays(sources, context), sources)
  },
}

interface Named {
  /** File, and member where it is a .npz. */
  name: string
  file: string
  array: NumpyArray
}

async function readArrays(sources: SourceFile[], { signal, onBytes }: ReadContext): Promise<Named[]> {
  const arrays: Named[] = []
  for (const { path, name, extension } of sources) {
    signal?.throwIfAborted()
    const bytes = await readMedia(path)
    if ('code' in bytes) return fail('import.too-large', { file: name, found: String(bytes.details.found), limit: String(bytes.details.limit) })
    onBytes?.(bytes.length)
    if (extension === 'npz') arrays.push(...(await readNpz(name, bytes)).map(({ name: member, array }) => ({ name: member, file: name, array })))
    else arrays.push({ name: name.replace(/\.npy$/i, ''), file: name, array: readNpy(name, bytes) })
  }
  return arrays
}

/** Arrays of one part of a split, told by their names: what is learned from, and the labels beside it. */
interface Part {
  split: string | null
  data: Named
  items: Item
  labels: string[] | null
  /** A tag for each step of an item. */
  tags: ((index: number) => string[]) | null
}

/** Arrays that are called so and have as many steps as others are tags of them. */
const tagNames = /(^|[^a-z])(tags?|labels?|targets?|states?|y)([^a-z]|$)/i

function describe(arrays: Named[], sources: SourceFile[]): Table {
  const file = sources[0].name
  const many = arrays.filter(({ array }) => array.shape.length >= 2 && !labelsIn(array, array.shape[0]))
  const tagged = many.filter((one) => tagNames.test(one.name) && many.some((other) => !tagNames.test(other.name) && tagsIn(one.array, other.array.shape)))
  const data = many.filter((one) => !tagged.includes(one))
  if (data.length === 0) fail('import.array', { file, reason: 'it holds no array of two dimensions or more' })
  const parts = data.map((one): Part => {
    const split = splitOfName(one.name)
    const beside = arrays.filter((other) => !data.includes(other) && splitOfName(other.name) === split)
    const labels = beside.map(({ array }) => labelsIn(array, one.array.shape[0])).find((found) => found !== null) ?? null
    const tags = tagged.filter((other) => splitOfName(other.name) === split).map(({ array }) => tagsIn(array, one.array.shape)).find((found) => found !== null) ?? null
    return { split, data: one, items: itemOf(one.array), labels, tags }
  })
  const [first] = parts
  const series = first.data.array
  if (parts.length === 1 && first.labels === null && first.tags === null && series.shape.length === 2) return longSeries(first.data, sources)
  const refused = parts.find(({ items, labels, tags, data: { array } }) => items.type !== first.items.type || (labels === null) !== (first.labels === null) || (tags === null) !== (first.tags === null) || array.shape.slice(2).join() !== series.shape.slice(2).join())
  if (refused) fail('import.columns-differ', { file: refused.data.name, first: first.data.name })
  const [labelled, stepwise] = [first.labels !== null, first.tags !== null]
  const splits = parts.length > 1 && parts.every(({ split }) => split !== null)
  const { type } = first.items
  return {
    ...plain(sources),
    columns: [type, ...(stepwise ? ['tags'] : []), ...(labelled ? ['label'] : []), ...(splits ? ['split'] : [])],
    types: { [type]: type, ...(stepwise ? { tags: 'tokens' as const } : {}) },
    ...(type === 'series' ? { channels: { series: [] } } : {}),
    ...(stepwise ? { intent: { task: 'tagging', roles: { [type]: [type], tags: ['tags'], ...(splits ? { split: ['split'] } : {}) }, reason: 'one array holds the items, another a tag for each step' } } : {}),
    ...(labelled && !stepwise ? { intent: { task: 'classification', roles: { [type]: [type], label: ['label'], ...(splits ? { split: ['split'] } : {}) }, reason: 'one array holds the items, another a label for each' } } : {}),
    rows: () => readItems(parts, splits),
  }
}

async function* readItems(parts: Part[], splits: boolean): AsyncGenerator<SourceRow[]> {
  for (const { data, items, labels, tags, split } of parts) {
    const count = data.array.shape[0]
    for (let from = 0; from < count; from += batchSize) {
      yield Array.from({ length: Math.min(batchSize, count - from) }, (_, offset): SourceRow => {
        const index = from + offset
        const values: Cell[] = [items.cell(index), ...(tags ? [tags(index)] : []), ...(labels ? [labels[index]] : []), ...(splits ? [split ?? ''] : [])]
        return { file: data.file, line: index + 1, values }
      })
    }
  }
}

/** [T, C] without labels: a row a time step, a column a channel. */
function longSeries({ array: { shape: [steps, channels], data }, file }: Named, sources: SourceFile[]): Table {
  const columns = Array.from({ length: channels }, (_, channel) => `column${channel + 1}`)
  return {
    ...plain(sources),
    columns,
    intent: { task: 'forecasting', roles: { values: columns }, reason: 'one array of time steps by channels, and no labels' },
    async *rows () {
      for (let from = 0; from < steps; from += batchSize) {
        yield Array.from({ length: Math.min(batchSize, steps - from) }, (_, offset): SourceRow => {
          const at = (from + offset) * channels
          return { file, line: from + offset + 1, values: Array.from({ length: channels }, (_, channel) => textOfNumber(data[at + channel])) }
        })
      }
    },
  }
}

function plain(sources: SourceFile[]): Pick<Table, 'files' | 'encoding' | 'encodings' | 'delimiter' | 'header' | 'quoting' | 'findings'> & { types?: Record<string, ColumnType> } {
  return { files: sources.map(({ name, bytes }) => ({ name, bytes })), encoding: 'utf-8', encodings: [], delimiter: null, header: null, quoting: null, findings: [] }
}
