/** Tagging: names in sentences, parts of speech, states of a series, what happens in each frame of a clip. */
import { defineTask } from '../define-task.ts'
import { answerTags } from './answers.ts'
import { createTagger } from './model.ts'
import { scoreTags } from './scoring.ts'
import { openTagging } from './session.ts'
import { tagItems } from './tags.ts'

export const tagging = defineTask('tagging', {
  createModel: (config, fitted, random) => {
    const model = createTagger(config, fitted, random)
    return {
      parameters: model.parameters,
      answer: (inputs) => answerTags(model, inputs),
      score: async (part) => scoreTags(fitted, part, await tagItems(model, part.items, part)),
      // Emissions [T, K]; a CRF's transitions are beside them in an export.
      outputs: async (inputs) => (await tagItems(model, inputs, { keepEmissions: true })).map(({ emissions }) => emissions ?? new Float32Array()),
      dispose: () => model.dispose(),
    }
  },
  open: openTagging,
})
