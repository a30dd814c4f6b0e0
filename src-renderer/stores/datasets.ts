/** The datasets of the workspace, the files waiting to be imported, and the split chosen for each dataset. */
import { defineStore } from 'pinia'
import { ref, shallowRef } from 'vue'
import type { GrantedFile } from '../../src-shared/contract/host-api.ts'
import { inputRoles, preprocessingSchema, type PreprocessingConfig } from '../../src-shared/domain/preprocessing.ts'
import { suggestSplit, type SplitConfig } from '../../src-shared/domain/split.ts'
import type { Dataset, ImportOptions, Preview, Row, SplitStatistics } from '../../src-shared/domain/dataset.ts'
import type { Progress } from '../../src-shared/domain/progress.ts'
import { api, host } from '../api/client.ts'
import { useConnectionStore } from './connection.ts'
import { useJobsStore } from './jobs.ts'
import { createList, newestFirst } from './list.ts'

/** How a dataset will be used: what Data shows statistics for and Configure starts from. */
export interface DatasetPlan {
  split: SplitConfig
  preprocessing: PreprocessingConfig
}

/** A plan, and what of its preprocessing was set by a person: a preset keeps its own in all else. */
export interface DatasetChoice extends DatasetPlan {
  own: Partial<PreprocessingConfig>
}

/** How its cells are read: as their role says; single words of a name, a code or a word list by characters. */
function preprocessingOf({ roles, lengths }: Dataset): PreprocessingConfig {
  const kinds = Object.keys(inputRoles) as PreprocessingConfig['kind'][]
  const kind = kinds.find((each) => roles[inputRoles[each]] !== undefined) ?? 'text'
  return preprocessingSchema.parse(kind === 'text' ? { kind, tokenizer: lengths.unit === 'characters' || lengths.percentile95 <= 2 ? 'character' : 'word' } : { kind })
}

export const useDatasetsStore = defineStore('datasets', () => {
  /** Newest first. */
  const { items: datasets, state, error, load, ensure } = createList(async () => newestFirst(await api.call('datasets.list', {})))
  /** Files chosen or dropped, not yet imported. */
  const pending = shallowRef<GrantedFile[] | null>(null)
  const plans = ref<Record<string, DatasetPlan>>({})
  /** What each plan was before each choice. */
  const pastPlans = ref<Record<string, DatasetPlan[]>>({})
  /** Dataset -> the one it was made from, in this session. */
  const origins = ref<Record<string, string>>({})
  const jobs = useJobsStore()
  const byId = (id: string): Dataset | undefined => datasets.value.find((dataset) => dataset.id === id)

  useConnectionStore().onWorkspaceChange('datasets', () => {
    if (state.value !== 'idle') void load()
  })

  /** Asks for files or a folder; nothing happens when the dialog is cancelled. */
  async function choose(kind: 'files' | 'folder'): Promise<boolean> {
    const chosen = await host.call('files.open', { kind })
    if (chosen.length > 0) pending.value = chosen
    return chosen.length > 0
  }
  async function drop(files: File[]): Promise<boolean> {
    const granted = await host.grantFiles(files)
    if (granted.length > 0) pending.value = granted
    return granted.length > 0
  }
  const tokens = (files: GrantedFile[]): string[] => files.map(({ token }) => token)

  const preview = (files: GrantedFile[], options: ImportOptions): Promise<Preview> => api.call('datasets.preview', { files: tokens(files), options })
  async function importFiles(files: GrantedFile[], options: ImportOptions): Promise<Dataset> {
    return added(await jobs.run('datasets.import', { files: tokens(files), options }, files[0]?.name ?? ''))
  }
  /** A new version of a dataset, read with other options; `origins` remembers what it was made from, to take it back. */
  async function reimport({ id, name }: Dataset, change: Pick<ImportOptions, 'duplicates' | 'roles' | 'decimal'>): Promise<Dataset> {
    const made = added(await jobs.run('datasets.reimport', { id, options: change }, name))
    origins.value = { ...origins.value, [made.id]: id }
    return made
  }
  /** Asks for a folder and writes the rows there; null when the dialog was cancelled. */
  async function save({ id, name }: Dataset): Promise<{ file: string; rows: number } | null> {
    const folder = await host.call('files.saveDirectory', {})
    return folder && jobs.run('datasets.save', { id, directory: folder.token }, name)
  }
  const addSample = async (name: string): Promise<Dataset> => added(await jobs.run('samples.add', { name }, name))

  /** The list tells of it as well, a moment later. */
  function added(dataset: Dataset): Dataset {
    datasets.value = [dataset, ...datasets.value.filter(({ id }) => id !== dataset.id)]
    return dataset
  }
  async function rename(id: string, name: string): Promise<void> {
    const renamed = await api.call('datasets.rename', { id, name })
    datasets.value = datasets.value.map((dataset) => (dataset.id === id ? renamed : dataset))
  }
  async function remove(id: string): Promise<void> {
    await api.call('datasets.remove', { id })
    datasets.value = datasets.value.filter((dataset) => dataset.id !== id)
  }

  const rows = (id: string, offset: number, limit: number, search: string): Promise<{ total: number; rows: Row[] }> => api.call('datasets.rows', { id, offset, limit, search })
  /** One question at a time: another one ends it; the same one, asked by a page that was left and opened again, waits on with it. */
  let counting: { key: string; result: Promise<SplitStatistics>; cancel: () => void } | null = null
  const statisticsProgress = shallowRef<Progress | null>(null)
  function statistics(id: string, plan: DatasetPlan): Promise<SplitStatistics> {
    const key = JSON.stringify([id, plan])
    if (counting?.key === key) return counting.result
    counting?.cancel()
    statisticsProgress.value = null
    const mine: typeof counting = { key, ...api.job('datasets.statistics', { id, ...plan }, (progress) => {
      if (counting === mine) statisticsProgress.value = progress
    }) }
    counting = mine
    const done = (): void => {
      if (counting === mine) counting = null
    }
    mine.result.then(done, done)
    return mine.result
  }
  const cancelStatistics = (): void => counting?.cancel()

  function planOf(dataset: Dataset): DatasetPlan {
    plans.value[dataset.id] ??= { split: suggestSplit(dataset.task, dataset.roles, dataset.columns), preprocessing: preprocessingOf(dataset) }
    return plans.value[dataset.id]
  }

  function setPlan(id: string, plan: DatasetPlan): void {
    const before = plans.value[id]
    if (before) pastPlans.value[id] = [...(pastPlans.value[id] ?? []), before].slice(-50)
    plans.value[id] = plan
  }
  const canUndoPlan = (id: string): boolean => (pastPlans.value[id]?.length ?? 0) > 0
  function undoPlan(id: string): void {
    const last = pastPlans.value[id]?.pop()
    if (last) plans.value[id] = last
  }
  function choiceOf(dataset: Dataset): DatasetChoice {
    const plan = planOf(dataset)
    const usual: Record<string, unknown> = preprocessingOf(dataset)
    return { ...plan, own: Object.fromEntries(Object.entries(plan.preprocessing).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(usual[name]))) }
  }

  return {
    datasets, state, error, pending, byId, load, ensure, choose, drop, preview, importFiles, reimport, save, originOf: (id: string) => byId(origins.value[id] ?? ''), addSample, rename, remove, rows, statistics, statisticsProgress, cancelStatistics,
    openRejected: (id: string, how: 'open' | 'show') => host.call('files.rejected', { dataset: id, how }), planOf, choiceOf, setPlan, canUndoPlan, undoPlan,
  }
})
