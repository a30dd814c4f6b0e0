/** Whether the inspector on the right is folded and how wide it is, for all views alike. A narrow window starts with it folded. */
import { useMediaQuery, useStorage } from '@vueuse/core'
import { computed } from 'vue'

const foldedWide = useStorage('seqbench.inspector.folded', false)
const foldedNarrow = useStorage('seqbench.inspector.foldedNarrow', true)
/** Share of the content's width, in percent. */
const size = useStorage('seqbench.inspector.size', 28)
const narrow = useMediaQuery('(max-width: 1099px)')

const folded = computed({
  get: () => (narrow.value ? foldedNarrow.value : foldedWide.value),
  set: (value) => ((narrow.value ? foldedNarrow : foldedWide).value = value),
})

export function useInspector() {
  return { folded, size, narrow, toggle: () => (folded.value = !folded.value) }
}
