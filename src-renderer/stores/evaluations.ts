/** How finished models did on the parts of their split: asked once, kept by run and part while the run stays as it is. */
import { defineStore } from 'pinia'
import type { SplitName } from '../../src-shared/domain/dataset.ts'
import type { Evaluation } from '../../src-shared/domain/evaluation.ts'
import { api } from '../api/client.ts'
import { useConnectionStore } from './connection.ts'
import { useJobsStore } from './jobs.ts'

/** Evaluations held: three parts of some runs. */
const capacity = 60

export const useEvaluationsStore = defineStore('evaluations', () => {
  const known = new Map<string, Promise<Evaluation>>()

  function get(id: string, split: SplitName): Promise<Evaluation> {
    const key = `${id}/${split}`
    const found = known.get(key)
    if (found) return found
    const asked = api.call('runs.evaluation', { id, split })
    known.set(key, asked)
    if (known.size > capacity) known.delete(known.keys().next().value as string)
    // A failure is not kept: the next one to ask tries again.
    asked.catch(() => known.delete(key))
    return asked
  }
  /** With the 95 % intervals, which takes a moment; kept in place of the one without. `label` names the job. */
  async function getWithIntervals(id: string, split: SplitName, label: string): Promise<Evaluation> {
    const found = await useJobsStore().run('runs.evaluate', { id, split }, label)
    known.set(`${id}/${split}`, Promise.resolve(found))
    return found
  }
  useConnectionStore().onWorkspaceChange('runs', (id) => {
    for (const key of known.keys()) if (id === '' || key.startsWith(`${id}/`)) known.delete(key)
  })
  return { get, getWithIntervals }
})
