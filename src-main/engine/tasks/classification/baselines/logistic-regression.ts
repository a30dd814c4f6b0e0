import { softmax } from '../../../metrics/outcome.ts'
import { countWords, vocabularySize, type Baseline } from './bag-of-words.ts'

/** Epochs for small data; large data needs fewer, and gets no more than `updates` changes of a weight, which take about a second. */
const mostEpochs = 40
const fewestEpochs = 4
const updates = 2e7
const learningRate = 0.5

/**
 * Multinomial logistic regression on word counts, with an L2 penalty:
 *
 *   minimise  mean_n -log softmax(W x_n + b)[label_n]  +  |W|^2 / (2 N)
 *
 * which is scikit-learn's C = 1. Stochastic gradient descent, one text at a time, with AdaGrad's step per weight and the
 * mean of the weights over the second half of the epochs. The penalty of a weight is applied where its word occurs,
 * divided by the texts it occurs in, so that each epoch applies it once in full.
 */
export const logisticRegression: Baseline = ({ train, classes, input, random }) => {
  const vocabulary = vocabularySize(input)
  const bags = train.sequences.map((tokens) => [...countWords(tokens)])
  const sizeOfEpoch = classes * bags.reduce((sum, bag) => sum + bag.length + 1, 0)
  const epochs = Math.min(mostEpochs, Math.max(fewestEpochs, 2 * Math.floor(updates / sizeOfEpoch / 2)))
  const occursIn = new Float64Array(vocabulary)
  for (const bag of bags) for (const [word] of bag) occursIn[word] += 1

  // Row k holds class k's weights by word and, last, its bias.
  const create = (): Float64Array[] => Array.from({ length: classes }, () => new Float64Array(vocabulary + 1))
  const [weights, squares, means] = [create(), create(), create()]
  const scoresOf = (rows: Float64Array[], bag: [number, number][]): Float64Array =>
    Float64Array.from(rows, (row) => bag.reduce((sum, [word, count]) => sum + count * row[word], row[vocabulary]))

  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const position of random.shuffle(bags.map((_, index) => index))) {
      const bag = bags[position]
      const probabilities = softmax(scoresOf(weights, bag))
      weights.forEach((row, label) => {
        const error = probabilities[label] - (train.labels[position] === label ? 1 : 0)
        const move = (index: number, gradient: number): void => {
          squares[label][index] += gradient * gradient
          if (squares[label][index] > 0) row[index] -= (learningRate * gradient) / Math.sqrt(squares[label][index])
        }
        for (const [word, count] of bag) move(word, error * count + row[word] / occursIn[word])
        move(vocabulary, error)
      })
    }
    if (epoch >= epochs / 2) means.forEach((row, label) => row.forEach((mean, index) => (row[index] = mean + (weights[label][index] * 2) / epochs)))
  }
  return (tokens) => scoresOf(means, [...countWords(tokens)])
}
