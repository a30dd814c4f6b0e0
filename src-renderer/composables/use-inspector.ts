/** Whether the inspector on the right is folded and how wide it is, for all views alike. */
import { useStorage } from '@vueuse/core'

const folded = useStorage('seqbench.inspector.folded', false)
/** Share of the content's width, in percent. */
const size = useStorage('seqbench.inspector.size', 28)

export function useInspector() {
  return { folded, size, toggle: () => (folded.value = !folded.value) }
}
