/** What an exporter needs of a finished model; the engine's model file provides it. */
import type { Config } from '../../src-shared/domain/config.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import type { ExportFormat } from '../../src-shared/domain/export.ts'
import type { TokensInput } from '../../src-shared/domain/prepared.ts'
import type { ClassificationFitted } from '../../src-shared/domain/tasks/classification.ts'
import type { Encoded, Fitted } from '../../src-shared/domain/tasks/index.ts'

export interface NamedTensor {
  shape: number[]
  data: Float32Array
}

export interface ExportableModel {
  config: Config
  fitted: Fitted
  /** By the engine's parameter names, e.g. `recurrent.layer0.forward.wx`; layouts in engine/ops/recurrent.ts. */
  parameters: Record<string, NamedTensor>
  /** `outputs`, of an encoded input: the oracle an export is compared with. */
  model: { outputs?: (inputs: readonly Encoded[]) => Promise<Float32Array[]> }
}

/** A classifier of texts by their final hidden state, which every format can hold. */
export interface TextClassifier extends ExportableModel {
  fitted: ClassificationFitted & { input: TokensInput }
  /** Logits of each sequence of vocabulary rows. */
  logits: (tokens: readonly Encoded[]) => Promise<Float32Array[]>
}

/** @throws export.unsupported for other models */
export function asTextClassifier(model: ExportableModel, format: ExportFormat): TextClassifier {
  const { config, fitted } = model
  const { outputs } = model.model
  const unsupported = (reason: string): never => fail('export.unsupported', { format, reason })
  if (fitted.task !== 'classification' || config.task.kind !== 'classification') return unsupported(`it holds classifiers, and this is ${fitted.task}`)
  const { input } = fitted
  if (input.kind !== 'tokens' || !outputs) return unsupported(`it holds classifiers of text, and this one reads ${input.kind}`)
  if (config.task.pooling !== 'last') return unsupported(`it holds pooling last, and this one has ${config.task.pooling}`)
  if (fitted.target !== 'class') return unsupported(`it holds models that tell one class, and this one tells ${fitted.target}`)
  return { ...model, parameters: tempered(model.parameters), fitted: { ...fitted, input }, logits: outputs }
}

/** The temperature as part of the last layer, z / T = h (W / T) + b / T: whoever reads the file needs to know nothing of it. */
function tempered(parameters: Record<string, NamedTensor>): Record<string, NamedTensor> {
  const temperature = parameters['calibration.temperature']?.data[0] ?? 1
  const divided = ({ shape, data }: NamedTensor): NamedTensor => ({ shape, data: data.map((value) => value / temperature) })
  return { ...parameters, 'output.weight': divided(parameters['output.weight']), 'output.bias': divided(parameters['output.bias']) }
}

/** One recurrent layer: its weights by direction, forward first. */
export interface RecurrentLayerWeights {
  directions: { wx: NamedTensor; wh: NamedTensor; bias: NamedTensor }[]
}

/** The recurrent layers of a model, bottom first. */
export function recurrentLayers({ config, parameters }: ExportableModel): RecurrentLayerWeights[] {
  const { layers, bidirectional } = config.model.recurrent
  return Array.from({ length: layers }, (_, layer) => ({
    directions: (bidirectional ? ['forward', 'backward'] : ['forward']).map((direction) => {
      const tensor = (name: string): NamedTensor => parameters[`recurrent.layer${layer}.${direction}.${name}`]
      return { wx: tensor('wx'), wh: tensor('wh'), bias: tensor('bias') }
    }),
  }))
}
