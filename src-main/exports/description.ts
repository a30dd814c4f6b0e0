/** model.json: everything but the weights that is needed to use an export, readable by people and programs. */
import { pythonWordPattern } from './examples.ts'
import type { ExportableModel } from './model.ts'
import type { Fitted } from '../../src-shared/domain/tasks/index.ts'

export function describeModel({ config, fitted, parameters }: ExportableModel): string {
  const description = {
    format: 'seqbench-model',
    version: 1,
    name: config.name,
    task: config.task,
    model: config.model,
    ...textClassifierParts(fitted),
    ...('calibration.thresholds' in parameters ? { thresholds: Array.from(parameters['calibration.thresholds'].data) } : {}),
    fitted,
  }
  return `${JSON.stringify(description, null, 2)}\n`
}

/** What the Python programs read, for the models that they can run. */
function textClassifierParts(fitted: Fitted): object {
  if (fitted.task !== 'classification' || fitted.input.kind !== 'tokens') return {}
  return {
    preprocessing: fitted.input.preprocessing,
    tokenizerPattern: pythonWordPattern,
    vocabulary: fitted.input.vocabulary,
    labels: fitted.labels,
    inputs: { tokens: 'int64 [batch, steps], rows of the vocabulary, 0 beyond the length', lengths: 'int32 [batch]' },
    outputs: { logits: 'float32 [batch, classes]', probabilities: 'float32 [batch, classes]' },
  }
}
