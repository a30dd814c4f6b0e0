/**
 * Entities in a sequence of tags, exactly as conlleval counts them (Tjong Kim Sang and Buchholz 2000): any mixture of IOB1, BIO
 * and BIOES is read, and an I- without a B- begins an entity. M-, BMES' and BILOU's names (L-, U-) are read as I-, E- and S-.
 */

/** `type` over tokens `start` to `end`, `end` left out. */
export interface Entity {
  type: string
  start: number
  end: number
}

export const outside = 'O'
const sameAs: Record<string, string> = { M: 'I', L: 'E', U: 'S' }

/** B-PER is B of PER; a tag without a hyphen has no type. */
export function splitTag(tag: string): { prefix: string; type: string } {
  const hyphen = tag.indexOf('-')
  const prefix = hyphen < 0 ? tag : tag.slice(0, hyphen)
  return { prefix: sameAs[prefix] ?? prefix, type: hyphen < 0 ? '' : tag.slice(hyphen + 1) }
}

/** Entities of one sequence, in order; they never overlap. */
export function entitiesOf(tags: readonly string[]): Entity[] {
  const entities: Entity[] = []
  let open: Entity | null = null
  let [before, typeBefore] = [outside, '']
  for (let position = 0; position <= tags.length; position++) {
    const { prefix, type } = position < tags.length ? splitTag(tags[position]) : { prefix: outside, type: '' }
    if (open && ends(before, prefix, typeBefore, type)) {
      entities.push({ ...open, end: position })
      open = null
    }
    if (begins(before, prefix, typeBefore, type)) open = { type, start: position, end: position }
    before = prefix
    typeBefore = type
  }
  return entities
}

/** Whether an entity ended between two tags. */
function ends(before: string, now: string, typeBefore: string, type: string): boolean {
  if (before === outside) return false
  if (before === 'E' || before === 'S') return true
  return typeBefore !== type || now === 'B' || now === 'S' || now === outside
}

/** Whether an entity begins between two tags. */
function begins(before: string, now: string, typeBefore: string, type: string): boolean {
  if (now === outside) return false
  return now === 'B' || now === 'S' || typeBefore !== type || before === outside || before === 'E' || before === 'S'
}
