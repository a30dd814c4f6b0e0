/** Units into parts by their shares: all together, class by class, or whole groups. */
import { splitNames, type SplitName } from '../../../src-shared/domain/dataset.ts'
import type { SplitConfig } from '../../../src-shared/domain/split.ts'
import { createSeeded } from '../seeded.ts'
import type { Keys } from './keys.ts'
import { groupsOf, take, type Unit } from './units.ts'

/** Positions in the rows given, by part, ascending. Only rows in a gap, or after the shares of time, are in none. */
export type Split = Record<SplitName, number[]>

export const emptySplit = (): Split => ({ train: [], validation: [], test: [] })

export type Shares = { name: SplitName; share: number }[]

export const shareNames = (config: SplitConfig): Shares => splitNames.map((name) => ({ name, share: config[name] }))

export function stratify(classes: [string, Unit[]][], shares: Shares, seed: number, purpose = 'split'): Split {
  const split = emptySplit()
  const behind = shares.map(() => 0)
  for (const [label, own] of classes) share(createSeeded(seed, `${purpose}:${label}`).shuffle(own), shares, behind, split)
  return split
}

export function shareOut(units: Unit[], shares: Shares): Split {
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
export function shareGroups(rows: Keys, shares: Shares, seed: number, purpose: string): Split {
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
