/** What a line stands for decides its colour; no chart is told a colour. */
import type { SplitName } from '../../src-shared/domain/dataset.ts'
import { runColor, runDash, type ChartTheme } from './theme.ts'

/** `line`: one of several lines that stand for nothing with a colour of its own, such as classes. */
export type Tint = { run: number } | { line: number } | { gate: string } | { split: SplitName } | 'text' | 'muted'

export function tintColor(theme: ChartTheme, tint: Tint): string {
  if (tint === 'text') return theme.text
  if (tint === 'muted') return theme.mutedText
  if ('run' in tint) return runColor(theme, tint.run)
  if ('line' in tint) return runColor(theme, tint.line)
  if ('gate' in tint) return theme.gates[tint.gate] ?? theme.text
  return theme.splits[tint.split]
}

export const tintDash = (tint: Tint): 'solid' | number[] => (typeof tint !== 'object' ? 'solid' : 'run' in tint ? runDash(tint.run) : 'line' in tint ? runDash(tint.line) : 'solid')
