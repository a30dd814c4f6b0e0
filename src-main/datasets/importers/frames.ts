/** Clips: a folder of pictures each (class/clip/01.jpg), or a file each (GIF, WebP, MP4, WebM). What they are is told as for recordings; tags may stand beside them. */
import { fail } from '../../../src-shared/contract/errors.ts'
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import type { RejectionReason } from '../../../src-shared/domain/rejection.ts'
import { decodeAnimation, decodePictures, pictureExtensions } from '../frames/decode-pictures.ts'
import { decodeVideo, videoExtensions } from '../frames/decode-video.ts'
import { mostFrames, tooLong } from '../frames/limits.ts'
import { describeSource } from '../reading/source.ts'
import type { Importer, ReadContext } from './importer.ts'
import { extensionOf, findMedia, mostlyOf, readMedia, type MediaFile } from './media-files.ts'
import { openMedia, type MediaItem } from './media-table.ts'

const animated = ['gif', 'webp']
const extensions = [...pictureExtensions, ...videoExtensions]
/** Of a clip so many pictures are read for a preview. */
const previewedPictures = 4

export const frames: Importer = {
  id: 'frames',
  title: 'Clips (folders of pictures, GIF, WebP, MP4, WebM)',
  extensions: [...animated, ...videoExtensions],
  folders: true,
  matches: ({ source, names }) => (source.directory ? mostlyOf(names, extensions) : frames.extensions.includes(source.extension)),
  passes: 1,
  open: async (sources, context) => {
    const { files, others } = await findMedia(sources, extensions)
    const clips = groupClips(files)
    if (clips.length === 0) fail('import.media-empty', { file: sources[0].name, kind: 'clips', expected: `a folder of pictures per clip in class folders, or GIF, WebP, MP4 or WebM files: ${sources[0].name}/wave/clip1/01.jpg` })
    return openMedia({ role: 'frames', nameColumn: 'clip', shownInPreview: 6, batchSize: 1, read: readClip }, clips, { sources, others }, context)
  },
}

/** Moving files are clips; still pictures of one folder are together one, in the order of the numbers in their names. */
function groupClips(files: MediaFile[]): MediaItem[] {
  const clips = new Map<string, MediaItem>()
  for (const file of files) {
    const extension = extensionOf(file.name)
    const own = videoExtensions.includes(extension) || animated.includes(extension)
    const folder = file.name.split('/').slice(0, -1).join('/')
    const key = own ? file.name : `${folder}/`
    const clip = clips.get(key) ?? { name: own ? file.name : folder || file.name, files: [] }
    clip.files.push(file)
    clips.set(key, clip)
  }
  const inOrder = new Intl.Collator('en', { numeric: true })
  for (const { files: pictures } of clips.values()) pictures.sort((a, b) => inOrder.compare(a.name, b.name))
  return [...clips.values()]
}

async function readClip({ files }: MediaItem, { scope, signal, onBytes, onNote }: ReadContext): Promise<ArrayCell | RejectionReason> {
  if (files.length > mostFrames) return tooLong(`${files.length} frames`, `${mostFrames} frames`)
  const extension = extensionOf(files[0].name)
  if (videoExtensions.includes(extension)) {
    onBytes?.((await describeSource(files[0].path)).bytes)
    return decodeVideo(files[0].path, extension, { signal, onNote, ...(scope === 'beginning' ? { most: previewedPictures } : {}) })
  }
  const contents: Buffer[] = []
  for (const { path } of scope === 'beginning' ? files.slice(0, previewedPictures) : files) {
    signal?.throwIfAborted()
    const bytes = await readMedia(path)
    if ('code' in bytes) return bytes
    onBytes?.(bytes.length)
    contents.push(bytes)
  }
  return animated.includes(extension) && files.length === 1 ? decodeAnimation(contents[0]) : decodePictures(contents, null)
}
