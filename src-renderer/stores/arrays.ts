/** Recordings, clips and series of datasets, whole, to look at and to listen to: the last few are kept. */
import { defineStore } from 'pinia'
import type { ArrayCell } from '../../src-shared/domain/cell.ts'
import type { Role } from '../../src-shared/domain/roles.ts'
import { api } from '../api/client.ts'

const capacity = 8

export const useArraysStore = defineStore('arrays', () => {
  const known = new Map<string, Promise<ArrayCell>>()

  function get(id: string, row: number, role: Role): Promise<ArrayCell> {
    const key = `${id}/${row}/${role}`
    const found = known.get(key)
    if (found) return found
    const asked = api.call('datasets.array', { id, row, role })
    known.set(key, asked)
    if (known.size > capacity) known.delete(known.keys().next().value as string)
    asked.catch(() => known.delete(key))
    return asked
  }
  return { get }
})
