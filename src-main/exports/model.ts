/** What an exporter needs of a finished model; the engine's model file provides it. */
import type { Config } from '../../src-shared/domain/config.ts'
import type { Fitted } from '../../src-shared/domain/prepared.ts'

export interface NamedTensor {
  shape: number[]
  data: Float32Array
}

export interface ExportableModel {
  config: Config
  fitted: Fitted
  /** By the engine's parameter names, e.g. `recurrent.layer0.forward.wx`; layouts in engine/ops/recurrent.ts. */
  parameters: Record<string, NamedTensor>
  /** Logits of each sequence of vocabulary rows: the oracle an export is compared with. */
  logits: (tokens: Int32Array[]) => Promise<Float32Array[]>
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
