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
  'file-binary': 'it is not a text file: it looks like {kind}',
  'file-encoding': 'it is not valid {encoding} (line {line}, byte {offset})',
  'file-too-long': 'it is larger than {limit}',
  'series': 'the series cannot be read: {reason}',
  'media': 'it cannot be decoded: {reason}',
  'media-too-large': 'it holds {found}, more than {limit}',
  'media-codec': 'it is {codec}, which Seqbench does not decode: convert it to {instead}',
  'sidecar-missing': '{table} has no row for it',
  'sidecar-file': 'there is no file {path}',
} as const satisfies Record<string, string>

export type RejectionCode = keyof typeof rejectionTable

export interface RejectionReason {
  code: RejectionCode
  details: Record<string, string | number>
}

export function describeRejection({ code, details }: RejectionReason): string {
  return fillTemplate(rejectionTable[code], details)
}
