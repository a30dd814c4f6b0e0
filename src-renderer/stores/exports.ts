/** The exports of a run: those there are, and the one being made. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { GrantedFile } from '../../src-shared/contract/host-api.ts'
import type { RunningJob } from '../../src-shared/contract/rpc.ts'
import type { ExportFormat, ExportResult } from '../../src-shared/domain/export.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { api, host } from '../api/client.ts'
import { useConnectionStore } from './connection.ts'

export const useExportsStore = defineStore('exports', () => {
  const runId = shallowRef('')
  /** Newest first. */
  const results = shallowRef<ExportResult[]>([])
  const state = shallowRef<'idle' | 'loading' | 'ready' | 'error'>('idle')
  const error = shallowRef<unknown>(null)

  const progress = shallowRef<Progress | null>(null)
  /** Of which run an export is being made; empty while none is. */
  const making = shallowRef('')
  const failure = shallowRef<{ runId: string; error: unknown } | null>(null)
  const newest = shallowRef<ExportResult | null>(null)
  let job: RunningJob<ExportResult> | null = null

  async function load(id: string): Promise<void> {
    if (runId.value !== id) {
      runId.value = id
      results.value = []
      state.value = 'loading'
    }
    try {
      const found = await api.call('exports.list', { runId: id })
      if (runId.value !== id) return
      results.value = found.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
      state.value = 'ready'
      error.value = null
    } catch (thrown) {
      if (runId.value !== id) return
      error.value = thrown
      state.value = 'error'
    }
  }

  async function create(id: string, formats: ExportFormat[], directory?: string): Promise<void> {
    making.value = id
    progress.value = null
    failure.value = null
    newest.value = null
    job = api.job('exports.create', { runId: id, formats, directory }, (value) => (progress.value = value))
    try {
      newest.value = await job.result
    } catch (thrown) {
      failure.value = { runId: id, error: thrown }
    } finally {
      making.value = ''
      progress.value = null
      job = null
      if (runId.value === id) void load(id)
    }
  }
  useConnectionStore().onWorkspaceChange('exports', () => {
    if (runId.value) void load(runId.value)
  })

  return {
    runId, results, state, error, progress, making, failure, newest, load, create,
    cancel: () => job?.cancel(),
    chooseFolder: (): Promise<GrantedFile | null> => host.call('files.saveDirectory', {}),
    reveal: (path: string) => host.call('files.reveal', { path }),
  }
})
