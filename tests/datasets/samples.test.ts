import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { splitSchema } from '../../src-shared/domain/config.ts'
import { preprocessingSchema } from '../../src-shared/domain/preprocessing.ts'
import { sampleSchema } from '../../src-shared/domain/dataset.ts'
import { importFiles } from '../../src-main/datasets/import.ts'
import { samples } from '../../src-main/datasets/samples/index.ts'
import { makeReviews } from '../../src-main/datasets/samples/reviews.ts'
import { statisticsOf } from '../../src-main/datasets/statistics.ts'
import { labelledTexts, prepareTexts, rowsOf } from './prepared.ts'
import { newFolder } from './files.ts'

describe.each(samples)('the sample $name', (sample) => {
  it('imports without a loss and is as large as the gallery says', async () => {
    const folder = newFolder()
    const { paths, options } = await sample.write(folder.path)
    const dataset = await importFiles(paths, options, join(folder.path, 'out'))
    expect(dataset).toMatchObject({ sequences: sample.sequences, rejected: 0 })
    expect(dataset.labels).toHaveLength(sample.classes)
    expect(dataset.findings.filter(({ severity }) => severity === 'warning')).toEqual([])
    expect(Object.keys(sampleSchema.parse(sample)).sort()).toEqual(Object.keys(sampleSchema.shape).sort())
  })
})

describe('the synthetic reviews', () => {
  const examples = makeReviews(4000, 7).map(([text, label], index) => ({ index, text, label }))

  it('say that they are synthetic', () => expect(samples.filter(({ synthetic }) => synthetic).every(({ title, description }) => /synthetic/i.test(title) && /synthetic/i.test(description))).toBe(true))

  it('cannot be told by single words: naive Bayes stays below 70 %', () => {
    const { parts } = prepareTexts(examples)
    const counts = [new Map<number, number>(), new Map<number, number>()]
    const totals = [0, 0]
    for (const [row, tokens] of [...parts.train.sequences].entries()) {
      const own = counts[parts.train.labels[row]]
      for (const token of new Set(tokens)) own.set(token, (own.get(token) ?? 0) + 1)
      totals[parts.train.labels[row]]++
    }
    const score = (token: number, label: number) => Math.log(((counts[label].get(token) ?? 0) + 1) / (totals[label] + 2))
    const right = [...parts.test.sequences].filter((tokens, row) => {
      const evidence = [...new Set(tokens)].reduce((sum, token) => sum + score(token, 1) - score(token, 0), 0)
      return (evidence > 0 ? 1 : 0) === parts.test.labels[row]
    }).length
    expect(right / parts.test.sequences.length).toBeLessThan(0.7)
  })

  it('have no text in two splits and few unknown words', () => {
    const statistics = statisticsOf(labelledTexts, rowsOf(examples), splitSchema.parse({}), preprocessingSchema.parse({ kind: 'text' }))
    expect(statistics.duplicatesAcross).toBe(0)
    // A grammar makes sentences that differ in a word: they are said to be near, and nothing else is wrong.
    expect(statistics.findings.map(({ code }) => code)).toEqual(['near-duplicates', 'near-duplicates-across'])
    expect(statistics.outOfVocabulary).toBe(0)
  })
})
