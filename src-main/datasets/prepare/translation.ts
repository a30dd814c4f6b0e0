/** Pairs of texts: both vocabularies are fitted on the training pairs alone. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { textOf, type RoleRow } from '../../../src-shared/domain/cell.ts'
import type { TextPart } from '../../../src-shared/domain/preprocessing.ts'
import type { TokensInput } from '../../../src-shared/domain/prepared.ts'
import type { TranslationExamples, TranslationFitted, TranslationSource } from '../../../src-shared/domain/tasks/translation.ts'
import { describeCell } from '../describe-cell.ts'
import { fitTokens } from '../text/fit.ts'
import { tokenize } from '../text/tokenizers.ts'
import { encode, encodeTokens, vocabularyRows } from '../text/vocabulary.ts'
import { inputCell, type Preparer } from './preparer.ts'

/** Pairs that a model takes along, spread evenly over all: it should stay a few megabytes. */
const mostExamples = 50_000

type SomeRow = Pick<RoleRow, 'cells'>

export const translation: Preparer<'translation'> = {
  fit: (training, { preprocessing, task: { neighbours } }) => {
    if (preprocessing.kind !== 'pairs') return fail('predict.input', { expected: 'pairs' })
    const sources = training.map(sourceText)
    const targets = training.map((row) => textOf(row, 'target'))
    const fitted = (texts: string[], part: TextPart): TokensInput => ({ kind: 'tokens', preprocessing: part, ...fitTokens(texts, part) })
    const source = fitted(preprocessing.shared ? [...sources, ...targets] : sources, preprocessing.source)
    // Shared, the lengths that are allowed may still differ.
    const target = preprocessing.shared ? { ...source, preprocessing: preprocessing.target } : fitted(targets, preprocessing.target)
    const lengths = (input: TokensInput, texts: string[]): number[] => texts.map((text) => tokensOf(input, text).tokens.length)
    const targetLengths = lengths(target, targets)
    const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0)
    return {
      task: 'translation', source, target, shared: preprocessing.shared,
      longestTarget: targetLengths.reduce((most, one) => Math.max(most, one), 1),
      targetsPerSource: sum(targetLengths) / sum(lengths(source, sources)),
      examples: neighbours > 0 ? examplesOf(source, target, sources, targets) : { sources: [], targets: [] },
    }
  },

  part: (fitted, rows) => {
    const targets = rows.map((row) => tokensOf(fitted.target, textOf(row, 'target')))
    return {
      sources: rows.map((row) => sourceOf(fitted, sourceText(row))),
      targets: targets.map(({ tokens }) => tokens),
      cut: Uint8Array.from(targets, ({ cut }) => (cut ? 1 : 0)),
      sourceTexts: rows.map(sourceText),
      targetTexts: rows.map((row) => textOf(row, 'target')),
      indices: Int32Array.from(rows, ({ index }) => index),
    }
  },

  encode: (fitted, row) => {
    const text = sourceText(row)
    return { task: 'translation', text, ...sourceOf(fitted, text), pieces: encode(fitted.source, text).pieces }
  },

  describe: (_fitted, row) => describeCell(inputCell(row, 'source')),
}

/** Pairs whose target was cut are left out: where they end is not known. */
function examplesOf(source: TokensInput, target: TokensInput, sources: string[], targets: string[]): TranslationExamples {
  const every = Math.ceil(sources.length / mostExamples)
  const pairs = sources.flatMap((text, position) => {
    const written = position % every === 0 ? tokensOf(target, targets[position]) : null
    return !written || written.cut ? [] : [{ source: encode(source, text).tokens.join(' '), target: written.tokens.join(' ') }]
  })
  return { sources: pairs.map((pair) => pair.source), targets: pairs.map((pair) => pair.target) }
}

/** A list of words is read as the text that they make. */
function sourceText(row: SomeRow): string {
  const cell = inputCell(row, 'source')
  return typeof cell === 'string' ? cell : Array.isArray(cell) ? cell.join(' ') : fail('predict.input', { expected: 'source' })
}

/** Rows of the vocabulary; a text without any token is one unknown token. */
function tokensOf({ preprocessing, vocabulary, merges }: TokensInput, text: string): { tokens: Int32Array; cut: boolean } {
  const all = tokenize(text, preprocessing, merges)
  return { tokens: encodeTokens(all, vocabularyRows(vocabulary), preprocessing.maximumLength), cut: all.length > preprocessing.maximumLength }
}

/** Kept without the pieces that the vocabulary holds: a million sentences must fit. */
function sourceOf({ source }: TranslationFitted, text: string): TranslationSource {
  const { tokens, pieces } = encode(source, text)
  return { source: tokens, unknown: pieces.filter(({ known }) => !known).map(({ token }) => token) }
}
