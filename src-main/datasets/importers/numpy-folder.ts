/** A folder of .npy, each the features of one item: [T, C]. What they are is told as for recordings. */
import { SeqbenchError } from '../../../src-shared/contract/errors.ts'
import { readNpy } from '../reading/npy.ts'
import type { SourceFile } from '../reading/source.ts'
import type { ReadContext, SourceRow, Table } from './importer.ts'
import { measureFiles, readMedia, spread, type MediaFile } from './media-files.ts'
import { labelsOfMedia } from './media-rows.ts'
import { wholeItem } from './numpy-items.ts'

const shownInPreview = 50

export async function openNumpyFolder({ files, others }: { files: MediaFile[]; others: MediaFile[] }, sources: SourceFile[], context: ReadContext): Promise<Table> {
  const labels = await labelsOfMedia(files, others, context)
  const chosen = context.scope === 'whole' ? files : spread(files, shownInPreview)
  const { label, transcript: _none, ...rest } = labels.roles
  return {
    files: [{ name: sources[0].name, bytes: await measureFiles(files, context) }],
    encoding: 'utf-8',
    encodings: [],
    delimiter: null,
    header: null,
    quoting: null,
    columns: ['series', ...labels.columns, 'file'],
    types: { series: 'series' },
    channels: { series: [] },
    ...(label ? { intent: { task: 'classification', roles: { series: ['series'], label, ...rest }, reason: labels.reason } } : {}),
    findings: [],
    async *rows () {
      let channels: number | null = null
      for (const { path, name } of chosen) {
        context.signal?.throwIfAborted()
        const row = await readItem(path, name, labels.rowOf(name), context)
        if (row.values && typeof row.values[0] === 'object' && 'shape' in row.values[0]) {
          channels ??= row.values[0].shape[1]
          const found = row.values[0].shape[1]
          yield [found === channels ? row : { file: name, line: 1, rejected: { code: 'series', details: { reason: `${found} channels where ${channels} were expected` } } }]
        } else yield [row]
      }
    },
  }
}

async function readItem(path: string, name: string, labels: ReturnType<Awaited<ReturnType<typeof labelsOfMedia>>['rowOf']>, { onBytes }: ReadContext): Promise<SourceRow> {
  const place = { file: name, line: 1 }
  if ('code' in labels) return { ...place, rejected: labels }
  const bytes = await readMedia(path)
  if ('code' in bytes) return { ...place, rejected: bytes }
  onBytes?.(bytes.length)
  try {
    return { ...place, values: [wholeItem(name, readNpy(name, bytes)), ...labels, name] }
  } catch (error) {
    if (error instanceof SeqbenchError) return { ...place, rejected: { code: 'series', details: { reason: error.code === 'import.objects' ? 'it holds Python objects, not numbers' : String(error.details.reason ?? error.message) } } }
    throw error
  }
}
