/** Asks the model while one types: after a short pause, one question at a time, never showing an answer to an older input. */
import { useDebounceFn } from '@vueuse/core'
import { ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Prediction, PredictInput } from '../../../src-shared/domain/run.ts'
import type { PredictOptions } from '../../../src-shared/domain/tasks/index.ts'
import { usePredictStore } from '../../stores/predict.ts'

/** Milliseconds without a key before the model is asked. */
const pause = 200

export interface Predictions {
  predictions: ShallowRef<Prediction[]>
  error: ShallowRef<unknown>
  busy: ShallowRef<boolean>
  ask: () => Promise<void>
}

/** `inputs` and `options` are compared as JSON: asked again only where something in them changed. */
export function usePredictions(runId: () => string | undefined, inputs: Ref<PredictInput[]>, options: Ref<PredictOptions> = ref({})): Predictions {
  const store = usePredictStore()
  const predictions = shallowRef<Prediction[]>([])
  const error = shallowRef<unknown>(null)
  const busy = shallowRef(false)
  let turn = 0

  async function ask(): Promise<void> {
    const own = ++turn
    const id = runId()
    const asked = inputs.value
    if (!id || asked.length === 0) {
      predictions.value = []
      error.value = null
      busy.value = false
      return
    }
    busy.value = true
    try {
      const answers = await store.predict(id, asked, options.value)
      if (own !== turn) return
      predictions.value = answers
      error.value = null
    } catch (thrown) {
      if (own === turn) error.value = thrown
    } finally {
      if (own === turn) busy.value = false
    }
  }
  const askSoon = useDebounceFn(ask, pause)
  watch([inputs, options], (next, previous) => {
    if (JSON.stringify(next) !== JSON.stringify(previous)) void askSoon()
  })
  watch(runId, () => {
    predictions.value = []
    void ask()
  }, { immediate: true })
  return { predictions, error, busy, ask }
}
