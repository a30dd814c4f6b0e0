/** Recordings: WAV, FLAC, MP3, Ogg. What they are is told by a table beside them, by folders, or by their names. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { audioExtensions, decodeAudio } from '../audio/decode/index.ts'
import { isRecording } from '../audio/decode/recording.ts'
import type { SourceFile } from '../reading/source.ts'
import type { Importer, ReadContext, SourceRow, Table } from './importer.ts'
import { findMedia, measureFiles, mostlyOf, readMedia, spread, type MediaFile } from './media-files.ts'
import { labelsOfMedia } from './media-rows.ts'

const shownInPreview = 24
const batchSize = 16

export const audio: Importer = {
  id: 'audio',
  title: 'Recordings (WAV, FLAC, MP3, Ogg)',
  extensions: audioExtensions,
  folders: true,
  matches: ({ source, names }) => (source.directory ? mostlyOf(names, audioExtensions) : audioExtensions.includes(source.extension)),
  passes: 1,
  open: openAudio,
}

async function openAudio(sources: SourceFile[], context: ReadContext): Promise<Table> {
  const { files, others } = await findMedia(sources, audioExtensions)
  if (files.length === 0) fail('import.media-empty', { file: sources[0].name, kind: 'recordings', expected: `recordings in class folders or with a table: ${sources[0].name}/yes/1.wav` })
  const labels = await labelsOfMedia(files, others, context)
  const chosen = context.scope === 'whole' ? files : spread(files, shownInPreview)
  const { transcript, label, ...rest } = labels.roles
  return {
    files: [{ name: sources.length === 1 ? sources[0].name : `${sources[0].name} + ${sources.length - 1}`, bytes: await measureFiles(files, context) }],
    encoding: 'utf-8',
    encodings: [],
    delimiter: null,
    header: null,
    quoting: null,
    columns: ['audio', ...labels.columns, 'file'],
    types: { audio: 'audio' },
    ...(transcript ? { intent: { task: 'transcription', roles: { audio: ['audio'], transcript, ...rest }, reason: labels.reason } } : {}),
    ...(!transcript && label ? { intent: { task: 'classification', roles: { audio: ['audio'], label, ...rest }, reason: labels.reason } } : {}),
    findings: [],
    rows: () => readRows(chosen, labels.rowOf, context),
  }
}

async function* readRows(files: MediaFile[], rowOf: (name: string) => string[] | RejectionReason, { signal, onBytes }: ReadContext): AsyncGenerator<SourceRow[]> {
  for (let from = 0; from < files.length; from += batchSize) {
    const rows: SourceRow[] = []
    for (const { path, name } of files.slice(from, from + batchSize)) {
      signal?.throwIfAborted()
      const bytes = await readMedia(path)
      if ('length' in bytes) onBytes?.(bytes.length)
      rows.push(await toRow(name, bytes, rowOf(name), signal))
    }
    yield rows
  }
}

async function toRow(name: string, bytes: Buffer | RejectionReason, labels: string[] | RejectionReason, signal: AbortSignal | undefined): Promise<SourceRow> {
  const place = { file: name, line: 1 }
  if ('code' in labels) return { ...place, rejected: labels }
  if ('code' in bytes) return { ...place, rejected: bytes }
  const decoded = await decodeAudio(bytes, signal)
  if (!isRecording(decoded)) return { ...place, rejected: decoded }
  return { ...place, values: [{ shape: [decoded.samples.length, 1], data: decoded.samples, rate: decoded.rate }, ...labels, name] }
}
