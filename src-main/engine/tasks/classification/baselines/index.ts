/** The table of baselines: simple methods beside which a network must be read. Names are keys of locales `runs.baselines.*`. */
import type { Input, InputKind } from '../../../../../src-shared/domain/prepared.ts'
import type { Baseline } from './bag-of-words.ts'
import { logisticRegression } from './logistic-regression.ts'
import { majority } from './majority.ts'
import { naiveBayes } from './naive-bayes.ts'
import { nearestNeighbour } from './nearest-neighbour.ts'

/** A row: the baseline and the inputs that it can read. */
export const baselines: Record<string, { learn: Baseline; reads: readonly InputKind[] }> = {
  majority: { learn: majority, reads: ['tokens', 'series', 'audio', 'frames'] },
  nearestNeighbour: { learn: nearestNeighbour, reads: ['series', 'audio', 'frames'] },
  naiveBayes: { learn: naiveBayes, reads: ['tokens'] },
  logisticRegression: { learn: logisticRegression, reads: ['tokens'] },
}

export const baselinesFor = ({ kind }: Input): [string, Baseline][] =>
  Object.entries(baselines).flatMap(([name, { learn, reads }]): [string, Baseline][] => (reads.includes(kind) ? [[name, learn]] : []))
