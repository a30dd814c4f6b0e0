/** Translation: any sequence into another. */
import type { AnswerOf } from '../../../../src-shared/domain/tasks/index.ts'
import type { TranslationFitted, TranslationEncoded } from '../../../../src-shared/domain/tasks/translation.ts'
import { defineTask } from '../define-task.ts'
import { translate, type Translation } from './decode.ts'
import { createTranslator } from './model.ts'
import { probeLogits } from './outputs.ts'
import { chosenRows, scoreTranslations } from './scoring.ts'
import { openTranslation, usualOptions } from './session.ts'
import { textOfTokens, writtenTokens } from './texts.ts'

/** Translations that are shown beside the best where nobody says how many. */
const usualBest = 3

export const translation = defineTask('translation', {
  createModel: (config, fitted, random) => {
    const model = createTranslator(config, fitted, random)
    const usual = usualOptions(config.task)
    return {
      parameters: model.parameters,
      answer: async (inputs, { translation: asked = {} }) => {
        const beams = asked.beams ?? Math.max(usual.beams, asked.best ?? 1)
        const best = Math.min(asked.best ?? usualBest, beams)
        const translations = await translate(model, inputs, { beams, best, lengthPenalty: asked.lengthPenalty ?? usual.lengthPenalty, neighbours: asked.neighbours ?? usual.neighbours })
        return inputs.map((input, place) => answerOf(fitted, input, translations[place]))
      },
      score: (part) => scoreTranslations(model, part, chosenRows(part), usual),
      outputs: (inputs) => probeLogits(model, inputs),
      dispose: () => model.dispose(),
    }
  },
  open: openTranslation,
})

function answerOf(fitted: TranslationFitted, input: TranslationEncoded, translations: readonly Translation[]): AnswerOf<'translation'> {
  const hypotheses = translations.map((own) => {
    const tokens = writtenTokens(fitted, input, own)
    const { score, logProbability, finished, attention } = own
    return { text: textOfTokens(fitted, tokens), tokens, score, logProbability, finished, attention: attention.map((weights) => Array.from(weights)) }
  })
  return { task: 'translation', text: hypotheses[0].text, tokens: input.pieces, hypotheses }
}
