/** What shows how a classifier errs: confusions, what its probabilities tell apart and whether they hold, and its worst mistakes. */
import type { Panel } from '../../../../src-shared/domain/evaluation.ts'
import type { ClassificationPart } from '../../../../src-shared/domain/tasks/classification.ts'
import { precisionRecallPoints, rocPoints, thresholdCurve, type Curve } from '../../metrics/curves.ts'
import { reliabilityBins } from '../../metrics/calibration.ts'
import { labelScores } from '../../metrics/label-scores.ts'
import { perLabelOfSets } from '../../metrics/multi-label.ts'
import { argmax, createOutcome, logSumExp, softmax, type Scores } from '../../metrics/outcome.ts'
import type { Calibration } from './targets/target.ts'

const shownExamples = 30
/** Curves in one picture: those of the classes with the most rows. */
const shownCurves = 6
/** Points of a curve: more cannot be seen. */
const curvePoints = 200

type Line = Extract<Panel, { kind: 'lines' }>['lines'][number]
type Item = Extract<Panel, { kind: 'examples' }>['items'][number]

/** @param told scores of which the largest is the class told; `scores` those behind the probabilities */
export function classPanels(part: ClassificationPart, scores: readonly Scores[], told: readonly Scores[], names: string[], calibration: Calibration): Panel[] {
  const { matrix, predicted } = createOutcome(part.labels, told, names.length)
  const perLabel = labelScores(matrix).map(({ precision, recall, f1, support }, index) => ({ label: names[index], precision, recall, f1, support }))
  const probabilities = scores.map(softmax)
  const support = perLabel.map((row) => row.support)
  const compared = names.length === 2 ? [1] : most(support, shownCurves)
  const curves = compared.map((label) => ({ name: names[label], curve: thresholdCurve(probabilities.map((own) => own[label]), Array.from(part.labels, (own) => own === label)) }))
  const items = Array.from(part.labels, (label, row) => ({ row, label, score: logSumExp(scores[row]) - scores[row][label] })).filter(({ row, label }) => predicted[row] !== label)
  return [
    { kind: 'confusion', code: 'confusion', title: 'Confusion matrix', labels: names, matrix, perLabel },
    worst(part, items.map(({ row, label, score }) => ({ row, truth: names[label], answer: names[predicted[row]], score }))),
    ...curvePanels(curves),
    calibrationPanel(part.labels, scores),
    ...(names.length === 2 && calibration.thresholds[0] !== 0.5 ? [thresholdPanel([names[1]], calibration)] : []),
  ]
}

/** Several classes at once. `told` [N, C]: 1 where a class was told. */
export function classesPanels(part: ClassificationPart, probabilities: readonly Scores[], told: Float32Array, names: string[], calibration: Calibration): Panel[] {
  const classes = names.length
  const truth = part.targets ?? new Float32Array()
  const perLabel = perLabelOfSets(truth, told, classes)
  const ofRow = (values: ArrayLike<number>, row: number): string => names.filter((_, label) => values[row * classes + label] > 0).join('|')
  const mistakes = probabilities.map((own, row) => ({
    row, truth: ofRow(truth, row), answer: ofRow(told, row),
    score: Array.from(own).reduce((sum, share, label) => sum - Math.log(Math.max(1e-12, truth[row * classes + label] > 0 ? share : 1 - share)), 0),
  })).filter((item) => item.truth !== item.answer)
  const curves = most(perLabel.map(({ support }) => support), shownCurves).map((label) => ({
    name: names[label], curve: thresholdCurve(probabilities.map((own) => own[label]), probabilities.map((_, row) => truth[row * classes + label])),
  }))
  return [
    {
      kind: 'table', code: 'perLabel', title: 'Each class by itself',
      columns: [{ name: 'Class', format: 'text' }, { name: 'Precision', format: 'share' }, { name: 'Recall', format: 'share' }, { name: 'F1', format: 'share' }, { name: 'Support', format: 'integer' }, { name: 'Threshold', format: 'share' }],
      rows: perLabel.map(({ precision, recall, f1, support }, label) => [names[label], precision, recall, f1, support, calibration.thresholds[label]]),
    },
    worst(part, mistakes),
    ...curvePanels(curves),
  ]
}

