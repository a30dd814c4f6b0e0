/** Pictures of a tagger's mistakes: by type, type for type, and the sentences with most of them. */
import { entitiesOf, outside, type Entity } from '../../../../src-shared/domain/entities.ts'
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import type { TaggingFitted, TaggingPart } from '../../../../src-shared/domain/tasks/tagging.ts'
import { joinWords, spansOf } from './answers.ts'

const shownExamples = 50
/** A matrix of more types than this is no picture: the most frequent are kept. */
const shownTypes = 40

/** A true thing and what was told in its place; an empty list of either where there is none. */
interface Pair { truth: string; answer: string; exact: boolean }

type Tags = readonly string[]

export function taggingPanels(fitted: TaggingFitted, part: TaggingPart, predicted: readonly Tags[]): Panel[] {
  const pairs = part.gold.flatMap((gold, index) => pairsOf(fitted, gold, predicted[index]))
  const types = [...new Set(pairs.flatMap(({ truth, answer }) => [truth, answer]))].filter((type) => type !== outside).sort()
  const counts = countsOf(pairs)
  return [byType(counts, types), confusion(pairs, counts, types), worst(fitted, part, predicted)]
}

/** Entities beside those told in their place: with the same ends, else overlapping; of plain tags, step by step. */
function pairsOf({ written }: TaggingFitted, gold: Tags, predicted: Tags): Pair[] {
  if (written === 'none') return gold.map((truth, step) => ({ truth, answer: predicted[step], exact: truth === predicted[step] }))
  const [truths, answers] = [entitiesOf(gold), entitiesOf(predicted)]
  const used = new Set<Entity>()
  const sameEnds = (one: Entity, other: Entity): boolean => one.start === other.start && one.end === other.end
  const overlaps = (one: Entity, other: Entity): boolean => one.start < other.end && other.start < one.end
  const found = truths.map((truth): Pair => {
    const answer = answers.find((one) => sameEnds(one, truth)) ?? answers.find((one) => !used.has(one) && overlaps(one, truth))
    if (answer) used.add(answer)
    return { truth: nameOf(truth.type), answer: answer ? nameOf(answer.type) : outside, exact: answer !== undefined && sameEnds(answer, truth) && answer.type === truth.type }
  })
  return [...found, ...answers.filter((answer) => !used.has(answer)).map(({ type }) => ({ truth: outside, answer: nameOf(type), exact: false }))]
}

/** Entities of data without types are one type. */
const nameOf = (type: string): string => (type === '' ? 'entity' : type)

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

interface Counts { precision: number; recall: number; f1: number; support: number; predicted: number }

/** Of every type, O among them. */
function countsOf(pairs: readonly Pair[]): Map<string, Counts> {
  const sums = new Map<string, { support: number; predicted: number; right: number }>()
  const of = (type: string) => {
    const known = sums.get(type) ?? { support: 0, predicted: 0, right: 0 }
    sums.set(type, known)
    return known
  }
  for (const { truth, answer, exact } of pairs) {
    of(truth).support += 1
    of(answer).predicted += 1
    if (exact) of(truth).right += 1
  }
  return new Map([...sums].map(([type, { support, predicted, right }]) => [type, { precision: ratio(right, predicted), recall: ratio(right, support), f1: ratio(2 * right, support + predicted), support, predicted }]))
}

function byType(counts: Map<string, Counts>, types: readonly string[]): Panel {
  const share = (name: string) => ({ name, format: 'share' as const })
  const integer = (name: string) => ({ name, format: 'integer' as const })
  return {
    kind: 'table', code: 'byType', title: 'By type',
    columns: [{ name: 'Type', format: 'text' }, share('Precision'), share('Recall'), share('F1'), integer('True'), integer('Predicted')],
    rows: types.flatMap((type) => {
      const own = counts.get(type)
      return own ? [[type, own.precision, own.recall, own.f1, own.support, own.predicted]] : []
    }),
  }
}

/** The last row and column, O: found where nothing is, and missed. */
function confusion(pairs: readonly Pair[], counts: Map<string, Counts>, types: readonly string[]): Panel {
  const supportOf = (type: string): number => counts.get(type)?.support ?? 0
  const frequent = new Set(types.toSorted((one, other) => supportOf(other) - supportOf(one)).slice(0, shownTypes))
  const labels = [...types.filter((type) => frequent.has(type)), ...(counts.has(outside) ? [outside] : [])]
  const places = new Map(labels.map((label, place) => [label, place]))
  const matrix = labels.map(() => labels.map(() => 0))
  for (const { truth, answer } of pairs) {
    const [row, column] = [places.get(truth), places.get(answer)]
    if (row !== undefined && column !== undefined) matrix[row][column] += 1
  }
  const perLabel = [...frequent].sort().flatMap((label) => {
    const own = counts.get(label)
    return own ? [{ label, precision: own.precision, recall: own.recall, f1: own.f1, support: own.support }] : []
  })
  return { kind: 'confusion', code: 'typeConfusion', title: 'Types told for types', labels, matrix, perLabel }
}

/** Sentences with most wrong spans; of equally many the one with the greater share. */
function worst(fitted: TaggingFitted, { items, gold, indices }: TaggingPart, predicted: readonly Tags[]): Panel {
  const ofWords = fitted.input.kind === 'words'
  const spansIn = (tags: Tags): Entity[] => (fitted.written === 'none' && ofWords ? tags.map((type, start) => ({ type, start, end: start + 1 })) : spansOf(tags, fitted.written, ofWords))
  const key = ({ type, start, end }: Entity): string => `${start} ${end} ${type}`
  const judged = items.flatMap((item, index) => {
    const [truths, answers] = [spansIn(gold[index]), spansIn(predicted[index])]
    const [trueKeys, toldKeys] = [new Set(truths.map(key)), new Set(answers.map(key))]
    const missed = truths.filter((span) => !toldKeys.has(key(span)))
    const invented = answers.filter((span) => !trueKeys.has(key(span)))
    const score = missed.length + invented.length
    return score === 0 ? [] : [{ item, index, missed, invented, score, share: score / (truths.length + answers.length) }]
  })
  const describe = (words: readonly string[], spans: readonly Entity[]): string =>
    spans.map(({ type, start, end }) => `${nameOf(type)}: ${words.length > 0 ? joinWords(words.slice(start, end)) : `${start + 1} to ${end}`}`).join('; ') || '-'
  return {
    kind: 'examples', code: 'worstTagged', title: 'Sentences with most wrong spans',
    items: judged.sort((one, other) => other.score - one.score || other.share - one.share).slice(0, shownExamples).map(({ item: { words, places }, index, missed, invented, score }) => ({
      index: indices[index], input: words.length > 0 ? joinWords(words) : `${places.length} steps`, truth: describe(words, missed), answer: describe(words, invented), score,
    })),
  }
}
