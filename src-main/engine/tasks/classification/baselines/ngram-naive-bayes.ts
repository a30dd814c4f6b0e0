import { fitNgramNaiveBayes } from '../../../baselines/ngram-naive-bayes.ts'
import type { Baseline } from './bag-of-words.ts'

/** What names and other short strings must be compared with. */
export const ngramNaiveBayes: Baseline = ({ train, classes }) => fitNgramNaiveBayes(train.sequences, train.labels, { classes })
