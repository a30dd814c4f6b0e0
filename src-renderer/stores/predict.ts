/** Asks a finished model. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Prediction, PredictInput } from '../../src-shared/domain/run.ts'
import type { PredictOptions } from '../../src-shared/domain/tasks/index.ts'
import { api } from '../api/client.ts'

export const usePredictStore = defineStore('predict', () => {
  /** What was typed stays while one looks at other views. */
  const text = shallowRef('')
  /** The answer piece by piece; `cancel` ends the writing, and what was written stays. Resolves with null where it was cancelled. */
  function write(id: string, input: PredictInput, options: PredictOptions, onPiece: (text: string) => void): { result: Promise<Prediction | null>; cancel: () => void } {
    let done: Prediction | null = null
    const stream = api.stream('runs.write', { id, input, options }, (items) => {
      for (const item of items) {
        if (item.kind === 'piece') onPiece(item.text)
        else done = item.prediction
      }
    })
    return { result: stream.ended.then(() => done), cancel: stream.cancel }
  }

  return {
    text,
    write,
    predict: (id: string, inputs: PredictInput[], options: PredictOptions = {}): Promise<Prediction[]> => api.call('runs.predict', { id, inputs, options }),
  }
})
