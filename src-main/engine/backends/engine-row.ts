import type { EngineName } from '../../../src-shared/domain/config.ts'

/** One engine as backends/select.ts lists it. */
export interface EngineRow {
  name: EngineName
  /** Left out where it takes as many as it is given. */
  maximumThreads?: number
  /** Whether it can run on this machine; `reason` says on what, or why not. */
  probe(): Promise<{ available: boolean; reason: string }>
  /** Registers it if need be and makes it tfjs's current backend. `threads` at least 1. */
  activate(threads: number): Promise<void>
}
