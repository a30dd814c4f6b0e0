/**
 * Edits that make a reference out of what was said: word and character error rates, and where the errors are.
 * Among the ways with the fewest edits the choice is that of rapidfuzz, which jiwer counts by: what both begin and end with is
 * matched; then, from the end, a deletion where one is among the shortest ways, else an insertion that gains, else both a step back.
 */
import { splitSpaces } from './bleu-tokens.ts'

export interface Edits {
  hits: number
  substitutions: number
  /** In the reference but not said. */
  deletions: number
  /** Said but not in the reference. */
  insertions: number
}

/** One step; `reference` and `said` are positions, -1 where that side has nothing. */
export interface AlignmentStep {
  kind: 'hit' | 'substitution' | 'deletion' | 'insertion'
  reference: number
  said: number
}

type Sequence = ArrayLike<unknown>

/** Counts of the alignment; memory for two rows only, so that long texts may come. */
export function countEdits(reference: Sequence, said: Sequence): Edits {
  const { before, rows, columns } = middle(reference, said)
  const stride = columns + 1
  const distance = [new Int32Array(stride), new Int32Array(stride)]
  const deletions = [new Int32Array(stride), new Int32Array(stride)]
  const insertions = [new Int32Array(stride), new Int32Array(stride)]
  for (let j = 0; j <= columns; j++) distance[0][j] = insertions[0][j] = j
  for (let i = 1; i <= rows; i++) {
    const [up, here] = [(i - 1) & 1, i & 1]
    distance[here][0] = deletions[here][0] = i
    insertions[here][0] = 0
    for (let j = 1; j <= columns; j++) {
      const equal = reference[before + i - 1] === said[before + j - 1]
      const diagonal = distance[up][j - 1] + (equal ? 0 : 1)
      const best = Math.min(diagonal, distance[up][j] + 1, distance[here][j - 1] + 1)
      const [row, column] = distance[up][j] + 1 === best ? [up, j] : distance[here][j - 1] === distance[up][j - 1] - 1 ? [here, j - 1] : [up, j - 1]
      distance[here][j] = best
      deletions[here][j] = deletions[row][column] + (column === j ? 1 : 0)
      insertions[here][j] = insertions[row][column] + (row === here ? 1 : 0)
    }
  }
  const last = rows & 1
  const [deleted, inserted] = [deletions[last][columns], insertions[last][columns]]
  const substitutions = distance[last][columns] - deleted - inserted
  return { hits: reference.length - deleted - substitutions, substitutions, deletions: deleted, insertions: inserted }
}

/** The alignment itself, for display: time and memory grow with the product of the lengths. */
export function align(reference: Sequence, said: Sequence): AlignmentStep[] {
  const { before, after, rows, columns } = middle(reference, said)
  const stride = columns + 1
  const distance = new Int32Array((rows + 1) * stride)
  for (let j = 0; j <= columns; j++) distance[j] = j
  for (let i = 1; i <= rows; i++) {
    distance[i * stride] = i
    for (let j = 1; j <= columns; j++) {
      const at = i * stride + j
      const equal = reference[before + i - 1] === said[before + j - 1]
      distance[at] = Math.min(distance[at - stride - 1] + (equal ? 0 : 1), distance[at - stride] + 1, distance[at - 1] + 1)
    }
  }
  const steps: AlignmentStep[] = []
  for (let back = 1; back <= after; back++) steps.push({ kind: 'hit', reference: reference.length - back, said: said.length - back })
  let [i, j] = [rows, columns]
  while (i > 0 || j > 0) {
    const at = i * stride + j
    if (j === 0 || (i > 0 && distance[at - stride] + 1 === distance[at])) steps.push({ kind: 'deletion', reference: before + --i, said: -1 })
    else if (i === 0 || distance[at - 1] === distance[at - stride - 1] - 1) steps.push({ kind: 'insertion', reference: -1, said: before + --j })
    else {
      const equal = reference[before + --i] === said[before + --j]
      steps.push({ kind: equal ? 'hit' : 'substitution', reference: before + i, said: before + j })
    }
  }
  for (let front = before - 1; front >= 0; front--) steps.push({ kind: 'hit', reference: front, said: front })
  return steps.reverse()
}

/** Words between spaces, as jiwer splits. */
export const wordsOf = (text: string): string[] => splitSpaces(text)
/** Code points, spaces at the ends left out, as jiwer's CER does. */
export const charactersOf = (text: string): string[] => Array.from(text.trim())

/** Errors by reference length: 0 is perfect, more than 1 where more was inserted than there is. 0 of nothing said for nothing. */
export function errorRate({ hits, substitutions, deletions, insertions }: Edits): number {
  const wanted = hits + substitutions + deletions
  const errors = substitutions + deletions + insertions
  return wanted === 0 ? (errors === 0 ? 0 : Number.POSITIVE_INFINITY) : errors / wanted
}

export const noEdits: Readonly<Edits> = { hits: 0, substitutions: 0, deletions: 0, insertions: 0 }

export const addEdits = (a: Edits, b: Edits): Edits => ({
  hits: a.hits + b.hits,
  substitutions: a.substitutions + b.substitutions,
  deletions: a.deletions + b.deletions,
  insertions: a.insertions + b.insertions,
})

function middle(reference: Sequence, said: Sequence): { before: number; after: number; rows: number; columns: number } {
  const shorter = Math.min(reference.length, said.length)
  let before = 0
  while (before < shorter && reference[before] === said[before]) before++
  let after = 0
  while (after < shorter - before && reference[reference.length - 1 - after] === said[said.length - 1 - after]) after++
  return { before, after, rows: reference.length - before - after, columns: said.length - before - after }
}
