/** Mistakes in a config as the user reads them: zod's own messages come in the language of the window, ours have a table. */
import { z } from 'zod'
import { en, zhCN } from 'zod/locales'
import { currentLocale, type LocaleName } from './index.ts'
import { issues as zhIssues } from './zh/issues.ts'

/** zod writes its messages in this language from now on. */
export function setSchemaLocale(name: LocaleName): void {
  z.config(name === 'zh' ? zhCN() : en())
}

export function localizeIssue(message: string): string {
  if (currentLocale() !== 'zh') return message
  const row = zhIssues.find(({ english }) => english.test(message))
  return row ? message.replace(row.english, row.chinese) : message
}
