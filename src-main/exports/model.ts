/** What an exporter needs of a finished model; the engine's model file provides it. */
import type { Config, RecurrentConfig } from '../../src-shared/domain/config.ts'
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

/** A classifier's temperature as part of its last layer, z / T = h (W / T) + b / T: whoever reads the file needs to know nothing of it. */
export function tempered(parameters: Record<string, NamedTensor>): Record<string, NamedTensor> {
  const temperature = parameters['calibration.temperature']?.data[0] ?? 1
  const divided = ({ shape, data }: NamedTensor): NamedTensor => ({ shape, data: data.map((value) => value / temperature) })
  return { ...parameters, 'output.weight': divided(parameters['output.weight']), 'output.bias': divided(parameters['output.bias']) }
}

/** One recurrent layer: its weights by direction, forward first. */
export interface RecurrentLayerWeights {
  directions: { wx: NamedTensor; wh: NamedTensor; bias: NamedTensor }[]
}

/** The recurrent layers called `name`, bottom first. */
export function recurrentLayers({ config, parameters, name }: { config: RecurrentConfig; parameters: Record<string, NamedTensor>; name: string }): RecurrentLayerWeights[] {
  return Array.from({ length: config.layers }, (_, layer) => ({
    directions: (config.bidirectional ? ['forward', 'backward'] : ['forward']).map((direction) => {
      const tensor = (part: string): NamedTensor => parameters[`${name}.layer${layer}.${direction}.${part}`]
      return { wx: tensor('wx'), wh: tensor('wh'), bias: tensor('bias') }
    }),
  }))
}
