/** The scheme of tags, told from the tags themselves. What schemes are and conversion between them: src-shared/domain/tag-schemes.ts. */
import { outside, splitTag } from '../../../src-shared/domain/entities.ts'
import { convertTags, type TagScheme } from '../../../src-shared/domain/tag-schemes.ts'

export { convertTags, tagSchemes, type TagScheme } from '../../../src-shared/domain/tag-schemes.ts'

/** The scheme that all sequences together are written in; `none` where some tag is neither O nor a prefix of a scheme with a type. */
export function detectTagScheme(sequences: Iterable<readonly string[]>): TagScheme {
  const seen = createTagSchemeDetector()
  for (const tags of sequences) seen.add(tags)
  return seen.scheme()
}

/** The same, a sequence at a time. */
export function createTagSchemeDetector(): { add: (tags: readonly string[]) => void; scheme: () => TagScheme } {
  const prefixes = new Set<string>()
  let plain = false
  let insideBegins = false
  return {
    add: (tags) => {
      let [before, typeBefore] = [outside, '']
      for (const tag of tags) {
        const { type } = splitTag(tag)
        const prefix = tag.split('-', 1)[0]
        // E and S alone are words of a plain tag set; within BMES without types every tag is one letter.
        if (tag !== outside && !(type !== '' && 'BIESMLU'.includes(prefix) && prefix.length === 1) && !(type === '' && /^[BIMES]$/.test(tag))) plain = true
        if (prefix === 'I' && (before === outside || typeBefore !== type)) insideBegins = true
        prefixes.add(prefix)
        before = prefix
        typeBefore = type
      }
    },
    scheme: () => {
      if (plain || [...prefixes].every((prefix) => prefix === outside)) return 'none'
      if (prefixes.has('M')) return 'BMES'
      if (prefixes.has('L') || prefixes.has('U')) return 'BILOU'
      if (prefixes.has('E') || prefixes.has('S')) return prefixes.has('I') || prefixes.has(outside) ? 'BIOES' : 'BMES'
      return insideBegins ? 'IOB1' : 'BIO'
    },
  }
}

/** Tokens whose tag changes when a sequence is written in its own scheme anew: tags out of order (an I- after O in BIO). */
export function misplacedTags(tags: readonly string[], scheme: TagScheme): number {
  return convertTags(tags, scheme).reduce((sum, tag, token) => sum + (tag === tags[token] ? 0 : 1), 0)
}
