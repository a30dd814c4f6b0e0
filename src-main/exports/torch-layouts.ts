/**
 * Our parameters under PyTorch's names and in its layouts, which multiplies by the transposed matrix. First match wins.
 *
 *   X.layer0.forward.wx, wh, bias   nn.LSTM / nn.GRU / nn.RNN X: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, backward _reverse
 *   tables                          nn.Embedding, as they are
 *   X.weight [in, out], X.bias      nn.Linear X;  X.weight [3, 3, in, out]  nn.Conv2d X
 *   crf.*, attention.*, interval.*  as they are
 */
import { fail } from '../../src-shared/contract/errors.ts'
import { rowOf, transpose } from './layout.ts'
import { filtersFirst } from './onnx/inputs.ts'
import { tempered, type ExportableModel, type NamedTensor } from './model.ts'

/** Parameters whose rows are looked up. */
export const tableNames = /^(?:embedding|words|shapes|characters|source|target)\.weight$/

type Named = [string, NamedTensor][]
const recurrentName = /^(.+)\.layer(\d+)\.(forward|backward)\.(wx|wh|bias)$/

const rules: { matches: (name: string, tensor: NamedTensor) => boolean; convert: (name: string, tensor: NamedTensor) => Named }[] = [
  // A state in the middle of a training text, and what is in the weights already.
  { matches: (name) => /^(?:carried\.|calibration\.temperature$|mixture$)/.test(name), convert: () => [] },
  {
    matches: (name) => recurrentName.test(name),
    convert: (name, tensor) => {
      const [, stack, layer, direction, part] = recurrentName.exec(name) as RegExpExecArray
      const suffix = `l${layer}${direction === 'backward' ? '_reverse' : ''}`
      if (part !== 'bias') return [[`${stack}.weight_${part === 'wx' ? 'ih' : 'hh'}_${suffix}`, transpose(tensor)]]
      return ['ih', 'hh'].map((own, row) => [`${stack}.bias_${own}_${suffix}`, { shape: [tensor.shape[1]], data: rowOf(tensor, row) }])
    },
  },
  { matches: (name) => tableNames.test(name), convert: (name, tensor) => [[name, tensor]] },
  { matches: (name, { shape }) => name.endsWith('.weight') && shape.length === 4, convert: (name, tensor) => [[name, filtersFirst(tensor)]] },
  { matches: (name, { shape }) => name.endsWith('.weight') && shape.length === 2, convert: (name, tensor) => [[name, transpose(tensor)]] },
  { matches: () => true, convert: (name, tensor) => [[name, tensor]] },
]

/** @throws export.unsupported */
export function torchParameters({ config, fitted, parameters }: ExportableModel): Record<string, NamedTensor> {
  const { recurrent } = config.model
  if (recurrent.cell === 'gru' && !recurrent.resetAfter) fail('export.unsupported', { format: 'safetensors', reason: "PyTorch's GRU has no reset gate before the product" })
  const all = fitted.task === 'classification' ? tempered(parameters) : parameters
  return Object.fromEntries(Object.entries(all).flatMap(([name, tensor]) => rules.find(({ matches }) => matches(name, tensor))?.convert(name, tensor) ?? []))
}
