/** Sequence classification: sentiment, language, topic, gestures, spoken words: one class for a whole sequence. */
import { argmax, softmax } from '../../metrics/outcome.ts'
import { defineTask } from '../define-task.ts'
import { createClassifier } from './model.ts'
import { scoreLogits } from './scoring.ts'
import { scoreSequences } from './scores.ts'
import { openClassification } from './session.ts'

export const classification = defineTask('classification', {
  createModel: (config, fitted, random) => {
    const model = createClassifier(config, fitted, random)
    const outputs = (inputs: readonly { sequence: Int32Array | Float32Array }[]): Promise<Float32Array[]> => scoreSequences(model, inputs.map(({ sequence }) => sequence))
    return {
      parameters: model.parameters,
      answer: async (inputs) => {
        const scores = await outputs(inputs)
        return inputs.map(({ pieces }, row) => {
          const probabilities = softmax(scores[row])
          return { task: 'classification', label: fitted.labels[argmax(probabilities)], labels: fitted.labels, probabilities, tokens: pieces }
        })
      },
      score: async (part) => scoreLogits(part, await scoreSequences(model, part.sequences), fitted.labels),
      outputs,
      dispose: () => model.dispose(),
    }
  },
  open: openClassification,
})
