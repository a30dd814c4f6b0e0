/** Transcription: what is said in a recording, written down with the time of every symbol. */
import { defineTask } from '../define-task.ts'
import { answerOf } from './answers.ts'
import { logProbabilitiesOf, transcribe } from './decoding.ts'
import { createTranscriber } from './model.ts'
import { scoreTranscripts } from './scoring.ts'
import { openTranscription } from './session.ts'

const usualAlternatives = 3

export const transcription = defineTask('transcription', {
  createModel: (config, fitted, random) => {
    const model = createTranscriber(config, fitted, random)
    return {
      parameters: model.parameters,
      answer: async (inputs, { transcription: options = {} }) => {
        const decoding = { ...config.task, alternatives: usualAlternatives, ...options }
        const { heard } = await transcribe(model, fitted, { sequences: inputs.map(({ sequence }) => sequence) }, decoding)
        return heard.map((own, place) => answerOf(fitted, own, inputs[place].seconds))
      },
      score: async (part) => {
        const { heard, losses } = await transcribe(model, fitted, part, { ...config.task, alternatives: 1 })
        return scoreTranscripts(fitted, part, heard.map(({ text }) => text), losses)
      },
      outputs: (inputs) => logProbabilitiesOf(model, inputs.map(({ sequence }) => sequence)),
      dispose: () => model.dispose(),
    }
  },
  open: openTranscription,
})
