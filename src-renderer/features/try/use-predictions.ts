/** Asks the model while one types: after a short pause, one question at a time, never showing an answer to an older text. */
import { useDebounceFn } from '@vueuse/core'
import { shallowRef, watch, type Ref, type ShallowRef } from 'vue'
import type { Prediction } from '../../../src-shared/domain/run.ts'
import { usePredictStore } from '../../stores/predict.ts'

/** Milliseconds without a key before the model is asked. */
const pause = 200

export interface Predictions {
  predictions: ShallowRef<Prediction[]>
  error: ShallowRef<unknown>
  busy: ShallowRef<boolean>
  ask: () => Promise<void>
}

export function usePredictions(runId: () => string | undefined, lines: Ref<string[]>): Predictions {
  const store = usePredictStore()
  const predictions = shallowRef<Prediction[]>([])
  const error = shallowRef<unknown>(null)
  const busy = shallowRef(false)
  let turn = 0

  async function ask(): Promise<void> {
    const own = ++turn
    const id = runId()
    const texts = lines.value
    if (!id || texts.length === 0) {
      predictions.value = []
      error.value = null
      busy.value = false
      return
    }
    busy.value = true
    try {
      const answers = await store.predict(id, texts)
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
  watch(lines, (next, previous) => {
    if (next.join('\n') !== previous.join('\n')) void askSoon()
  })
  watch(runId, () => {
    predictions.value = []
    void ask()
  }, { immediate: true })
  return { predictions, error, busy, ask }
}
