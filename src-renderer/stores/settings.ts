/** What the user set for this window, kept by the window itself. */
import { useStorage } from '@vueuse/core'
import { defineStore } from 'pinia'
import { computed, watch } from 'vue'
import { host } from '../api/client.ts'
import { useTheme } from '../composables/use-theme.ts'
import { setSchemaLocale } from '../locales/issues.ts'
import { localeFor, setLocale, type LocaleName } from '../locales/index.ts'

export const useSettingsStore = defineStore('settings', () => {
  /** `system` follows the language of the system. */
  const language = useStorage<'system' | LocaleName>('seqbench.language', 'system')
  const { choice: theme, resolved: resolvedTheme } = useTheme()
  const locale = computed<LocaleName>(() => (language.value === 'system' ? localeFor(host.language()) : language.value))

  function start(): void {
    // Title bar, menus and dialogs belong to main; where it does not answer, the page alone changes.
    const tellMain = (answer: Promise<unknown>): void => void answer.catch(() => undefined)
    watch(
      locale,
      (language) => {
        setLocale(language)
        setSchemaLocale(language)
        tellMain(host.call('window.language', { language }))
      },
      { immediate: true },
    )
    watch(theme, (value) => tellMain(host.call('window.theme', { theme: value })), { immediate: true })
  }

  /** Opens the system's file manager at a folder of the workspace. */
  const reveal = (path: string): Promise<unknown> => host.call('files.reveal', { path })

  return { systemLanguage: host.language(), reveal, language, theme, resolvedTheme, locale, start }
})
