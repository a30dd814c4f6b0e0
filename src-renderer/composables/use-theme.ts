/** Light, dark or as the system says; always resolved into `data-theme` on the document, where tokens.css reads it. */
import { usePreferredDark, useStorage } from '@vueuse/core'
import { computed, watchEffect } from 'vue'

export const themeNames = ['system', 'light', 'dark'] as const
export type ThemeName = (typeof themeNames)[number]

const choice = useStorage<ThemeName>('seqbench.theme', 'system')
const preferredDark = usePreferredDark()
const resolved = computed<'light' | 'dark'>(() => (choice.value === 'system' ? (preferredDark.value ? 'dark' : 'light') : choice.value))

export function useTheme() {
  return { choice, resolved }
}

/** Called once, before the first paint. */
export function applyTheme(): void {
  watchEffect(() => document.documentElement.setAttribute('data-theme', resolved.value), { flush: 'sync' })
}
