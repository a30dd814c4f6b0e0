/**
 * Words, frames or steps of a series with a tag each. Tags are converted to the scheme that is learned, which repairs those out of
 * order; every type gets all prefixes of the scheme, so that no part can bring a tag that the network has no output for.
 */
import { fail } from '../../../src-shared/contract/errors.ts'
import { isArrayCell, type Cell, type RoleRow } from '../../../src-shared/domain/cell.ts'
import { splitNames, type SplitName } from '../../../src-shared/domain/dataset.ts'
import { outside, splitTag } from '../../../src-shared/domain/entities.ts'
import type { Input } from '../../../src-shared/domain/prepared.ts'
import { inputRoles } from '../../../src-shared/domain/preprocessing.ts'
import { convertTags, joinTag, prefixesOf, type TagScheme } from '../../../src-shared/domain/tag-schemes.ts'
import type { TaggingEncoded, TaggingFitted, TaggingPart } from '../../../src-shared/domain/tasks/tagging.ts'
import { describeCell } from '../describe-cell.ts'
import { encodeCell, fitInput, inputRole } from '../inputs/index.ts'
import { encodeWords, fitWords, loadVectors, vectorsOf, wordsIn } from '../inputs/words.ts'
import { compareLabels } from '../labels.ts'
import { detectTagScheme } from '../text/tag-schemes.ts'
import { inputCell, type Preparer } from './preparer.ts'

type SomeRow = Pick<RoleRow, 'cells'>

const roleOf = ({ input }: TaggingFitted) => (input.kind === 'words' ? 'tokens' : inputRole(input))

export const tagging: Preparer<'tagging'> = {
  load: (rows, { preprocessing }) =>
    preprocessing.kind === 'words' ? loadVectors(preprocessing, rows.map((row) => wordsIn(inputCell(row, 'tokens'), 'whitespace'))) : Promise.resolve(null),

  fit: (training, { preprocessing, task }, { rows, loaded }) => {
    const all = rows.map(tagsOf)
    const written = detectTagScheme(all)
    const scheme = written === 'none' ? 'none' : task.scheme
    return {
      task: 'tagging',
      input:
        preprocessing.kind === 'words'
          ? fitWords(training.map((row) => wordsIn(inputCell(row, 'tokens'), 'whitespace')), preprocessing, loaded ?? null)
          : inputOfSteps(fitInput(training.map((row) => inputCell(row, inputRoles[preprocessing.kind])), preprocessing)),
      tags: tagSet(all, scheme),
      scheme,
      written,
    }
  },

  part: partOf,

  parts: (fitted, rows, split, loaded) => {
    const parts = splitNames.map((name): [SplitName, TaggingPart] => [name, partOf(fitted, split[name].map((position) => rows[position]))])
    const prepared = Object.fromEntries(parts) as Record<SplitName, TaggingPart>
    if (loaded && fitted.input.kind === 'words') prepared.train.vectors = vectorsOf(fitted.input, loaded)
    return prepared
  },

  encode: (fitted, row) => encodeRow(fitted, row),
  describe: (fitted, row) => describeCell(inputCell(row, roleOf(fitted))),
}

function inputOfSteps(input: Input): Exclude<Input, { kind: 'tokens' }> {
  return input.kind === 'tokens' ? fail('predict.input', { expected: 'words, a series or a clip' }) : input
}

function tagsOf({ cells }: SomeRow): string[] {
  const cell = inputCell({ cells }, 'tags')
  return Array.isArray(cell) ? cell : fail('predict.input', { expected: 'tags' })
}

/** O first where it occurs, then type by type. */
function tagSet(sequences: readonly (readonly string[])[], scheme: TagScheme): string[] {
  const seen = new Set(sequences.flat())
  const ordered = [...(seen.has(outside) ? [outside] : []), ...[...seen].filter((tag) => tag !== outside).sort(compareLabels)]
  if (scheme === 'none') return ordered
  const types = [...new Set(ordered.filter((tag) => tag !== outside).map((tag) => splitTag(tag).type))]
  return [...ordered.filter((tag) => tag === outside), ...types.flatMap((type) => prefixesOf(scheme).map((prefix) => joinTag(prefix, type)))]
}

function partOf(fitted: TaggingFitted, rows: readonly RoleRow[]): TaggingPart {
  const known = new Map(fitted.tags.map((tag, place) => [tag, place]))
  const items = rows.map((row) => encodeRow(fitted, row))
  const read = rows.map((row, index) => {
    const tags = tagsOf(row)
    const steps = lengthOf(inputCell(row, roleOf(fitted)))
    if (tags.length !== steps) fail('evaluate.tags-count', { row: row.index + 1, tags: tags.length, steps })
    const unknown = tags.find((tag) => !isKnown(known, tag, fitted.scheme))
    if (unknown !== undefined) fail('evaluate.label-unknown', { label: unknown, row: row.index + 1, labels: knownTypes(fitted).join(', ') })
    return Array.from(items[index].places, (place) => tags[place])
  })
  return {
    items,
    tags: read.map((tags) => Int32Array.from(convertTags(tags, fitted.scheme), (tag) => known.get(tag) ?? 0)),
    gold: read.map((tags) => convertTags(tags, fitted.written)),
    indices: Int32Array.from(rows, ({ index }) => index),
  }
}

/** In whatever scheme the tag is written, its type must be known. */
function isKnown(known: ReadonlyMap<string, number>, tag: string, scheme: TagScheme): boolean {
  return known.has(tag) || (scheme !== 'none' && tag !== outside && prefixesOf(scheme).some((prefix) => known.has(joinTag(prefix, splitTag(tag).type))))
}

/** What a person would look for in the data: types of entities, or the plain tags. */
const knownTypes = ({ tags, scheme }: TaggingFitted): string[] =>
  scheme === 'none' ? tags : [...new Set(tags.map((tag) => (tag === outside ? outside : splitTag(tag).type || splitTag(tag).prefix)))]

const lengthOf = (cell: Cell): number => (isArrayCell(cell) ? cell.shape[0] : cell.length)

function encodeRow(fitted: TaggingFitted, row: SomeRow): TaggingEncoded {
  const cell = inputCell(row, roleOf(fitted))
  const { input } = fitted
  if (input.kind === 'words') {
    const words = wordsIn(cell, input.splitting)
    return { task: 'tagging', sequence: encodeWords(input, words), words, places: Int32Array.from(words, (_, place) => place) }
  }
  const { sequence, steps } = encodeCell(input, cell)
  return { task: 'tagging', sequence, words: [], places: placesOf(input, steps) }
}

/** Which steps of the cell are read: differences begin with the second, of a clip every n-th frame is kept. */
function placesOf(input: Exclude<TaggingFitted['input'], { kind: 'words' }>, steps: number): Int32Array {
  const every = input.kind === 'frames' ? input.preprocessing.everyFrames : 1
  const from = input.kind === 'series' && input.preprocessing.differencing ? 1 : 0
  return Int32Array.from({ length: steps }, (_, step) => from + step * every)
}
