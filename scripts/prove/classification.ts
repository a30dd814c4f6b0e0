/** Sentiment, names, and three sets of series with the parts that their authors published. */
import { readdirSync } from 'node:fs'
import type { Config } from '../../src-shared/domain/config.ts'
import type { ProveResult, ProveRow } from './prove-row.ts'
import { sharedData, trainFiles, type Proof } from './train-files.ts'

const task = 'classification'

/** With a figure: by how much the model is above a baseline in a metric. */
async function against(baseline: string, metric: string, proof: Proof): Promise<ProveResult> {
  const { figures, seconds } = await trainFiles(proof)
  return { seconds, figures: { ...figures, above: figures[metric] - figures[`baseline.${baseline}.${metric}`] } }
}

/** A new draw of the parts for each seed. */
const stratified = (seed: number) => (config: Config) => ({ ...config, split: { kind: 'stratified', train: 0.8, validation: 0.1, test: 0.1, seed } })

const sentences = ['amazon_cells', 'imdb', 'yelp'].map((name) => `${name}_labelled.txt`)

const series = (name: string, least: number, neighbour: number): ProveRow => ({
  name: name.toLowerCase(), task, data: `${name}, its own parts`, metric: 'accuracy', must: { at: 'least', value: least }, minutes: 5, needs: ['ts'],
  reference: `1-nearest neighbour, Euclidean: ${neighbour}.`,
  run: (seed) => trainFiles({ files: ['TRAIN', 'TEST'].map((part) => sharedData('ts', name, `${name}_${part}.ts`)), options: { task }, preset: 'series', seed }),
})

export const classificationRows: ProveRow[] = [
  {
    name: 'sentiment', task, data: '3,000 sentences of three sites', metric: 'above', must: { at: 'least', value: -0.03 }, minutes: 5, needs: ['sentiment_labelled_sentences'],
    reference: 'Accuracy above that of naive Bayes on the same rows, which reaches 0.81 to 0.82.',
    run: (seed) => against('naiveBayes', 'accuracy', { files: sentences.map((file) => sharedData('sentiment_labelled_sentences', file)), options: { task }, preset: 'standard', seed, change: stratified(seed) }),
  },
  series('BasicMotions', 0.95, 0.6),
  series('ItalyPowerDemand', 0.955, 0.955),
  series('GunPoint', 0.913, 0.913),
  {
    name: 'names', task, data: '20,050 names of 18 languages', metric: 'above', must: { at: 'least', value: 0.08 }, minutes: 15, needs: ['names_classification'],
    reference: 'Macro-F1 above that of naive Bayes on n-grams of characters, 0.545.',
    run: (seed) => against('ngramNaiveBayes', 'macroF1', {
      files: readdirSync(sharedData('names_classification', 'data', 'names')).filter((file) => file.endsWith('.txt')).map((file) => sharedData('names_classification', 'data', 'names', file)),
      options: { task }, preset: 'characters', seed, change: stratified(seed),
    }),
  },
]
