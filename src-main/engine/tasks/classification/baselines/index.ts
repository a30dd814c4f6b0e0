/** The table of baselines: simple methods beside which a network must be read. Names are keys of locales `runs.baselines.*`. */
import type { Baseline } from './bag-of-words.ts'
import { logisticRegression } from './logistic-regression.ts'
import { majority } from './majority.ts'
import { naiveBayes } from './naive-bayes.ts'

export const baselines: Record<string, Baseline> = {
  majority,
  naiveBayes,
  logisticRegression,
}
