/** What translations are worth beside the true ones, and the nats of the true ones. */
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import type { TranslationOptions, TranslationPart } from '../../../../src-shared/domain/tasks/translation.ts'
import * as tf from '@tensorflow/tfjs-core'
import { sentenceBleu } from '../../metrics/bleu.ts'
import { suitingBleuTokenizer } from '../../metrics/bleu-tokens.ts'
import type { Scored } from '../../metrics/bootstrap.ts'
import { scoredTranslations } from '../../metrics/sequence-pairs.ts'
import { giveWay, type Scoring } from '../task.ts'
import { createPairBatch, evaluationOrder } from './batches.ts'
import { translate } from './decode.ts'
import type { Translator } from './model.ts'
import { translationText } from './texts.ts'

/** More pairs than this are not written out: figures are then of a sample, evenly spread. */
const mostTexts = 5000
const shownExamples = 50

/** Rows of the part that are written out, ascending; all where there are not more than `most`. */
export function chosenRows(part: TranslationPart, most = mostTexts): Int32Array {
  const rows = part.targets.length
  const count = Math.min(rows, most)
  return Int32Array.from({ length: count }, (_, place) => Math.floor((place * rows) / Math.max(1, count)))
}

/** Nats of each target with its end, and its tokens. */
async function lossesOf(model: Translator, part: TranslationPart): Promise<{ nats: Float64Array; tokens: Float64Array }> {
  const nats = new Float64Array(part.targets.length)
  const tokens = new Float64Array(part.targets.length)
  for (const positions of evaluationOrder(part, model.fitted.target.vocabulary.length)) {
    const batch = createPairBatch(part, positions)
    const losses = tf.tidy(() => model.losses(batch).losses.dataSync<'float32'>())
    positions.forEach((position, row) => {
      for (let step = 0; step < batch.lengths[row]; step++) {
        nats[position] += losses[row * batch.steps + step]
        if (batch.labels[row * batch.steps + step] >= 0) tokens[position]++
      }
    })
    await giveWay()
  }
  return { nats, tokens }
}

/** The texts of these rows of the part, best first of each. */
export async function textsOf(model: Translator, part: TranslationPart, rows: Int32Array, options: TranslationOptions): Promise<string[]> {
  const sources = Array.from(rows, (row) => part.sources[row])
  const translations = await translate(model, sources, options)
  return translations.map(([best], place) => translationText(model.fitted, sources[place], best))
}

/** Texts against the true ones of those rows; the tokeniser suits all of the part, so that every method is measured alike. */
export function scoredTexts(part: TranslationPart, rows: Int32Array, texts: readonly string[]): Scored {
  return scoredTranslations(texts, Array.from(rows, (row) => part.targetTexts[row]), suitingBleuTokenizer(part.targetTexts))
}

/** The figures of `rows`, written out with `options`; `everyLoss`: the loss is over all rows, which are then what is counted. */
export async function scoreTranslations(model: Translator, part: TranslationPart, rows: Int32Array, options: TranslationOptions, everyLoss = false): Promise<Scoring> {
  const measured = everyLoss || rows.length === part.targets.length ? part : partOf(part, rows)
  const { nats, tokens } = await lossesOf(model, measured)
  const texts = await textsOf(model, part, rows, options)
  const translations = scoredTexts(part, rows, texts)
  const lossOf = (sample: Int32Array): { loss: number; perplexity: number } => {
    const loss = sample.reduce((sum, unit) => sum + nats[unit], 0) / Math.max(1, sample.reduce((sum, unit) => sum + tokens[unit], 0))
    return { loss, perplexity: Math.exp(loss) }
  }
  return {
    scored: everyLoss ? atEpoch(measured.targets.length, translations, lossOf) : { units: rows.length, metrics: (sample) => ({ ...lossOf(sample), ...translations.metrics(sample) }) },
    panels: () => [worst(part, rows, texts)],
  }
}

/** After an epoch nothing is resampled: the loss of all rows beside the figures of those that were written out. */
function atEpoch(units: number, translations: Scored, lossOf: (sample: Int32Array) => { loss: number; perplexity: number }): Scored {
  const written = Int32Array.from({ length: translations.units }, (_, unit) => unit)
  return { units, metrics: (sample) => ({ ...lossOf(sample), ...(written.length > 0 ? translations.metrics(written) : {}) }) }
}

function partOf(part: TranslationPart, rows: Int32Array): TranslationPart {
  const take = <Item>(items: ArrayLike<Item>): Item[] => Array.from(rows, (row) => items[row])
  return {
    sources: take(part.sources), targets: take(part.targets), cut: Uint8Array.from(take(part.cut)),
    sourceTexts: take(part.sourceTexts), targetTexts: take(part.targetTexts), indices: Int32Array.from(take(part.indices)),
  }
}

/** `score`: what is missing of a sentence's BLEU of 100. */
function worst(part: TranslationPart, rows: Int32Array, texts: readonly string[]): Panel {
  const tokenizer = suitingBleuTokenizer(part.targetTexts)
  const items = Array.from(rows, (row, place) => ({
    index: part.indices[row], input: part.sourceTexts[row], truth: part.targetTexts[row], answer: texts[place],
    score: texts[place].trim() === part.targetTexts[row].trim() ? 0 : 100 - sentenceBleu(texts[place], part.targetTexts[row], tokenizer),
  }))
  return { kind: 'examples', code: 'worst', title: 'Worst translations', items: items.sort((one, other) => other.score - one.score).slice(0, shownExamples) }
}
