/** Titles, columns, axes and lines of the panels of an evaluation. They come in English; other languages have tables. */
import type { Panel } from '../../src-shared/domain/evaluation.ts'
import { currentLocale, i18n } from './index.ts'
import { panelTerms as zhTerms, panelTitles as zhTitles } from './zh/panels.ts'

const tables: Record<string, { titles: Record<string, string>; terms: Record<string, string> }> = { zh: { titles: zhTitles, terms: zhTerms } }

export const panelTitle = ({ code, title }: Pick<Panel, 'code' | 'title'>): string => tables[currentLocale()]?.titles[code] ?? title
/** The name of a line: that of a metric, a word of the table, or a name of the data (a class, a column), shown as it is. */
export function panelTerm(text: string): string {
  const { t, te } = i18n.global
  const metric = `runs.metrics.${text}`
  return te(metric) ? t(metric) : (tables[currentLocale()]?.terms[text] ?? text)
}
/** The name of a column or an axis, with a capital. */
export const panelHeading = (text: string): string => {
  const shown = panelTerm(text)
  return `${shown.slice(0, 1).toUpperCase()}${shown.slice(1)}`
}
