/** One answer for a whole sequence: sentiment, language, topic, gestures, spoken words; several topics at once; stars; a number. */
import type { ClassificationAnswer, ClassificationEncoded } from '../../../../src-shared/domain/tasks/classification.ts'
import { defineTask } from '../define-task.ts'
import { createClassifier } from './model.ts'
import { scoreSequences, scoreSteps } from './scores.ts'
import { openClassification } from './session.ts'

/** Steps are told for so many inputs of one question: a person looks at one. */
const steppedInputs = 4

export const classification = defineTask('classification', {
  createModel: (config, fitted, random) => {
    const model = createClassifier(config, fitted, random)
    const { target, context } = model

    async function stepsOf(inputs: readonly ClassificationEncoded[]): Promise<ClassificationAnswer['steps'][]> {
      if (fitted.input.kind === 'tokens' || fitted.target === 'number' || inputs.length > steppedInputs) return inputs.map(() => null)
      const calibration = model.calibration()
      const found = await scoreSteps(model, inputs.map(({ sequence }) => sequence))
      return found.map(({ at, logits }) => ({ at, probabilities: logits.map((own) => target.probabilities(own, calibration, context)) }))
    }

    return {
      parameters: model.parameters,
      answer: async (inputs) => {
        const calibration = model.calibration()
        const logits = await scoreSequences(model, inputs.map(({ sequence }) => sequence))
        const steps = await stepsOf(inputs)
        return inputs.map(({ pieces }, row) => ({ task: 'classification', target: fitted.target, ...target.answer(logits[row], calibration, context), tokens: pieces, steps: steps[row] }))
      },
      score: async (part) => target.score(await scoreSequences(model, part.sequences), part, model.calibration(), context),
      // As they are read: the temperature is in them, and in the weights of an export.
      outputs: async (inputs) => {
        const { temperature } = model.calibration()
        return (await scoreSequences(model, inputs.map(({ sequence }) => sequence))).map((logits) => logits.map((value) => value / temperature))
      },
      dispose: () => model.dispose(),
    }
  },
  open: openClassification,
})
