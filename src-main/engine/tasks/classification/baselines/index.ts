/** The table of baselines: simple methods beside which a network must be read. Names are keys of locales `runs.baselines.*`. */
import type { SplitName } from '../../../../../src-shared/domain/dataset.ts'
import type { InputKind } from '../../../../../src-shared/domain/prepared.ts'
import type { ClassificationFitted, ClassificationPart, TargetKind } from '../../../../../src-shared/domain/tasks/classification.ts'
import type { PreparedOf } from '../../../../../src-shared/domain/tasks/index.ts'
import { scoredClassifier } from '../../../metrics/classifier.ts'
import { logSumExp, type Scores } from '../../../metrics/outcome.ts'
import type { Random } from '../../../random.ts'
import type { BaselineScoring } from '../../task.ts'
import { sigmoid, scoreSets } from '../targets/classes.ts'
import { scoreTold } from '../targets/number.ts'
import { scoreOrdered } from '../targets/ordinal.ts'
import { finite } from '../targets/target.ts'
import { holdPart, type Baseline, type HeldPart } from './bag-of-words.ts'
import { linear } from './linear.ts'
import { logisticRegression } from './logistic-regression.ts'
import { majority } from './majority.ts'
import { mean } from './mean.ts'
import { naiveBayes } from './naive-bayes.ts'
import { nearestNeighbour } from './nearest-neighbour.ts'
import { nearestNumber } from './nearest-number.ts'
import { ngramNaiveBayes } from './ngram-naive-bayes.ts'

const all: readonly InputKind[] = ['tokens', 'series', 'audio', 'frames']
const arrays: readonly InputKind[] = ['series', 'audio', 'frames']

/** A row: the baseline and the inputs that it can read. `characters`: only where these are the tokens. */
interface Row { learn: Baseline; reads: readonly InputKind[]; characters?: true }

export const baselines: Record<string, Row> = {
  majority: { learn: majority, reads: all },
  nearestNeighbour: { learn: nearestNeighbour, reads: arrays },
  naiveBayes: { learn: naiveBayes, reads: ['tokens'] },
  ngramNaiveBayes: { learn: ngramNaiveBayes, reads: ['tokens'], characters: true },
  logisticRegression: { learn: logisticRegression, reads: ['tokens'] },
}

/** Those of numbers: scores are one number each. */
const ofNumbers: Record<string, Row> = {
  mean: { learn: mean, reads: all },
  linear: { learn: linear, reads: all },
  nearestNeighbour: { learn: nearestNumber, reads: arrays },
}

const readable = (rows: Record<string, Row>, { input }: ClassificationFitted): [string, Baseline][] =>
  Object.entries(rows).flatMap(([name, { learn, reads, characters }]): [string, Baseline][] => {
    const suits = reads.includes(input.kind) && (!characters || (input.kind === 'tokens' && input.preprocessing.tokenizer === 'character'))
    return suits ? [[name, learn]] : []
  })

interface Question {
  fitted: ClassificationFitted
  train: HeldPart
  asked: ClassificationPart
  random: Random
}

type Score = (baseline: Baseline, question: Question) => BaselineScoring['scored']

function scoresOf(baseline: Baseline, { fitted, train, asked, random }: Question): Scores[] {
  return Array.from(asked.sequences, baseline({ train, classes: fitted.labels.length, input: fitted.input, random }))
}

/** Each class is asked for by itself, yes or no. */
function setsOf(baseline: Baseline, question: Question): BaselineScoring['scored'] {
  const { train, asked, fitted, random } = question
  const classes = fitted.labels.length
  const probabilities = Array.from(asked.labels, () => new Float64Array(classes))
  fitted.labels.forEach((name, label) => {
    const labels = Int32Array.from(train.sequences, (_, row) => train.targets?.[row * classes + label] ?? 0)
    const say = baseline({ train: { ...train, labels }, classes: 2, input: fitted.input, random: random.fork(name) })
    let row = 0
    for (const sequence of asked.sequences) {
      const [no, yes] = say(sequence)
      probabilities[row++][label] = sigmoid(yes - no)
    }
  })
  return scoreSets(asked, probabilities, new Float32Array(classes).fill(0.5), () => []).scored
}

const score: Record<TargetKind, Score> = {
  class: (baseline, question) => {
    const scored = scoredClassifier(question.asked.labels, scoresOf(baseline, question), question.fitted.labels.length)
    return { units: scored.units, metrics: (sample) => finite(scored.metrics(sample)) }
  },
  ordinal: (baseline, question) => scoreOrdered(question.asked.labels, scoresOf(baseline, question).map(normalised), question.fitted.labels.length, () => []).scored,
  classes: setsOf,
  number: (baseline, question) => scoreTold(question.asked, Float64Array.from(scoresOf(baseline, question), ([value]) => value), question.fitted, 0).scored,
}

/** Scores as log probabilities. */
function normalised(scores: Scores): Scores {
  const sum = logSumExp(scores)
  return Float64Array.from(scores, (value) => value - sum)
}

export function compareBaselines(fitted: ClassificationFitted, parts: PreparedOf<'classification'>['parts'], split: SplitName, random: Random): BaselineScoring[] {
  const train = holdPart(parts.train, random.fork('held'))
  return readable(fitted.target === 'number' ? ofNumbers : baselines, fitted).map(([name, baseline]) => ({
    name, scored: score[fitted.target](baseline, { fitted, train, asked: parts[split], random: random.fork(name) }),
  }))
}
