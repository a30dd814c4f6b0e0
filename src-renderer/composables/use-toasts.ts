/** Short messages at the lower edge, for what happened away from where the user looks. */
import { readonly, ref } from 'vue'

export interface Toast {
  id: number
  tone: 'success' | 'error'
  message: string
  hint: string
}
const toasts = ref<Toast[]>([])
let nextId = 1

function show(tone: Toast['tone'], message: string, hint = ''): void {
  const id = nextId++
  toasts.value = [...toasts.value.slice(-2), { id, tone, message, hint }]
  // An error stays until it is dismissed: it may be needed for a report.
  if (tone === 'success') setTimeout(() => dismiss(id), 5000)
}
function dismiss(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id)
}

export function useToasts() {
  return {
    toasts: readonly(toasts),
    success: (message: string, hint = '') => show('success', message, hint),
    error: (message: string, hint = '') => show('error', message, hint),
    dismiss,
  }
}
