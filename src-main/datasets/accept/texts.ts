/** Texts to generate more of, pairs of texts, and recordings with what is said in them. */
import type { ArrayCell } from '../../../src-shared/domain/cell.ts'
import { finding } from '../../../src-shared/domain/finding.ts'
import type { Finding } from '../../../src-shared/domain/dataset.ts'
import { WordCounter } from '../counting/word-counter.ts'
import { arrayFault, copyOf, countCharacters, createLengthCounter, createSecondsCounter, labelCounts, percentOf, textFault, vocabularyOf, type CreateCheck } from './check.ts'

/** Fewer characters than this teach a model little beyond their own wording. */
const smallCorpus = 20_000

export const checkGeneration: CreateCheck = ({ places }) => {
  const [[text], [label]] = [places('text'), places('label')]
  const lengths = createLengthCounter('characters')
  const counts = new Map<string, number>()
  let characters = 0
  return {
    fault: (cells) => textFault(cells[text], 'empty-text'),
    add: (cells) => {
      const length = countCharacters(cells[text] as string)
      lengths.add(length)
      characters += length
      const own = label === undefined ? undefined : cells[label]
      if (typeof own === 'string') counts.set(counts.has(own) ? own : copyOf(own), (counts.get(own) ?? 0) + 1)
    },
    result: () => ({ labels: labelCounts(counts), lengths: lengths.result(), findings: characters < smallCorpus ? [finding('corpus-small', { count: characters })] : [] }),
  }
}

/** A pair whose lengths differ so many times more than those of most pairs, of sentences that are not short: rarely a translation. */
const oddRatio = 4
const notShort = 40
/** Pairs whose ratio is remembered: the middle one is the usual ratio of the two languages. */
const rememberedPairs = 1 << 17

export const checkTranslation: CreateCheck = ({ names, places }) => {
  const [[source], [target]] = [places('source'), places('target')]
  const lengths = createLengthCounter('words')
  const words = new WordCounter()
  const ratios: number[] = []
  let same = 0
  return {
    fault: (cells) => textFault(cells[source], 'empty-source') ?? textFault(cells[target], 'empty-target'),
    add: (cells) => {
      const [from, into] = [cells[source] as string, cells[target] as string]
      lengths.add(Math.max(1, words.add(from)))
      if (from.trim() === into.trim()) same++
      if (Math.max(from.length, into.length) >= notShort && ratios.length < rememberedPairs) ratios.push(from.length / into.length)
    },
    result: (sequences) => {
      const findings: Finding[] = []
      const usual = ratios.sort((a, b) => a - b)[ratios.length >> 1] ?? 1
      const odd = ratios.filter((ratio) => Math.max(ratio / usual, usual / ratio) > oddRatio).length
      if (same > 0.02 * sequences) findings.push(finding('same-both', { count: same, percent: percentOf(same, sequences), source: names[source], target: names[target] }))
      if (odd > 0) findings.push(finding('length-ratio', { count: odd, ratio: oddRatio }))
      return { labels: [], lengths: lengths.result(), findings, vocabulary: vocabularyOf(words) }
    },
  }
}

/** More characters a second than anybody says: the transcript belongs to another recording. */
const fastest = 30

export const checkTranscription: CreateCheck = ({ places }) => {
  const [[audio], [transcript]] = [places('audio'), places('transcript')]
  const lengths = createSecondsCounter()
  const rates = new Set<number>()
  let dense = 0
  return {
    fault: (cells) => arrayFault(cells[audio], 'audio') ?? textFault(cells[transcript], 'empty-transcript'),
    add: (cells) => {
      const { shape: [steps], rate } = cells[audio] as ArrayCell
      const seconds = steps / (rate ?? 1)
      lengths.add(seconds)
      if (rate !== null) rates.add(rate)
      if (countCharacters(cells[transcript] as string) > fastest * seconds) dense++
    },
    result: () => {
      const findings: Finding[] = []
      if (dense > 0) findings.push(finding('transcript-dense', { count: dense, limit: fastest }))
      if (rates.size > 1) findings.push(finding('rates-differ', { lowest: Math.min(...rates), highest: Math.max(...rates) }))
      return { labels: [], lengths: lengths.result(), findings }
    },
  }
}

