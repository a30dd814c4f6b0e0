/** What tags come to: conlleval's figures where tags spell entities, else the same ratios over the tags themselves. */
import { outside } from '../../../../src-shared/domain/entities.ts'
import type { TaggingFitted, TaggingPart } from '../../../../src-shared/domain/tasks/tagging.ts'
import { scoredBySums, type Scored } from '../../metrics/bootstrap.ts'
import { scoredEntities } from '../../metrics/entities.ts'
import type { Scoring } from '../task.ts'
import { taggingPanels } from './panels.ts'
import type { Tagged } from './tags.ts'

type Sequences = readonly (readonly string[])[]

/** precision, recall, f1, tagAccuracy of any tags of these sequences, each a unit of the bootstrap. */
export function scoredTags({ written }: Pick<TaggingFitted, 'written'>, gold: Sequences, predicted: Sequences): Scored {
  return written === 'none' ? scoredPlain(gold, predicted) : scoredEntities(gold, predicted)
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole)

/** Every tag but O is one to be found; where there is no O, all four figures are the share of right tags. */
function scoredPlain(gold: Sequences, predicted: Sequences): Scored {
  const width = 5
  const counts = new Float64Array(gold.length * width)
  gold.forEach((tags, index) => {
    const row = counts.subarray(index * width, (index + 1) * width)
    tags.forEach((tag, step) => {
      const told = predicted[index][step]
      if (tag !== outside) row[0] += 1
      if (told !== outside) row[1] += 1
      if (told === tag && tag !== outside) row[2] += 1
      if (told === tag) row[3] += 1
      row[4] += 1
    })
  })
  return scoredBySums(counts, width, ([wanted, told, found, right, all]) => ({
    precision: ratio(found, told), recall: ratio(found, wanted), f1: ratio(2 * found, wanted + told), tagAccuracy: ratio(right, all),
  }))
}

/** Loss is in nats a step, over all steps of a sample. */
export function scoreTags(fitted: TaggingFitted, part: TaggingPart, tagged: readonly Tagged[]): Scoring {
  const predicted = tagged.map(({ written }) => written)
  const tags = scoredTags(fitted, part.gold, predicted)
  const losses = scoredBySums(Float64Array.from(tagged.flatMap(({ loss, written }) => [loss, written.length])), 2, ([nats, steps]) => ({ loss: ratio(nats, steps) }))
  const scored: Scored = { units: tagged.length, metrics: (sample) => ({ ...losses.metrics(sample), ...tags.metrics(sample) }) }
  return { scored, panels: () => taggingPanels(fitted, part, predicted) }
}
