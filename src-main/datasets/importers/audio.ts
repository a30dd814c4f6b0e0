/** Recordings: WAV, FLAC, MP3, Ogg. What they are is told by a table beside them, by folders, or by their names. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { Cell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { audioExtensions, decodeAudio } from '../audio/decode/index.ts'
import { isRecording } from '../audio/decode/recording.ts'
import type { Importer, ReadContext } from './importer.ts'
import { findMedia, mostlyOf, readMedia } from './media-files.ts'
import { openMedia, type MediaItem } from './media-table.ts'

export const audio: Importer = {
  id: 'audio',
  title: 'Recordings (WAV, FLAC, MP3, Ogg)',
  extensions: audioExtensions,
  folders: true,
  matches: ({ source, names }) => (source.directory ? mostlyOf(names, audioExtensions) : audioExtensions.includes(source.extension)),
  passes: 1,
  open: async (sources, context) => {
    const { files, others } = await findMedia(sources, audioExtensions)
    if (files.length === 0) fail('import.media-empty', { file: sources[0].name, kind: 'recordings', expected: `recordings in class folders or with a table: ${sources[0].name}/yes/1.wav` })
    const items = files.map((file) => ({ name: file.name, files: [file] }))
    return openMedia({ role: 'audio', nameColumn: 'file', shownInPreview: 24, batchSize: 16, read: readRecording }, items, { sources, others }, context)
  },
}

async function readRecording({ files: [{ path }] }: MediaItem, { signal, onBytes }: ReadContext): Promise<Cell | RejectionReason> {
  const bytes = await readMedia(path)
  if ('code' in bytes) return bytes
  onBytes?.(bytes.length)
  const decoded = await decodeAudio(bytes, signal)
  return isRecording(decoded) ? { shape: [decoded.samples.length, 1], data: decoded.samples, rate: decoded.rate } : decoded
}
