/** Runs exported ONNX programs with onnxruntime-web: the check that a stranger's runtime gives our figures. */
import * as onnxruntime from 'onnxruntime-web'

// One thread: these are small batches, and idle worker threads would keep the process alive.
onnxruntime.env.wasm.numThreads = 1

export interface Values {
  shape: readonly number[]
  data: Float32Array
}

/** Numbers of an input; which type they are sent as depends on the kind of array. */
export interface Feed {
  shape: readonly number[]
  data: Float32Array | Int32Array | BigInt64Array
}

export interface OnnxSession {
  run: (feeds: Record<string, Feed>) => Promise<Record<string, Values>>
  close: () => Promise<void>
}

export async function openOnnx(bytes: Uint8Array): Promise<OnnxSession> {
  const session = await onnxruntime.InferenceSession.create(bytes)
  return {
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(([name, { shape, data }]) => {
        const type = data instanceof Float32Array ? 'float32' : data instanceof Int32Array ? 'int32' : 'int64'
        return [name, new onnxruntime.Tensor(type, data, [...shape])] as const
      })
      const outputs = await session.run(Object.fromEntries(tensors))
      return Object.fromEntries(Object.entries(outputs).map(([name, { dims, data }]) => [name, { shape: dims, data: data as Float32Array }]))
    },
    close: () => session.release(),
  }
}

/** Whole numbers as int64. */
export const int64 = (shape: readonly number[], values: ArrayLike<number>): Feed => ({ shape, data: BigInt64Array.from(values, BigInt) })
export const float = (shape: readonly number[], data: Float32Array): Feed => ({ shape, data })
export const int32 = (values: ArrayLike<number>): Feed => ({ shape: [values.length], data: Int32Array.from(values) })

/** Sequences of `width` numbers a step, padded with zeros to the longest: [B, T, ...step] row by row, and their lengths. */
export function rectangle(sequences: readonly ArrayLike<number>[], width = 1): { values: Float32Array; steps: number; lengths: Int32Array } {
  const lengths = Int32Array.from(sequences, ({ length }) => length / width)
  const steps = lengths.reduce((most, length) => Math.max(most, length), 1)
  const values = new Float32Array(sequences.length * steps * width)
  sequences.forEach((sequence, row) => values.set(sequence, row * steps * width))
  return { values, steps, lengths }
}

/** Row `row` of the first axis, its first `count` numbers where some are padding. */
export function rowOf({ shape, data }: Values, row: number, count?: number): Float32Array {
  const width = data.length / shape[0]
  return data.slice(row * width, row * width + (count ?? width))
}
