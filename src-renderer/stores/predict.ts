/** Asks a finished model. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { Prediction, PredictInput } from '../../src-shared/domain/run.ts'
import type { PredictOptions } from '../../src-shared/domain/tasks/index.ts'
import { api } from '../api/client.ts'

export const usePredictStore = defineStore('predict', () => {
  /** What was typed stays while one looks at other views. */
  const text = shallowRef('')
  return {
    text,
    predict: (id: string, inputs: PredictInput[], options: PredictOptions = {}): Promise<Prediction[]> => api.call('runs.predict', { id, inputs, options }),
  }
})
