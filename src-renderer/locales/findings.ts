/** A finding about data as the user reads it. */
import { fillTemplate } from '../../src-shared/contract/errors.ts'
import type { Finding } from '../../src-shared/domain/dataset.ts'
import type { FindingCode } from '../../src-shared/domain/finding.ts'
import { currentLocale } from './index.ts'
import { findings as zhFindings } from './zh/findings.ts'

const translations: Record<string, Record<FindingCode, { message: string; hint: string }>> = { zh: zhFindings }

export function localizeFinding(finding: Finding): { message: string; hint: string } {
  const row = translations[currentLocale()]?.[finding.code as FindingCode]
  if (!row) return finding
  return { message: fillTemplate(row.message, finding.details), hint: fillTemplate(row.hint, finding.details) }
}
