/** Long work under way in this window: its progress, and the way to cancel it. */
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import type { InputOf, NamesOf, OutputOf } from '../../src-shared/contract/shape.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { api } from '../api/client.ts'

export type JobName = NamesOf<AppApi, 'job'>
export interface RunningJob {
  id: number
  name: JobName
  /** What it works on, such as the name of a file or of a run. */
  label: string
  progress: Progress | null
  cancelling: boolean
}

export const useJobsStore = defineStore('jobs', () => {
  const jobs = ref<RunningJob[]>([])
  const cancels = new Map<number, () => void>()
  let nextId = 1

  /** Runs a job of the contract; the promise settles as the job does. */
  async function run<Name extends JobName>(name: Name, input: InputOf<AppApi[Name]>, label: string): Promise<OutputOf<AppApi[Name]>> {
    const id = nextId++
    const update = (change: Partial<RunningJob>): void => {
      jobs.value = jobs.value.map((job) => (job.id === id ? { ...job, ...change } : job))
    }
    jobs.value = [...jobs.value, { id, name, label, progress: null, cancelling: false }]
    const running = api.job(name, input, (progress) => update({ progress }))
    cancels.set(id, () => {
      update({ cancelling: true })
      running.cancel()
    })
    try {
      return await running.result
    } finally {
      cancels.delete(id)
      jobs.value = jobs.value.filter((job) => job.id !== id)
    }
  }

  const cancel = (id: number): void => cancels.get(id)?.()
  /** The job under way of this name (and label). */
  const find = (name: JobName, label?: string): RunningJob | undefined => jobs.value.find((job) => job.name === name && (label === undefined || job.label === label))

  return { jobs: computed(() => jobs.value), run, cancel, find }
})
