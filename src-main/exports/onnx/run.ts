/** Runs an exported ONNX model with onnxruntime-web: the check that a stranger's runtime gives our figures. */
import * as onnxruntime from 'onnxruntime-web'

// One thread: these are small batches, and idle worker threads would keep the process alive.
onnxruntime.env.wasm.numThreads = 1

export interface OnnxSession {
  /** Logits of each sequence of vocabulary rows, all of them in one batch, padded to the longest. */
  run: (sequences: Int32Array[]) => Promise<Float32Array[]>
  close: () => Promise<void>
}

export async function openOnnx(bytes: Uint8Array): Promise<OnnxSession> {
  const session = await onnxruntime.InferenceSession.create(bytes)
  return { run: (sequences) => runBatch(session, sequences), close: () => session.release() }
}

async function runBatch(session: onnxruntime.InferenceSession, sequences: Int32Array[]): Promise<Float32Array[]> {
  const steps = Math.max(...sequences.map((sequence) => sequence.length))
  const tokens = new BigInt64Array(sequences.length * steps)
  sequences.forEach((sequence, row) => sequence.forEach((token, step) => (tokens[row * steps + step] = BigInt(token))))
  const lengths = Int32Array.from(sequences, (sequence) => sequence.length)
  const outputs = await session.run({
    tokens: new onnxruntime.Tensor('int64', tokens, [sequences.length, steps]),
    lengths: new onnxruntime.Tensor('int32', lengths, [sequences.length]),
  })
  const logits = outputs.logits.data as Float32Array
  const classes = logits.length / sequences.length
  return sequences.map((_, row) => logits.slice(row * classes, (row + 1) * classes))
}