/** Numbers: what was told beside what is, and the worst of it. */
export function numberPanels(part: ClassificationPart, truth: ArrayLike<number>, told: Float64Array): Panel[] {
  const order = Array.from(told, (_, row) => row).sort((one, other) => truth[one] - truth[other])
  const shown = thin(order, curvePoints)
  const short = (value: number): string => String(Number(value.toPrecision(6)))
  return [
    {
      kind: 'lines', code: 'residuals', title: 'What was told for each true value', x: 'True', y: 'Predicted',
      lines: [
        { name: 'Model', dashed: false, points: shown.map((row): [number, number] => [truth[row], told[row]]) },
        { name: 'Perfect', dashed: true, points: shown.map((row): [number, number] => [truth[row], truth[row]]) },
      ],
    },
    worst(part, order.map((row) => ({ row, truth: short(truth[row]), answer: short(told[row]), score: Math.abs(told[row] - truth[row]) }))),
  ]
}

function worst({ indices, texts }: ClassificationPart, mistakes: (Omit<Item, 'index' | 'input'> & { row: number })[]): Panel {
  const items = mistakes.sort((one, other) => other.score - one.score).slice(0, shownExamples)
  return { kind: 'examples', code: 'worst-examples', title: 'Worst examples first', items: items.map(({ row, ...item }) => ({ index: indices[row], input: texts?.at(row) ?? '', ...item })) }
}

/** Of classes that have rows and of which others do not. */
function curvePanels(all: { name: string; curve: Curve }[]): Panel[] {
  const curves = all.filter(({ curve: { positives, negatives } }) => positives > 0 && negatives > 0)
  if (curves.length === 0) return []
  const lines = (points: (curve: Curve) => { x: number; y: number }[]): Line[] => curves.map(({ name, curve }) => ({ name, dashed: false, points: thin(points(curve), curvePoints).map(({ x, y }): [number, number] => [x, y]) }))
  return [
    { kind: 'lines', code: 'roc', title: 'ROC curve', x: 'False positive rate', y: 'True positive rate', lines: [...lines(rocPoints), { name: 'Chance', dashed: true, points: [[0, 0], [1, 1]] }] },
    { kind: 'lines', code: 'precision-recall', title: 'Precision and recall', x: 'Recall', y: 'Precision', lines: lines(precisionRecallPoints) },
  ]
}

function calibrationPanel(labels: Int32Array, scores: readonly Scores[]): Panel {
  const points = reliabilityBins(labels, scores, 10).filter(({ count }) => count > 0).map(({ confidence, accuracy }): [number, number] => [confidence, accuracy])
  return {
    kind: 'lines', code: 'calibration', title: 'Calibration', x: 'Stated probability', y: 'Share that is right',
    lines: [{ name: 'Model', dashed: false, points }, { name: 'Perfect', dashed: true, points: [[0, 0], [1, 1]] }],
  }
}

const thresholdPanel = (names: string[], { thresholds }: Calibration): Panel => ({
  kind: 'table', code: 'thresholds', title: 'Probability from which a class is told',
  columns: [{ name: 'Class', format: 'text' }, { name: 'Threshold', format: 'share' }],
  rows: names.map((name, place) => [name, thresholds[place]]),
})

/** Places of the largest values, in order of place. */
const most = (values: readonly number[], count: number): number[] => {
  const rest = [...values]
  return Array.from({ length: Math.min(count, rest.length) }, () => {
    const place = argmax(rest)
    rest[place] = -1
    return place
  }).sort((one, other) => one - other)
}

/** So many of them at most, first and last among them. */
const thin = <Value>(values: readonly Value[], count: number): Value[] =>
  values.length <= count ? [...values] : Array.from({ length: count }, (_, index) => values[Math.round((index * (values.length - 1)) / (count - 1))])
