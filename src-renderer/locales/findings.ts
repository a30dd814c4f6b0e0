/** Findings about data, and reasons why a row was left out, as the user reads them. */
import { fillTemplate } from '../../src-shared/contract/errors.ts'
import type { Finding, Rejection } from '../../src-shared/domain/dataset.ts'
import type { FindingCode } from '../../src-shared/domain/finding.ts'
import type { RejectionCode } from '../../src-shared/domain/rejection.ts'
import { localizePhrase } from './errors.ts'
import { currentLocale } from './index.ts'
import { findings as zhFindings } from './zh/findings.ts'
import { rejections as zhRejections } from './zh/rejections.ts'

const translations: Record<string, Record<FindingCode, { message: string; hint: string }>> = { zh: zhFindings }

export function localizeFinding(finding: Finding): { message: string; hint: string } {
  const row = translations[currentLocale()]?.[finding.code as FindingCode]
  if (!row) return finding
  const details = localizeDetails(finding.details)
  return { message: fillTemplate(row.message, details), hint: fillTemplate(row.hint, details) }
}

/** Reasons within a message; names of columns and values of the data stay as they are. */
const localizeDetails = (details: Finding['details']): Finding['details'] =>
  Object.fromEntries(Object.entries(details).map(([name, value]) => [name, (name === 'reason' || name === 'kind') && typeof value === 'string' ? localizePhrase(value) : value]))

const rejectionTranslations: Record<string, Record<RejectionCode, string>> = { zh: zhRejections }

export function localizeRejection({ code, reason, details }: Rejection): string {
  const template = rejectionTranslations[currentLocale()]?.[code as RejectionCode]
  return template ? fillTemplate(template, localizeDetails(details)) : reason
}
