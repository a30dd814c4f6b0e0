/** Bounds on what an archive unpacks to: a bomb is noticed while it goes off, whatever the archive says of itself. */
import { Transform } from 'node:stream'
import { fail } from '../../../src-shared/contract/errors.ts'
import type { SourceFile } from '../reading/source.ts'

/** Of all archives of one import together. */
export const mostUnpacked = 64 * 2 ** 30
const limitInWords = '64 GB'
/** Text packs ten to one, a column of zeros a few hundred to one. Beyond both of these it is no data. */
const suspicious = { bytes: 256 * 2 ** 20, ratio: 300 }
const suspiciousInWords = '300 times its size'

export interface Budget {
  /** @throws import.archive-size where `bytes` more of `source` are too many */
  spend: (source: SourceFile, bytes: number) => void
  /** The same for bytes that an archive says are coming, without spending them. */
  foresee: (source: SourceFile, bytes: number) => void
}

export function createBudget(most = mostUnpacked, suspicion = suspicious): Budget {
  const bySource = new Map<string, number>()
  let total = 0
  const check = (source: SourceFile, own: number, all: number): void => {
    if (all > most) fail('import.archive-size', { file: source.name, limit: limitInWords })
    if (own > suspicion.bytes && own > suspicion.ratio * source.bytes) fail('import.archive-size', { file: source.name, limit: suspiciousInWords })
  }
  return {
    spend: (source, bytes) => {
      const own = (bySource.get(source.path) ?? 0) + bytes
      bySource.set(source.path, own)
      total += bytes
      check(source, own, total)
    },
    foresee: (source, bytes) => check(source, bytes, bytes),
  }
}

/** Passes bytes through and spends them. */
export function metered(source: SourceFile, budget: Budget): Transform {
  return new Transform({
    transform(chunk: Buffer, _, done) {
      try {
        budget.spend(source, chunk.length)
        done(null, chunk)
      } catch (error) {
        done(error as Error)
      }
    },
  })
}
