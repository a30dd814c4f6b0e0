/** Results of the proof kept in a file, one JSON object a line, so that a long proof can be run in pieces. Each says which commit it ran on. */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { ProveResult } from './prove-row.ts'

const line = z.object({ row: z.string(), seed: z.number(), commit: z.string(), figures: z.record(z.string(), z.number()), seconds: z.number() })

export interface Kept {
  find: (row: string, seed: number) => ProveResult | undefined
  add: (row: string, seed: number, result: ProveResult) => ProveResult
}

/** `file` null keeps nothing. To prove a row anew after a change, take its lines out of the file. */
export function createKept(file: string | null): Kept {
  const lines = file !== null && existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter((text) => text !== '').map((text) => line.parse(JSON.parse(text))) : []
  const commit = (): string => execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  return {
    find: (row, seed) => lines.findLast((one) => one.row === row && one.seed === seed),
    add: (row, seed, result) => {
      if (file !== null) appendFileSync(file, `${JSON.stringify({ row, seed, commit: commit(), ...result })}\n`)
      return result
    },
  }
}
