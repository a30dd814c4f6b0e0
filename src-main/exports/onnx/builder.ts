/** Builds an ONNX graph node by node: each call adds a node and gives the name of what it computes. */
import type { NamedTensor } from '../model.ts'
import type { AttributeValue, Graph, Initializer, Node, ValueInfo } from './schema.ts'

export interface GraphBuilder {
  /** The name of the first output; `count` more than one gives the others with `outputs`. */
  node: (operation: string, inputs: readonly string[], attributes?: Record<string, AttributeValue>) => string
  /** As `node`, of an operator with several outputs. */
  outputs: (operation: string, inputs: readonly string[], count: number, attributes?: Record<string, AttributeValue>) => string[]
  /** Numbers that stand in the file under this name, once. */
  weight: (name: string, tensor: NamedTensor) => string
  /** int64 numbers, such as a shape or axes. */
  integers: (...values: number[]) => string
  integer: (value: number) => string
  float: (value: number) => string
  input: (name: string, type: ValueInfo['type'], shape: ValueInfo['shape']) => string
  /** What the graph gives under `name`. */
  output: (name: string, value: string, shape: ValueInfo['shape'], type?: ValueInfo['type']) => void
  /** x [..., I] W + b -> [..., O] with the parameters `<name>.weight` and `<name>.bias`. */
  dense: (name: string, x: string) => string
  /** Rows `ids` of the table `<name>`. */
  lookup: (name: string, ids: string) => string
  reshape: (x: string, ...shape: number[]) => string
  transpose: (x: string, ...order: number[]) => string
  build: () => Graph
}

/** @param parameters by the engine's names */
export function createGraph(name: string, parameters: Record<string, NamedTensor>): GraphBuilder {
  const nodes: Node[] = []
  const initializers = new Map<string, Initializer>()
  const inputs: ValueInfo[] = []
  const outputs: ValueInfo[] = []

  const constant = (own: string, dims: number[], data: Initializer['data']): string => {
    if (!initializers.has(own)) initializers.set(own, { name: own, dims, data })
    return own
  }
  const several: GraphBuilder['outputs'] = (operation, from, count, attributes) => {
    const names = Array.from({ length: count }, (_, place) => `${operation}${nodes.length}${count > 1 ? `.${place}` : ''}`)
    nodes.push({ operation, inputs: [...from], outputs: names, attributes })
    return names
  }
  const weight = (own: string, { shape, data }: NamedTensor): string => constant(own, shape, data)
  const integers = (...values: number[]): string => constant(`integers.${values.join('.')}`, [values.length], BigInt64Array.from(values, BigInt))
  const node: GraphBuilder['node'] = (operation, from, attributes) => several(operation, from, 1, attributes)[0]

  return {
    node, outputs: several, weight, integers,
    integer: (value) => constant(`integer.${value}`, [], BigInt64Array.of(BigInt(value))),
    float: (value) => constant(`float.${value}`, [], Float32Array.of(value)),
    input: (own, type, shape) => {
      inputs.push({ name: own, type, shape })
      return own
    },
    output: (own, value, shape, type = 'float') => {
      nodes.push({ operation: 'Identity', inputs: [value], outputs: [own] })
      outputs.push({ name: own, type, shape })
    },
    dense: (own, x) => node('Add', [node('MatMul', [x, weight(`${own}.weight`, parameters[`${own}.weight`])]), weight(`${own}.bias`, parameters[`${own}.bias`])]),
    // A table may be called as the input that chooses a row of it: item, label.
    lookup: (own, ids) => node('Gather', [weight(own.includes('.') ? own : `${own}.table`, parameters[own]), ids], { axis: { i: 0 } }),
    reshape: (x, ...shape) => node('Reshape', [x, integers(...shape)]),
    transpose: (x, ...order) => node('Transpose', [x], { perm: { ints: order } }),
    build: () => ({ name, nodes, initializers: [...initializers.values()], inputs, outputs }),
  }
}
