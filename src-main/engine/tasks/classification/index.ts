/** Sequence classification: sentiment, language, topic, the gender of a name: one class for a whole sequence. */
import { classificationMetrics, createEvaluation } from '../../metrics/index.ts'
import { createOutcome } from '../../metrics/outcome.ts'
import type { Task } from '../task.ts'
import { createClassifier } from './model.ts'
import { scoreSequences } from './scores.ts'
import { openClassification } from './session.ts'

export const classification: Task = {
  kind: 'classification',
  headline: 'accuracy',
  metrics: classificationMetrics,
  createModel: (config, fitted, random) => {
    const model = createClassifier(config, fitted, random)
    return { parameters: model.parameters, logits: (tokens) => scoreSequences(model, tokens), dispose: () => model.dispose() }
  },
  open: openClassification,
  evaluation: (split, labels, logits, fitted) => createEvaluation(split, createOutcome(labels, logits, fitted.labels.length), fitted.labels),
}
