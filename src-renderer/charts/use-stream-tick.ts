/** A number that grows as a stream brings data: at most four times a second, only while the chart is in sight, and never in one frame with another chart. */
import { useIntersectionObserver } from '@vueuse/core'
import { onScopeDispose, ref, watch, type MaybeRefOrGetter, type Ref, type ShallowRef } from 'vue'
import { drawQueue } from './draw-queue.ts'

const interval = 250

/** `source` triggers with new data (the same object may come again); `element` is where the chart stands. */
export function useStreamTick(source: Readonly<ShallowRef<unknown>>, element: MaybeRefOrGetter<HTMLElement | null | undefined>): Readonly<Ref<number>> {
  const tick = ref(0)
  const key = {}
  let visible = true
  let stale = false
  let last = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined

  function advance(): void {
    timer = undefined
    if (!visible) return
    stale = false
    last = performance.now()
    drawQueue.request(key, () => void tick.value++)
  }
  function request(): void {
    stale = true
    if (visible && timer === undefined) timer = setTimeout(advance, Math.max(0, last + interval - performance.now()))
  }
  watch(source, request)
  useIntersectionObserver(element, (entries) => {
    visible = entries.at(-1)?.isIntersecting ?? true
    if (visible && stale) request()
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    drawQueue.cancel(key)
  })
  return tick
}
