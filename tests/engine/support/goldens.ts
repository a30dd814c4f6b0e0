/** Reads the fixtures of scripts/record-goldens.py. */
import { readFileSync } from 'node:fs'
import * as tf from '@tensorflow/tfjs-core'

export interface StoredArray {
  shape: number[]
  float32?: string
  int32?: string
}

export function readGolden<Content>(name: string): Content {
  return JSON.parse(readFileSync(new URL(`../../fixtures/goldens/${name}.json`, import.meta.url), 'utf8')) as Content
}

export function valuesOf({ float32, int32 }: StoredArray): Float32Array | Int32Array {
  const bytes = Uint8Array.from(Buffer.from(float32 ?? int32 ?? '', 'base64'))
  return float32 === undefined ? new Int32Array(bytes.buffer) : new Float32Array(bytes.buffer)
}

export function tensorOf<Kind extends tf.Tensor>(stored: StoredArray): Kind {
  return tf.tensor(valuesOf(stored), stored.shape, stored.float32 === undefined ? 'int32' : 'float32') as Kind
}

/** Values by name. */
export function recordOf(stored: Record<string, StoredArray>): Record<string, Float32Array> {
  return Object.fromEntries(Object.entries(stored).map(([name, array]) => [name, valuesOf(array) as Float32Array]))
}
