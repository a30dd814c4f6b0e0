/** Rows -> training, validation and test: every example in at most one part, by rows and seed alone. */
import { fail } from '../../src-shared/contract/errors.ts'
import type { Cell, RoleRow } from '../../src-shared/domain/cell.ts'
import { splitNames, type SplitName } from '../../src-shared/domain/dataset.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import { itemAt, type RowList } from '../../src-shared/domain/prepared.ts'
import { partExpected, type SplitConfig, type SplitKind } from '../../src-shared/domain/split.ts'
import { splitOfName } from './importers/split-names.ts'
import { compareLabels } from './labels.ts'
import { createSeeded } from './seeded.ts'
import { lazily } from './stored-rows.ts'
import { detectTimes } from './times.ts'

/** Positions in the rows given, by part, ascending. Only rows in a gap, or after the shares of time, are in none. */
export type Split = Record<SplitName, number[]>

/** What a row is split by; each is undefined where the data has no such thing. */
export interface SplitKeys {
  label?: string
  group?: string
  /** Grows with time. */
  time?: number
  /** The part that the data names. */
  part?: string
  /** Rows with the same are never torn, however rows are drawn: a sentence with several translations. */
  together?: string
}

/** Splits rows as the roles of their cells say. @throws split.* */
export function splitRows(rows: readonly RoleRow[], config: SplitConfig): Split {
  return splitExamples(splitKeys(rows, config.kind), config)
}

const asText = (cell: Cell | undefined): string | undefined => (typeof cell === 'string' ? cell : undefined)

/** Made anew each time they are asked for: ten million of them would take a gigabyte. */
function splitKeys(rows: readonly RoleRow[], kind: SplitKind): Keys {
  const first = (row: RoleRow, role: Role): string | undefined => asText(row.cells[role]?.[0])
  const times = kind === 'chronological' ? timesOf(rows) : []
  const keysAt = (position: number): SplitKeys => {
    const row = rows[position]
    const { group, source } = row.cells
    return {
      label: first(row, 'label') ?? '',
      group: group?.map((cell) => asText(cell) ?? '').join('\t'),
      time: times[position],
      part: first(row, 'split'),
      together: source === undefined ? undefined : sourceKey(asText(source[0]) ?? ''),
    }
  }
  return { length: rows.length, at: (position) => (position < rows.length ? keysAt(position) : undefined), [Symbol.iterator]: () => lazily(rows.keys(), keysAt)[Symbol.iterator]() }
}

/** Letter case, spaces and the form of accents make no other sentence. */
const sourceKey = (text: string): string => text.normalize('NFC').toLowerCase().trim().replaceAll(/\s+/g, ' ')

/** Rows without a column of time are in order already. */
function timesOf(rows: readonly RoleRow[]): (number | undefined)[] {
  const cells = rows.map((row) => (row.cells.time ?? []).map((cell) => asText(cell) ?? ''))
  if (cells.every((own) => own.length === 0)) return rows.map((_, position) => position)
  const reader = detectTimes(cells) ?? fail('split.role-missing', { kind: 'chronological', role: 'time' })
  return cells.map((own) => reader.read(own) ?? undefined)
}

/** What rows are split by, row by row. */
type Keys = RowList<SplitKeys>

/** An example, or several that must not be torn, on their way into parts: positions. */
type Unit = number | number[]
const firstOf = (unit: Unit): number => (typeof unit === 'number' ? unit : unit[0])
const take = (positions: number[], unit: Unit): void => {
  if (typeof unit === 'number') positions.push(unit)
  else for (const position of unit) positions.push(position)
}

const rules: Record<SplitKind, (rows: Keys, config: SplitConfig) => Split> = {
  // A label that hardly repeats is a number to predict: there are no classes to keep apart.
  stratified: (rows, config) => (hasClasses(rows) ? stratify(byLabel(unitsOf(rows), rows), shareNames(config), config.seed) : rules.random(rows, config)),
  random: (rows, config) => shareOut(createSeeded(config.seed, 'split').shuffle(unitsOf(rows)), shareNames(config)),
  group: (rows, config) => shareGroups(rows, shareNames(config), config.seed, 'split'),
  chronological: (rows, config) => byTime(rows, config),
  column: (rows, config) => byColumn(rows, config),
  kfold: (rows, config) => byFold(rows, config),
}

/**
 * stratified: each class is shuffled on its own stream of the seed and shared out, at most one row away from its exact
 * share; what rounding leaves over goes to the part that is furthest behind so far, so that many small classes do not
 * all favour one part. A class's first row always goes to training. random: all rows are shuffled together. group: groups
 * are shuffled and each goes to the part that is furthest behind. chronological: rows by time, a step of time in one part.
 * column: as the data says. kfold: the test part is one of k folds.
 * @throws split.too-small where a part with a share would have no rows; split.class-missing where training would have
 *   fewer than two classes of several; split.role-missing, split.part-unknown
 */
export function splitExamples(rows: Keys, config: SplitConfig): Split {
  const split = rules[config.kind](rows, config)
  for (const name of splitNames) split[name].sort((a, b) => a - b)
  check(rows, config, split)
  return split
}

