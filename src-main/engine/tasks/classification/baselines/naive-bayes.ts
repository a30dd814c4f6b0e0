import { countWords, firstWord, logPriors, vocabularySize, type Baseline } from './bag-of-words.ts'

/**
 * Multinomial naive Bayes with Laplace smoothing:
 *
 *   score_k = log P(k) + sum_w n_w log((N_kw + 1) / (N_k + V))
 *
 * n_w: count of word w in the text; N_kw: its count in all training texts of class k; N_k: their sum; V: words known.
 */
export const naiveBayes: Baseline = ({ train, classes, input }) => {
  const vocabulary = vocabularySize(input)
  const counts = Array.from({ length: classes }, () => new Float64Array(vocabulary))
  const totals = new Float64Array(classes)
  train.sequences.forEach((tokens, position) => {
    const label = train.labels[position]
    for (const [word, count] of countWords(tokens)) {
      counts[label][word] += count
      totals[label] += count
    }
  })
  const words = vocabulary - firstWord
  const logLikelihoods = counts.map((row, label) => row.map((count) => Math.log((count + 1) / (totals[label] + words))))
  const priors = logPriors(train.labels, classes)
  return (tokens) => {
    const scores = priors.slice()
    for (const [word, count] of countWords(tokens)) logLikelihoods.forEach((row, label) => (scores[label] += count * row[word]))
    return scores
  }
}
