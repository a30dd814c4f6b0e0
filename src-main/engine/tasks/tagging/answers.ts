/** Tags as an answer: words with their tags, and the spans that they spell. */
import { entitiesOf, outside, splitTag, type Entity } from '../../../../src-shared/domain/entities.ts'
import type { TaggingAnswer, TaggingEncoded } from '../../../../src-shared/domain/tasks/tagging.ts'
import type { Tagger } from './model.ts'
import { createSpanProbability, tagItems } from './tags.ts'

const unknownRow = 1
/** Scripts that put no space between words. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u

/** Words as a text: spaces between them but where their script has none. */
export function joinWords(words: readonly string[]): string {
  return words.reduce((text, word, place) => (place === 0 ? word : text + (unspaced.test(word) && unspaced.test(words[place - 1]) ? '' : ' ') + word), '')
}

/** Entities of a scheme; of plain tags on series and clips, the stretches of one tag; parts of speech have none. */
export function spansOf(tags: readonly string[], written: Tagger['fitted']['written'], ofWords: boolean): Entity[] {
  if (written !== 'none') return entitiesOf(tags)
  if (ofWords) return []
  const spans: Entity[] = []
  tags.forEach((tag, step) => {
    const last = spans.at(-1)
    if (tag === outside) return
    if (last?.end === step && last.type === tag) last.end = step + 1
    else spans.push({ type: tag, start: step, end: step + 1 })
  })
  return spans
}

/** Tags that would make a span of this type longer, if they came behind it. */
function continuations({ tags, scheme }: Tagger['fitted'], type: string): number[] {
  if (scheme === 'none') return tags.flatMap((tag, row) => (tag === type ? [row] : []))
  return tags.flatMap((tag, row) => {
    const { prefix, type: own } = splitTag(tag)
    return own === type && (prefix === 'I' || prefix === 'E') ? [row] : []
  })
}

export async function answerTags(model: Tagger, inputs: readonly TaggingEncoded[]): Promise<TaggingAnswer[]> {
  const { fitted } = model
  const ofWords = fitted.input.kind === 'words'
  const tagged = await tagItems(model, inputs, { keepEmissions: true })
  const probability = createSpanProbability(model)
  return inputs.map(({ words, sequence, places }, index) => {
    const own = tagged[index]
    return {
      task: 'tagging',
      tokens: own.written.map((tag, step) => ({ token: words[step] ?? '', step: places[step], tag, probability: own.confidence[step], known: !ofWords || sequence[step] !== unknownRow })),
      spans: spansOf(own.written, fitted.written, ofWords).map(({ type, start, end }) => ({
        start, end, type, text: joinWords(words.slice(start, end)), probability: probability(own, start, end, continuations(fitted, type)),
      })),
    }
  })
}
