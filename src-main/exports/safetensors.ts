/**
 * safetensors with PyTorch's parameter names and layouts: nn.Embedding `embedding`, nn.LSTM / nn.GRU / nn.RNN
 * `recurrent`, nn.Linear `output`. Nothing executable is in such a file.
 */
import { fail } from '../../src-shared/contract/errors.ts'
import { decodeSafetensors, encodeSafetensors } from '../engine/train/safetensors.ts'
import { transpose, rowOf } from './layout.ts'
import { recurrentLayers, asTextClassifier, type NamedTensor, type TextClassifier } from './model.ts'
import { differenceLimit, largestDifference } from './verify.ts'
import { torchExample } from './examples.ts'
import type { Exporter } from './exporter.ts'

/** Our parameters under PyTorch's names; transposed, as PyTorch multiplies by the transposed matrix. */
export function torchParameters(model: TextClassifier): Record<string, NamedTensor> {
  const { recurrent } = model.config.model
  if (recurrent.cell === 'gru' && !recurrent.resetAfter) {
    fail('export.unsupported', { format: 'safetensors', reason: "PyTorch's GRU has no reset gate before the product" })
  }
  const result: Record<string, NamedTensor> = {
    'embedding.weight': model.parameters['embedding.weight'],
    'output.weight': transpose(model.parameters['output.weight']),
    'output.bias': model.parameters['output.bias'],
  }
  recurrentLayers(model).forEach(({ directions }, layer) =>
    directions.forEach(({ wx, wh, bias }, direction) => {
      const suffix = `l${layer}${direction === 1 ? '_reverse' : ''}`
      result[`recurrent.weight_ih_${suffix}`] = transpose(wx)
      result[`recurrent.weight_hh_${suffix}`] = transpose(wh)
      result[`recurrent.bias_ih_${suffix}`] = { shape: [bias.shape[1]], data: rowOf(bias, 0) }
      result[`recurrent.bias_hh_${suffix}`] = { shape: [bias.shape[1]], data: rowOf(bias, 1) }
    }),
  )
  return result
}

/** A file holds weights, not a program: what is compared is every weight read back from the bytes. */
function readBackDifference(bytes: Uint8Array, written: Record<string, NamedTensor>): number {
  const read = decodeSafetensors(bytes).tensors
  return Object.entries(written).reduce((largest, [name, { data }]) => Math.max(largest, largestDifference(read[name]?.data ?? new Float32Array(), data)), 0)
}

export const safetensors: Exporter = {
  format: 'safetensors',
  async write(any) {
    const model = asTextClassifier(any, 'safetensors')
    const parameters = torchParameters(model)
    const bytes = encodeSafetensors(parameters, { format: 'pt' })
    return {
      files: [
        { name: 'model.safetensors', content: bytes },
        { name: 'example_torch.py', content: torchExample },
      ],
      verification: { cases: Object.keys(parameters).length, maxAbsDifference: readBackDifference(bytes, parameters), limit: differenceLimit },
    }
  },
}
