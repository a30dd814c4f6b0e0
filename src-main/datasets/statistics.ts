/** What a split and a preprocessing make of a dataset, told before a run pays for it. */
import type { PreprocessingConfig, SplitConfig } from '../../src-shared/domain/config.ts'
import { splitNames, type Example, type Finding, type SplitName, type SplitStatistics } from '../../src-shared/domain/dataset.ts'
import { finding } from '../../src-shared/domain/finding.ts'
import { compareLabels } from './labels.ts'
import { summarizeLengths } from './lengths.ts'
import { missingClasses, splitExamples, type Split } from './splits.ts'
import { readExamples } from './store.ts'
import { tokenize, tokenizers } from './text/tokenizers.ts'
import { createVocabularyCounter } from './text/vocabulary.ts'

const shownDuplicates = 20
const shownMissingClasses = 20
/** Shares above which a finding says so. */
const worthSaying = { truncated: 0.01, outOfVocabulary: 0.15 }

/** Sizes, balance, lengths, vocabulary and leaks of the split, with findings. @throws dataset.*, split.* */
export async function splitStatistics(directory: string, split: SplitConfig, preprocessing: PreprocessingConfig): Promise<SplitStatistics> {
  return statisticsOf(await readExamples(directory), split, preprocessing)
}

export function statisticsOf(examples: readonly Example[], splitConfig: SplitConfig, preprocessing: PreprocessingConfig): SplitStatistics {
  const split = splitExamples(examples, splitConfig)
  const tokens = measureTokens(examples, split, preprocessing)
  const duplicates = duplicatesAcross(examples, split)
  const statistics = {
    sizes: sizesOf(split),
    balance: balanceOf(examples, split),
    ...tokens,
    duplicatesAcross: duplicates.length,
    duplicateExamples: duplicates.slice(0, shownDuplicates),
  }
  return { ...statistics, findings: findingsOf(statistics, missingClasses(examples, splitConfig, split), preprocessing) }
}

function measureTokens(examples: readonly Example[], split: Split, preprocessing: PreprocessingConfig): Pick<SplitStatistics, 'lengths' | 'vocabulary' | 'outOfVocabulary' | 'truncated'> {
  const limit = preprocessing.maximumLength
  const lengths: number[] = []
  let cut = 0
  const read = (position: number): string[] => {
    const all = tokenize(examples[position].text, preprocessing)
    lengths.push(Math.max(1, all.length))
    if (all.length > limit) cut++
    return all.slice(0, limit)
  }
  const counter = createVocabularyCounter()
  for (const position of split.train) counter.add(read(position))
  const vocabulary = counter.list(preprocessing)
  const known = new Set(vocabulary)
  let seen = 0
  let unknown = 0
  for (const position of split.validation) {
    for (const token of read(position)) {
      seen++
      if (!known.has(token)) unknown++
    }
  }
  for (const position of split.test) read(position)
  return {
    lengths: summarizeLengths(lengths, tokenizers[preprocessing.tokenizer].unit),
    vocabulary: vocabulary.length,
    outOfVocabulary: seen === 0 ? 0 : unknown / seen,
    truncated: lengths.length === 0 ? 0 : cut / lengths.length,
  }
}

function sizesOf(split: Split): Record<SplitName, number> {
  return { train: split.train.length, validation: split.validation.length, test: split.test.length }
}

function balanceOf(examples: readonly Example[], split: Split): SplitStatistics['balance'] {
  const rows = new Map<string, Record<SplitName, number>>()
  for (const name of splitNames) {
    for (const position of split[name]) {
      const { label } = examples[position]
      const row = rows.get(label) ?? { train: 0, validation: 0, test: 0 }
      row[name]++
      rows.set(label, row)
    }
  }
  return [...rows].sort(([a], [b]) => compareLabels(a, b)).map(([label, counts]) => ({ label, ...counts }))
}

/** Texts that stand, letter for letter, in more than one part, in order of appearance. */
function duplicatesAcross(examples: readonly Example[], split: Split): SplitStatistics['duplicateExamples'] {
  const partsOf = new Map<string, Set<SplitName>>()
  for (const name of splitNames) {
    for (const position of split[name]) {
      const { text } = examples[position]
      partsOf.set(text, (partsOf.get(text) ?? new Set()).add(name))
    }
  }
  return [...partsOf].filter(([, parts]) => parts.size > 1).map(([text, parts]) => ({ text, splits: [...parts] }))
}

function findingsOf(
  { duplicatesAcross: copies, truncated, outOfVocabulary }: Pick<SplitStatistics, 'duplicatesAcross' | 'truncated' | 'outOfVocabulary'>,
  missing: ReturnType<typeof missingClasses>,
  preprocessing: PreprocessingConfig,
): Finding[] {
  const percent = (share: number) => Math.round(share * 1000) / 10
  const findings = missing.slice(0, shownMissingClasses).map(({ label, count, parts }) => finding('class-missing', { label, count, parts: parts.join(', ') }))
  if (copies > 0) findings.push(finding('duplicates-across', { count: copies }))
  if (truncated > worthSaying.truncated) findings.push(finding('truncated', { percent: percent(truncated), maximum: preprocessing.maximumLength }))
  if (outOfVocabulary > worthSaying.outOfVocabulary) findings.push(finding('out-of-vocabulary', { percent: percent(outOfVocabulary) }))
  return findings
}
