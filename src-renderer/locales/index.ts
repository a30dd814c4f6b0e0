/**
 * The languages of the window. One file a feature and language; `zh` is typed by `en`, so a missing or surplus key does not
 * compile. vue-i18n interprets messages (no eval), as the strict content security policy needs.
 */
import { createI18n } from 'vue-i18n'
import { en } from './en/index.ts'
import { zh } from './zh/index.ts'

export const localeNames = ['en', 'zh'] as const
export type LocaleName = (typeof localeNames)[number]

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en, zh } })

export function currentLocale(): LocaleName {
  return i18n.global.locale.value
}

export function setLocale(name: LocaleName): void {
  i18n.global.locale.value = name
  document.documentElement.lang = name === 'zh' ? 'zh-Hans' : 'en'
}

/** The language that suits a tag such as `zh-CN` or `de`. */
export function localeFor(tag: string): LocaleName {
  return tag.toLowerCase().startsWith('zh') ? 'zh' : 'en'
}

declare module 'vue-i18n' {
  // Typed keys for every `t` of the window.
  export interface DefineLocaleMessage extends MessagesOfEnglish {}
}
type MessagesOfEnglish = typeof en
