/** Which tags may follow each other, begin and end, by their scheme. Equations of the CRF that holds to them: ops/crf.ts. */
import { splitTag } from '../../../../src-shared/domain/entities.ts'
import type { TagScheme } from '../../../../src-shared/domain/tag-schemes.ts'
import type { CrfConstraints } from '../../ops/crf.ts'

type Follows = (before: string, now: string, sameType: boolean) => boolean

/** B- and I- leave an entity open where E- must end it. */
const isOpen = (prefix: string): boolean => prefix === 'B' || prefix === 'I'

const rules: Partial<Record<TagScheme, { follows: Follows; begins: (prefix: string) => boolean; ends: (prefix: string) => boolean }>> = {
  BIO: {
    follows: (before, now, sameType) => now !== 'I' || (isOpen(before) && sameType),
    begins: (prefix) => prefix !== 'I',
    ends: () => true,
  },
  BIOES: {
    follows: (before, now, sameType) => (isOpen(before) ? (now === 'I' || now === 'E') && sameType : now !== 'I' && now !== 'E'),
    begins: (prefix) => prefix !== 'I' && prefix !== 'E',
    ends: (prefix) => !isOpen(prefix),
  },
}

/** Tables over the tags [K]; undefined where plain tags forbid nothing. */
export function constraintsOf(tags: readonly string[], scheme: TagScheme): CrfConstraints | undefined {
  const rule = rules[scheme]
  if (!rule) return undefined
  const parts = tags.map(splitTag)
  return {
    transitions: parts.flatMap((before) => parts.map((now) => rule.follows(before.prefix, now.prefix, before.type === now.type))),
    start: parts.map(({ prefix }) => rule.begins(prefix)),
    end: parts.map(({ prefix }) => rule.ends(prefix)),
  }
}
