/** Generation: text that goes on from a prompt. */
import { defineTask } from '../define-task.ts'
import { createLanguageModel } from './model.ts'
import { logitsOfTexts } from './outputs.ts'
import { measuredPart, natsOf, scoreNats } from './scoring.ts'
import { openGeneration } from './session.ts'
import { write } from './write.ts'

export const generation = defineTask('generation', {
  createModel: (config, fitted, random) => {
    const model = createLanguageModel(config, fitted, random)
    return {
      parameters: model.parameters,
      answer: async (inputs, { generation: options = {} }) => {
        const answers = []
        for (const input of inputs) answers.push(await write(model, fitted, input, options, () => undefined))
        return answers
      },
      write: (input, { generation: options = {} }, push, signal) => write(model, fitted, input, options, push, signal),
      score: async (part) => {
        const measured = measuredPart(fitted, part)
        return scoreNats(await natsOf(model, fitted, measured), fitted, measured)
      },
      outputs: (inputs) => logitsOfTexts(model, inputs),
      dispose: () => model.dispose(),
    }
  },
  open: openGeneration,
})
