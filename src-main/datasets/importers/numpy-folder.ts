/** A folder of .npy, each the features of one item: [T, C]. What they are is told as for recordings; tags may stand beside them. */
import { SeqbenchError } from '../../../src-shared/contract/errors.ts'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { readNpy } from '../reading/npy.ts'
import type { SourceFile } from '../reading/source.ts'
import type { ReadContext, Table } from './importer.ts'
import { readMedia, type MediaFile } from './media-files.ts'
import { openMedia, type MediaItem } from './media-table.ts'
import { wholeItem } from './numpy-items.ts'

export async function openNumpyFolder({ files, others }: { files: MediaFile[]; others: MediaFile[] }, sources: SourceFile[], context: ReadContext): Promise<Table> {
  let channels: number | null = null
  const read = async (item: MediaItem, own: ReadContext): Promise<ArrayCell | RejectionReason> => {
    const cell = await readItem(item, own)
    if ('code' in cell) return cell
    const [, found] = cell.shape
    channels ??= found
    return found === channels ? cell : { code: 'series', details: { reason: `${found} channels where ${channels} were expected` } }
  }
  const items = files.map((file) => ({ name: file.name, files: [file] }))
  return openMedia({ role: 'series', nameColumn: 'file', shownInPreview: 50, batchSize: 1, read }, items, { sources, others }, context)
}

async function readItem({ name, files: [{ path }] }: MediaItem, { onBytes }: ReadContext): Promise<ArrayCell | RejectionReason> {
  const bytes = await readMedia(path)
  if ('code' in bytes) return bytes
  onBytes?.(bytes.length)
  try {
    return wholeItem(name, readNpy(name, bytes))
  } catch (error) {
    if (error instanceof SeqbenchError) return { code: 'series', details: { reason: error.code === 'import.objects' ? 'it holds Python objects, not numbers' : String(error.details.reason ?? error.message) } }
    throw error
  }
}
