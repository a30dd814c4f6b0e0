/** safetensors with PyTorch's parameter names and layouts (torch-layouts.ts). Nothing executable is in such a file. */
import { decodeSafetensors, encodeSafetensors } from '../engine/train/safetensors.ts'
import { torchExample } from './examples/torch.ts'
import type { Exporter } from './exporter.ts'
import type { NamedTensor } from './model.ts'
import { torchParameters } from './torch-layouts.ts'
import { differenceLimit, largestDifference } from './verify.ts'

/** A file holds weights, not a program: what is compared is every weight read back from the bytes. */
function readBackDifference(bytes: Uint8Array, written: Record<string, NamedTensor>): number {
  const read = decodeSafetensors(bytes).tensors
  return Object.entries(written).reduce((largest, [name, { data }]) => Math.max(largest, largestDifference(read[name]?.data ?? new Float32Array(), data)), 0)
}

export const safetensors: Exporter = {
  format: 'safetensors',
  async write(model) {
    const parameters = torchParameters(model)
    const bytes = encodeSafetensors(parameters, { format: 'pt' })
    return {
      files: [
        { name: 'model.safetensors', content: bytes },
        { name: 'example_torch.py', content: torchExample(model) },
      ],
      verification: { cases: Object.keys(parameters).length, maxAbsDifference: readBackDifference(bytes, parameters), limit: differenceLimit },
    }
  },
}
