/** Taggers that do not read: the tag most frequent of all, and each word's most frequent one. Names are keys of locales `runs.baselines.*`. */
import type { TaggingFitted, TaggingPart } from '../../../../src-shared/domain/tasks/tagging.ts'
import { fitFrequentTags } from '../../baselines/frequent-tag.ts'

type Tagging = (words: readonly string[], steps: number) => string[]

/** Fitted on the training part; tags in the scheme of the data. */
export function baselinesOf({ input }: TaggingFitted, train: TaggingPart): [string, Tagging][] {
  const names = [...new Set(train.gold.flat())]
  const rows = new Map(names.map((name, row) => [name, row]))
  const tags = train.gold.map((own) => Int32Array.from(own, (tag) => rows.get(tag) ?? 0))
  const counts = new Int32Array(names.length)
  for (const own of tags) for (const tag of own) counts[tag] += 1
  const most = names[counts.indexOf(Math.max(...counts))] ?? ''
  const majority: [string, Tagging] = ['majority', (_words, steps) => Array.from({ length: steps }, () => most)]
  if (input.kind !== 'words') return [majority]

  const words = new Map<string, number>()
  const rowsOf = (sentence: readonly string[]): Int32Array =>
    Int32Array.from(sentence, (word) => {
      const known = words.get(word) ?? words.size
      words.set(word, known)
      return known
    })
  const frequent = fitFrequentTags(train.items.map((item) => rowsOf(item.words)), tags, names.length)
  return [majority, ['mostFrequentTag', (sentence) => Array.from(frequent(rowsOf(sentence)), (tag) => names[tag])]]
}