function hasClasses(rows: Keys): boolean {
  const labels = new Set<string | undefined>()
  for (const { label } of rows) {
    labels.add(label)
    if (2 * labels.size > Math.max(4, rows.length)) return false
  }
  return true
}

type Shares = { name: SplitName; share: number }[]

const shareNames = (config: SplitConfig): Shares => splitNames.map((name) => ({ name, share: config[name] }))

/** Rows one by one, but those that belong together. */
function unitsOf(rows: Keys): Unit[] {
  const units: Unit[] = []
  const known = new Map<string, number[]>()
  let position = 0
  for (const { together } of rows) {
    const unit = together === undefined ? undefined : known.get(together)
    if (unit) unit.push(position)
    else if (together === undefined) units.push(position)
    else {
      const own = [position]
      units.push(own)
      known.set(together, own)
    }
    position++
  }
  return units
}

const emptySplit = (): Split => ({ train: [], validation: [], test: [] })

function stratify(classes: [string, Unit[]][], shares: Shares, seed: number, purpose = 'split'): Split {
  const split = emptySplit()
  const behind = shares.map(() => 0)
  for (const [label, own] of classes) share(createSeeded(seed, `${purpose}:${label}`).shuffle(own), shares, behind, split)
  return split
}

function shareOut(units: Unit[], shares: Shares): Split {
  const split = emptySplit()
  share(units, shares, shares.map(() => 0), split)
  return split
}

/** Appends `units` to the parts, by their number; `behind[p]` is by how many rows part p has fallen short so far, kept up to date. */
function share(units: Unit[], shares: Shares, behind: number[], split: Split): void {
  // 1e-9: 0.1 * 30 must not become 2.9999999999999996, hence 2.
  const counts = shares.map((part) => Math.floor(part.share * units.length + 1e-9))
  const rounded = shares.map((part, place) => part.share * units.length - counts[place])
  rounded.forEach((lost, part) => (behind[part] += lost))
  const raised = new Set<number>()
  for (let left = units.length - counts.reduce((sum, count) => sum + count, 0); left > 0; left--) {
    const open = shares.map((_, part) => part).filter((part) => rounded[part] > 1e-9 && !raised.has(part))
    const needsTraining = counts[0] === 0 && open.includes(0)
    const chosen = needsTraining ? 0 : open.reduce((best, part) => (behind[part] > behind[best] + 1e-9 ? part : best))
    counts[chosen]++
    behind[chosen]--
    raised.add(chosen)
  }
  let from = 0
  shares.forEach(({ name }, part) => {
    for (let at = from; at < from + counts[part]; at++) take(split[name], units[at])
    from += counts[part]
  })
}

/** Groups in random order, the large ones first, each to the part that lacks most of its share; every part gets one where there are enough. */
function shareGroups(rows: Keys, shares: Shares, seed: number, purpose: string): Split {
  const split = emptySplit()
  const open = shares.filter((part) => part.share > 0)
  const groups = createSeeded(seed, purpose).shuffle(groupsOf(rows)).sort((a, b) => b.length - a.length)
  groups.forEach((positions, place) => {
    const left = groups.length - place
    const empty = open.filter(({ name }) => split[name].length === 0)
    const candidates = empty.length >= left ? empty : open
    const lack = ({ name, share: own }: Shares[number]): number => own * rows.length - split[name].length
    const chosen = candidates.reduce((best, one) => (lack(one) > lack(best) ? one : best))
    for (const position of positions) split[chosen.name].push(position)
  })
  return split
}

/** Rows of each group; a row without one stands by itself. */
function groupsOf(rows: Keys): number[][] {
  const groups = new Map<string | number, number[]>()
  let named = false
  let position = 0
  for (const { group, together } of rows) {
    named ||= group !== undefined && group !== ''
    const key = group === undefined || group === '' ? (together === undefined ? position : `\0${together}`) : group
    const own = groups.get(key)
    if (own) own.push(position)
    else groups.set(key, [position])
    position++
  }
  return named ? [...groups.values()] : fail('split.role-missing', { kind: 'group', role: 'group' })
}

/** Steps of time in order, whole steps into parts; `gap` steps before validation and before test are in none, nor is the end that no share covers. */
function byTime(rows: Keys, config: SplitConfig): Split {
  const split = emptySplit()
  const gap = config.kind === 'chronological' ? config.gap : 0
  const timed = Array.from(rows, ({ time }, position) => ({ time: time ?? NaN, position })).filter(({ time }) => !Number.isNaN(time)).sort((a, b) => a.time - b.time || a.position - b.position)
  const steps: number[][] = []
  timed.forEach(({ time, position }, place) => {
    if (place > 0 && timed[place - 1].time === time) steps[steps.length - 1].push(position)
    else steps.push([position])
  })
  let before = 0
  let from = 0
  for (const { name, share: own } of shareNames(config)) {
    before += own
    const until = Math.floor(before * steps.length + 1e-6)
    const start = name === 'train' || from === 0 ? from : from + gap
    for (const positions of steps.slice(start, until)) split[name].push(...positions)
    from = until
  }
  return split
}

