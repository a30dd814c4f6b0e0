/**
 * Texts seen before, by hash: with the same label (a duplicate) or with another (a conflict). Twelve bytes a text; beyond
 * twenty-three million texts new ones are no longer remembered, so that memory stays bounded.
 */
import { KeyTable } from './key-table.ts'

export type Meeting = 'new' | 'duplicate' | 'conflict' | 'known conflict'

const mostTexts = 23_000_000
const conflicting = -1

export interface FirstLabels {
  /** `key`: hash of the text; `label`: place of its label, from 0. */
  meet: (key: number, label: number) => Meeting
}

export function createFirstLabels(): FirstLabels {
  const table = new KeyTable()
  return {
    meet: (key, label) => {
      if (table.size >= mostTexts && !table.has(key)) return 'new'
      const place = table.place(key)
      const known = table.value(place)
      if (known === 0) {
        table.set(place, label + 1)
        return 'new'
      }
      if (known === label + 1) return 'duplicate'
      if (known === conflicting) return 'known conflict'
      table.set(place, conflicting)
      return 'conflict'
    },
  }
}
