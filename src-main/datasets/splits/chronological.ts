/** Parts that follow each other in time, with a gap between them. */
import type { SplitConfig } from '../../../src-shared/domain/split.ts'
import type { Keys } from './keys.ts'
import { emptySplit, shareNames, type Split } from './shares.ts'

/** Steps of time in order, whole steps into parts; `gap` steps before validation and before test are in none, nor is the end that no share covers. */
export function byTime(rows: Keys, config: SplitConfig): Split {
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