function namesParts(rows: Keys): boolean {
  for (const { part } of rows) if (part !== undefined) return true
  return false
}

/** What a column says; a part that it never names is drawn from training by its share. */
function byColumn(rows: Keys, config: SplitConfig): Split {
  if (!namesParts(rows)) fail('split.role-missing', { kind: 'column', role: 'split' })
  const split = emptySplit()
  let row = 0
  for (const { part = '' } of rows) split[splitOfName(part) ?? fail('split.part-unknown', { value: part, row: row + 1 })].push(row++)
  for (const name of ['validation', 'test'] as const) {
    if (split[name].length > 0 || config[name] === 0 || split.train.length === 0) continue
    const training = pick(rows, split.train)
    const inTraining = (unit: Unit): Unit => (typeof unit === 'number' ? split.train[unit] : unit.map((place) => split.train[place]))
    const drawn = stratify(byLabel(unitsOf(training).map(inTraining), rows), [
      { name: 'train', share: 1 - config[name] },
      { name, share: config[name] },
    ], config.seed, `split:${name}`)
    split.train = drawn.train
    split[name] = drawn[name]
  }
  return split
}

/** Folds of equal size; the others, less the validation share of all rows, are for training. */
function byFold(rows: Keys, config: SplitConfig): Split {
  if (config.kind !== 'kfold') return emptySplit()
  const { folds, fold, by, seed, validation } = config
  const own = foldsOf(rows, by, folds, seed)
  const rest = own.flatMap((positions, place) => (place === fold - 1 ? [] : positions)).sort((a, b) => a - b)
  const within = Math.min(1, validation / (1 - 1 / folds))
  const shares: Shares = [{ name: 'train', share: 1 - within }, { name: 'validation', share: within }]
  const kept = pick(rows, rest)
  const inner = by === 'group' ? shareGroups(kept, shares, seed, 'kfold') : by === 'stratified' ? stratify(byLabel(unitsOf(kept), kept), shares, seed, 'kfold') : shareOut(createSeeded(seed, 'kfold').shuffle(unitsOf(kept)), shares)
  return { train: inner.train.map((place) => rest[place]), validation: inner.validation.map((place) => rest[place]), test: own[fold - 1] }
}

/** Rows dealt to k hands: by class, all together, or whole groups to the smallest hand. */
function foldsOf(rows: Keys, by: 'stratified' | 'random' | 'group', folds: number, seed: number): number[][] {
  const hands = Array.from({ length: folds }, (): number[] => [])
  if (by === 'group') {
    for (const positions of createSeeded(seed, 'folds').shuffle(groupsOf(rows)).sort((a, b) => b.length - a.length)) {
      const smallest = hands.reduce((best, hand) => (hand.length < best.length ? hand : best))
      for (const position of positions) smallest.push(position)
    }
    return hands
  }
  const classes = by === 'stratified' ? byLabel(unitsOf(rows), rows) : ([['', unitsOf(rows)]] as [string, Unit[]][])
  let next = 0
  for (const [label, units] of classes) {
    for (const unit of createSeeded(seed, `folds:${label}`).shuffle(units)) take(hands[next++ % folds], unit)
  }
  return hands
}

/** Some of the rows, in the order given. */
const pick = (rows: Keys, positions: readonly number[]): Keys => ({
  length: positions.length,
  at: (place) => rows.at(positions[place]),
  [Symbol.iterator]: () => lazily(positions, (position) => itemAt(rows, position))[Symbol.iterator](),
})

/** By the label of each one's first row. */
function byLabel(units: Unit[], rows: Keys): [string, Unit[]][] {
  const classes = new Map<string, Unit[]>()
  for (const unit of units) {
    const { label = '' } = itemAt(rows, firstOf(unit))
    const own = classes.get(label)
    if (own) own.push(unit)
    else classes.set(label, [unit])
  }
  return [...classes].sort(([a], [b]) => compareLabels(a, b))
}

/** Classes that lack rows in a part that has a share: label, its rows in all, and the parts without it. */
export function missingClasses(rows: Keys, config: SplitConfig, split: Split): { label: string; count: number; parts: SplitName[] }[] {
  if (!hasClasses(rows)) return []
  const present = Object.fromEntries(splitNames.map((name) => [name, new Set(lazily(split[name], (position) => itemAt(rows, position).label ?? ''))]))
  return byLabel(unitsOf(rows), rows)
    .map(([label, units]) => ({ label, count: units.length, parts: splitNames.filter((name) => partExpected(config, name) && !present[name].has(label)) }))
    .filter(({ parts }) => parts.length > 0)
}

function check(rows: Keys, config: SplitConfig, split: Split): void {
  for (const name of splitNames) {
    if (partExpected(config, name) && split[name].length === 0) fail('split.too-small', { part: name })
  }
  const learned = new Set(lazily(split.train, (position) => itemAt(rows, position).label ?? ''))
  if (learned.size >= 2) return
  const missing = byLabel(unitsOf(rows), rows).filter(([label]) => !learned.has(label)).sort((a, b) => b[1].length - a[1].length)[0]
  if (missing) fail('split.class-missing', { label: missing[0], count: missing[1].length })
}
