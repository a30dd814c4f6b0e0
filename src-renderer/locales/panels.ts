/** Titles, columns, axes and lines of the panels of an evaluation. They come in English; other languages have tables. */
import type { Panel } from '../../src-shared/domain/evaluation.ts'
import { currentLocale } from './index.ts'
import { panelTerms as zhTerms, panelTitles as zhTitles } from './zh/panels.ts'

const tables: Record<string, { titles: Record<string, string>; terms: Record<string, string> }> = { zh: { titles: zhTitles, terms: zhTerms } }

export const panelTitle = ({ code, title }: Pick<Panel, 'code' | 'title'>): string => tables[currentLocale()]?.titles[code] ?? title
/** A name that has no translation (a class, a word of the data) is shown as it is. */
export const panelTerm = (text: string): string => tables[currentLocale()]?.terms[text] ?? text
