/**
 * How tags mark entities, told from the tags, and conversion to one scheme. Entities are read as conlleval reads them
 * (src-shared/domain/entities.ts) and written anew, so that a tag out of order is repaired on the way.
 */
import { entitiesOf, outside, splitTag } from '../../../src-shared/domain/entities.ts'

/**
 * IOB1: B- only where two entities of a type touch. BIO (IOB2): B- begins every entity. BIOES: E- ends it, S- is one token;
 * BMES and BILOU are its other spellings. `none`: plain tags (parts of speech), no entities.
 */
export const tagSchemes = ['IOB1', 'BIO', 'BIOES', 'BMES', 'BILOU', 'none'] as const
export type TagScheme = (typeof tagSchemes)[number]

const writers: Record<Exclude<TagScheme, 'none'>, { begin: string; inside: string; end: string; single: string }> = {
  IOB1: { begin: 'I', inside: 'I', end: 'I', single: 'I' },
  BIO: { begin: 'B', inside: 'I', end: 'I', single: 'B' },
  BIOES: { begin: 'B', inside: 'I', end: 'E', single: 'S' },
  BMES: { begin: 'B', inside: 'M', end: 'E', single: 'S' },
  BILOU: { begin: 'B', inside: 'I', end: 'L', single: 'U' },
}

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

/** The same entities in another scheme, one tag a token. To `none` and from `none` nothing changes. */
export function convertTags(tags: readonly string[], to: TagScheme): string[] {
  if (to === 'none') return [...tags]
  const written = new Array<string>(tags.length).fill(outside)
  const { begin, inside, end, single } = writers[to]
  let last = { type: '', end: -1 }
  for (const { type, start, end: after } of entitiesOf(tags)) {
    const touches = to === 'IOB1' && last.end === start && last.type === type
    const suffix = type === '' ? '' : `-${type}`
    for (let token = start; token < after; token++) {
      const prefix = after - start === 1 ? single : token === start ? begin : token === after - 1 ? end : inside
      written[token] = `${token === start && touches ? 'B' : prefix}${suffix}`
    }
    last = { type, end: after }
  }
  return written
}

/** Tokens whose tag changes when a sequence is written in its own scheme anew: tags out of order (an I- after O in BIO). */
export function misplacedTags(tags: readonly string[], scheme: TagScheme): number {
  return convertTags(tags, scheme).reduce((sum, tag, token) => sum + (tag === tags[token] ? 0 : 1), 0)
}
