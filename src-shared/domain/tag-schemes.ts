/**
 * How tags spell entities, and conversion from one spelling to another. Entities are read as conlleval reads them (entities.ts)
 * and written anew, so that a tag out of order is repaired on the way.
 */
import { entitiesOf, outside } from './entities.ts'

/**
 * IOB1: B- only where two entities of a type touch. BIO (IOB2): B- begins every entity. BIOES: E- ends it, S- is one token;
 * BMES and BILOU are its other spellings. `none`: plain tags (parts of speech), no entities.
 */
export const tagSchemes = ['IOB1', 'BIO', 'BIOES', 'BMES', 'BILOU', 'none'] as const
export type TagScheme = (typeof tagSchemes)[number]

interface Prefixes { begin: string; inside: string; end: string; single: string }
const writers: Record<Exclude<TagScheme, 'none'>, Prefixes> = {
  IOB1: { begin: 'I', inside: 'I', end: 'I', single: 'I' },
  BIO: { begin: 'B', inside: 'I', end: 'I', single: 'B' },
  BIOES: { begin: 'B', inside: 'I', end: 'E', single: 'S' },
  BMES: { begin: 'B', inside: 'M', end: 'E', single: 'S' },
  BILOU: { begin: 'B', inside: 'I', end: 'L', single: 'U' },
}

/** Every prefix that a scheme writes; none for plain tags. */
export function prefixesOf(scheme: TagScheme): string[] {
  if (scheme === 'none') return []
  const { begin, inside, end, single } = writers[scheme]
  return [...new Set([begin, inside, end, single, ...(scheme === 'IOB1' ? ['B'] : [])])]
}

export const joinTag = (prefix: string, type: string): string => (type === '' ? prefix : `${prefix}-${type}`)

/** The same entities in another scheme, one tag a token. To `none` and from `none` nothing changes. */
export function convertTags(tags: readonly string[], to: TagScheme): string[] {
  if (to === 'none') return [...tags]
  const written = new Array<string>(tags.length).fill(outside)
  const { begin, inside, end, single } = writers[to]
  let last = { type: '', end: -1 }
  for (const { type, start, end: after } of entitiesOf(tags)) {
    const touches = to === 'IOB1' && last.end === start && last.type === type
    for (let token = start; token < after; token++) {
      const prefix = after - start === 1 ? single : token === start ? begin : token === after - 1 ? end : inside
      written[token] = joinTag(token === start && touches ? 'B' : prefix, type)
    }
    last = { type, end: after }
  }
  return written
}
