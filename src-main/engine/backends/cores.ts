import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/**
 * Cores to compute on, those this process may use: two threads that share a core share its arithmetic units, so more
 * threads than cores only cost. Where the system does not say which share (macOS, Windows), every one counts.
 */
export function physicalCores(): number {
  const cores = new Set<string>()
  for (let cpu = 0; ; cpu++) {
    try {
      cores.add(readFileSync(`/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`, 'utf8').trim())
    } catch {
      return Math.max(1, Math.min(cores.size || Infinity, availableParallelism()))
    }
  }
}
