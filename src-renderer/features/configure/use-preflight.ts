/** The cost of the config as it is typed: asked a moment after the last change, the last answer kept meanwhile. */
import { refDebounced } from '@vueuse/core'
import { computed, ref, shallowRef, watch } from 'vue'
import type { ConfigIssue } from '../../../src-shared/domain/config.ts'
import { useConfigsStore, type Preflight } from '../../stores/configs.ts'

export function usePreflight() {
  const configs = useConfigsStore()
  const preflight = shallowRef<Preflight | null>(null)
  const error = shallowRef<unknown>(null)
  const counting = ref(false)
  /** What only the backend can tell. */
  const issues = shallowRef<ConfigIssue[]>([])
  const wanted = refDebounced(computed(() => (configs.config ? JSON.stringify(configs.config) : '')), 350)
  let latest = 0

  watch(wanted, async (text) => {
    const mine = ++latest
    const { config } = configs
    issues.value = []
    if (text === '' || !config) return void (counting.value = false)
    counting.value = true
    try {
      const found = await configs.validate(config)
      const answer = found.length > 0 ? null : await configs.preflight(config)
      if (mine !== latest) return
      issues.value = found
      if (answer) preflight.value = answer
      error.value = null
    } catch (thrown) {
      if (mine === latest) error.value = thrown
    } finally {
      if (mine === latest) counting.value = false
    }
  }, { immediate: true })

  return { preflight, error, counting, issues }
}
