/** Datasets: preview, import, look, rename, remove. An import that fails leaves database and folders as they were. */
import { existsSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Handlers, JobContext } from '../../src-shared/contract/rpc.ts'
import type { Dataset, ImportOptions } from '../../src-shared/domain/dataset.ts'
import { importFiles } from '../datasets/import.ts'
import { reimport } from '../datasets/reimport.ts'
import { previewFiles } from '../datasets/preview.ts'
import { saveRows } from '../datasets/save-rows.ts'
import { createStatisticsThread } from '../datasets/statistics-thread.ts'
import { isArrayCell } from '../../src-shared/domain/cell.ts'
import { datasetFile, readRoleRow, readRows } from '../datasets/store.ts'
import { tellChange, type ServiceContext } from './context.ts'
import { removeFolder, withTemporaryFolder, writeWhole } from './folders.ts'
import { newId } from './identifiers.ts'

type DatasetHandlers = Pick<Handlers<AppApi>, Extract<keyof AppApi, `datasets.${string}`>>

export interface DatasetService {
  handlers: DatasetHandlers
  /** Ends what counts beside. */
  close: () => void
  /** `reuse` answers with a dataset of the same name and content where there is one. */
  importPaths: (paths: string[], options: ImportOptions, job: JobContext, extra?: { source: string; reuse: boolean }) => Promise<Dataset>
}

export function createDatasetService(context: ServiceContext): DatasetService {
  const { tracker, paths, grants } = context
  const statistics = createStatisticsThread()
  let keeping: Promise<unknown> = Promise.resolve()

  const importPaths: DatasetService['importPaths'] = (files, options, job, { source, reuse } = { source: '', reuse: false }) =>
    make((folder) => importFiles(files, options, folder, job), job, { source, reuse })

  async function make(write: (folder: string) => Promise<Dataset>, job: JobContext, { source, reuse }: { source: string; reuse: boolean }): Promise<Dataset> {
    return withTemporaryFolder(paths, 'datasets', async (work) => {
      const folder = join(work, 'dataset')
      const imported = await write(folder)
      // One after the other: each gets the next version of its name, and the second of two equal samples finds the first.
      const kept = keeping.then(() => {
        const known = tracker.datasets.findByHash(imported.hash).find(({ name }) => reuse && name === imported.name)
        if (known) return known
        job.signal.throwIfAborted()
        return keep(folder, { ...imported, id: newId('dataset'), source: source || imported.source })
      })
      keeping = kept.catch(() => undefined)
      return kept
    })
  }

  /** From here on it is a matter of a rename and a row. */
  async function keep(folder: string, imported: Dataset): Promise<Dataset> {
    const dataset = { ...imported, version: tracker.datasets.nextVersion(imported.name) }
    const home = paths.dataset(dataset.id)
    await writeFile(join(folder, datasetFile), JSON.stringify(dataset, null, 2))
    await mkdir(dirname(home), { recursive: true })
    await rename(folder, home)
    try {
      tracker.datasets.insert(dataset)
    } catch (thrown) {
      await rm(home, { recursive: true, force: true })
      throw thrown
    }
    tellChange(context, 'datasets', dataset.id)
    return dataset
  }

  const folderOf = (id: string): string => paths.dataset(tracker.datasets.get(id).id)

  const handlers: DatasetHandlers = {
    'datasets.preview': ({ files, options }) => previewFiles(files.map(grants.path), options),
    'datasets.import': ({ files, options }, job) => importPaths(files.map(grants.path), options, job),
    'datasets.reimport': ({ id, options }, job) => make((folder) => reimport(folderOf(id), options, folder, job), job, { source: '', reuse: false }),
    'datasets.save': async ({ id, directory }, job) => {
      const { name, version } = tracker.datasets.get(id)
      const folder = grants.path(directory)
      const file = freeName(folder, `${name.replace(/[^\p{L}\p{N}._ -]+/gu, '-').slice(0, 100)}${version > 1 ? ` ${version}` : ''}`)
      return { file, ...(await saveRows(folderOf(id), join(folder, file), job)) }
    },
    'datasets.list': () => tracker.datasets.list(),
    'datasets.get': ({ id }) => tracker.datasets.get(id),
    'datasets.rename': async ({ id, name }) => {
      const dataset = tracker.datasets.rename(id, name)
      await writeWhole(join(folderOf(id), datasetFile), JSON.stringify(dataset, null, 2))
      tellChange(context, 'datasets', id)
      return dataset
    },
    'datasets.remove': async ({ id }) => {
      const { name } = tracker.datasets.get(id)
      const requireUnused = (): void => {
        const runs = tracker.runs.ofDataset(id)
        if (runs > 0) fail('dataset.in-use', { name, runs })
      }
      requireUnused()
      await removeFolder(paths.dataset(id), paths.temporary('datasets', id), () => {
        requireUnused() // a run may have been started meanwhile
        tracker.datasets.remove(id)
      })
      tellChange(context, 'datasets', id)
      return {}
    },
    'datasets.rows': ({ id, ...range }) => readRows(folderOf(id), range),
    'datasets.array': async ({ id, row, role }) => {
      const cell = (await readRoleRow(folderOf(id), row)).cells[role]?.[0]
      return cell !== undefined && isArrayCell(cell) ? cell : fail('contract.invalid', { name: 'datasets.array', reason: `row ${row + 1} has no array with the role ${role}` })
    },
    'datasets.statistics': ({ id, split, preprocessing }, job) => statistics.count(folderOf(id), tracker.datasets.get(id), split, preprocessing, job),
  }
  return { handlers, importPaths, close: statistics.close }
}

/** `stem`.jsonl, or with a number behind it: nothing that is there is written over. */
function freeName(folder: string, stem: string): string {
  for (let number = 0; ; number++) {
    const name = `${stem}${number === 0 ? '' : ` (${number})`}.jsonl`
    if (!existsSync(join(folder, name))) return name
  }
}
