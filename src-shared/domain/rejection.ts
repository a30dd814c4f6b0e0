/** The one table of reasons why a row is left out of a dataset: code -> what is wrong with it, with {placeholders}. */
import { fillTemplate } from '../contract/errors.ts'

export const rejectionTable = {
  'ragged': '{found} fields where {expected} were expected',
  'empty-text': 'the text is empty',
  'empty-label': 'the label is empty',
  'quote-unclosed': 'a quote is opened and never closed',
  'quote-misplaced': 'a quote closes in the middle of a field',
  'nul': 'it holds a NUL byte',
  'lone-surrogate': 'it holds half a character (a lone surrogate)',
  'json': 'it is not a JSON object: {reason}',
  'list': 'the list in {column} is of another kind than those of the other rows',
  'file-binary': 'it is not a text file: it looks like {kind}',
  'file-encoding': 'it is not valid {encoding} (line {line}, byte {offset})',
  'file-too-long': 'it is larger than {limit}',
  'series': 'the series cannot be read: {reason}',
  'media': 'it cannot be decoded: {reason}',
  'media-too-large': 'it holds {found}, more than {limit}',
  'clip-too-long': 'it holds {found}, more than {limit}: cut it into shorter clips, or keep fewer frames a second (ffmpeg -i clip.mp4 -r 10 shorter.mp4)',
  'media-codec': 'it is {codec}, which Seqbench does not decode: convert it to {instead}',
  'media-window': 'it is video with {codec}, and Electron, which decodes it, does not run here ({reason}): make it run, or convert the video to {instead}',
  'sidecar-missing': '{table} has no row for it',
  'sidecar-file': 'there is no file {path}',
  'empty-source': 'the source text is empty',
  'empty-target': 'the target text is empty',
  'empty-transcript': 'the transcript is empty',
  'empty-tokens': 'the list of words is empty',
  'empty-array': 'it has no time step',
  'empty-tag': 'a tag is empty',
  'tags-count': '{tags} tags for {steps} words or steps',
  'not-a-number': '{value} in column {column} is not a number',
  'time-unreadable': '{value} in {column} is not a time like the others',
  'wrong-cell': 'it holds no {expected} where one was expected',
  'duplicate': 'it repeats an earlier row',
} as const satisfies Record<string, string>

export type RejectionCode = keyof typeof rejectionTable

export interface RejectionReason {
  code: RejectionCode
  details: Record<string, string | number>
}

export function describeRejection({ code, details }: RejectionReason): string {
  return fillTemplate(rejectionTable[code], details)
}
