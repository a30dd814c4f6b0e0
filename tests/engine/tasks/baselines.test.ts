import { expect, test } from 'vitest'
import { logSumExp, softmax } from '../../../src-main/engine/metrics/outcome.ts'
import { logisticRegression } from '../../../src-main/engine/tasks/classification/baselines/logistic-regression.ts'
import { majority } from '../../../src-main/engine/tasks/classification/baselines/majority.ts'
import { naiveBayes } from '../../../src-main/engine/tasks/classification/baselines/naive-bayes.ts'
import type { BaselineInput } from '../../../src-main/engine/tasks/classification/baselines/bag-of-words.ts'
import { textPartSchema } from '../../../src-shared/domain/preprocessing.ts'
import type { Input } from '../../../src-shared/domain/prepared.ts'
import { createRandom } from '../../../src-main/engine/random.ts'
import recorded from '../fixtures/classification.json' with { type: 'json' }

const { bags } = recorded
const documents = bags.documents.map((words) => Int32Array.from(words))
const train = { sequences: documents.slice(0, bags.train), labels: Int32Array.from(bags.labels.slice(0, bags.train)), indices: new Int32Array(bags.train) }
const words: Input = { kind: 'tokens', preprocessing: textPartSchema.parse({}), vocabulary: Array.from({ length: bags.vocabulary }, (_, row) => `word ${row}`), merges: [] }
const input = (): BaselineInput => ({ train, classes: bags.classes, input: words, random: createRandom(1) })

test('naive Bayes says what scikit-learn says', () => {
  const predict = naiveBayes(input())
  documents.slice(bags.train).forEach((tokens, row) => {
    const scores = predict(tokens)
    const normalizer = logSumExp(scores)
    bags.naiveBayes[row].forEach((golden, label) => expect(scores[label] - normalizer).toBeCloseTo(golden, 9))
  })
})

test('logistic regression comes within 2 % of the optimum scikit-learn finds, and to like probabilities', () => {
  const predict = logisticRegression(input())
  // The weights of a class are its scores of texts of one word, less the bias, which is the score of an empty text.
  const bias = predict(new Int32Array(0))
  let penalty = 0
  for (let word = 2; word < bags.vocabulary; word++) predict(Int32Array.of(word)).forEach((score, label) => (penalty += (score - bias[label]) ** 2))
  const objective = train.sequences.reduce((sum, tokens, row) => sum - Math.log(softmax(predict(tokens))[train.labels[row]]), 0) / bags.train + penalty / 2 / bags.train
  expect(objective).toBeGreaterThan(bags.logisticObjective * 0.999)
  expect(objective).toBeLessThan(bags.logisticObjective * 1.02)
  documents.slice(bags.train).forEach((tokens, row) => {
    softmax(predict(tokens)).forEach((probability, label) => expect(Math.abs(probability - bags.logisticProbabilities[row][label])).toBeLessThan(0.05))
  })
})

test('the same seed gives the same logistic regression', () => {
  const [one, other] = [logisticRegression(input()), logisticRegression(input())]
  expect(one(documents[0])).toEqual(other(documents[0]))
})

test('majority answers with the shares of the training split; a class without examples is not impossible', () => {
  const shares = softmax(majority({ ...input(), classes: bags.classes + 1 })(documents[0]))
  for (let label = 0; label < bags.classes; label++) {
    expect(shares[label]).toBeCloseTo(train.labels.filter((other) => other === label).length / bags.train, 3)
  }
  expect(shares[bags.classes]).toBeGreaterThan(0)
})

test('padding and unknown tokens are not words', () => {
  const predict = naiveBayes(input())
  expect(predict(Int32Array.of(0, 1, 5, 1))).toEqual(predict(Int32Array.of(5)))
})
