import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { appApi, type AppApi } from '../../src-shared/contract/app-api.ts'
import { memoryPorts } from '../../src-shared/contract/port.ts'
import { createClient, serve, type Client } from '../../src-shared/contract/rpc.ts'
import { configSchema, type Config } from '../../src-shared/domain/config.ts'
import { activeStatuses, type Run, type RunUpdate } from '../../src-shared/domain/run.ts'
import type { Dataset } from '../../src-shared/domain/dataset.ts'
import { childProcessPort } from '../../src-main/process-port.ts'
import { createServices, type Services } from '../../src-main/services/index.ts'
import { exampleConfig, temporaryFolder } from '../tracker/support.ts'

export { temporaryFolder }

/** Reviews of a few words that one word decides: learned in an epoch or two. */
export function reviewsCsv(rows: number): string {
  const things = ['film', 'book', 'song', 'meal', 'trip']
  const lines = Array.from({ length: rows }, (_, i) => {
    const good = i % 2 === 0
    return `the ${things[i % 5]} was ${good ? 'great' : 'awful'} ${i},${good ? 'positive' : 'negative'}`
  })
  return `text,label\n${lines.join('\n')}\n`
}

/** A small file to import, in a folder of its own. */
export function writeReviews(rows = 120, folder = temporaryFolder()): string {
  const file = join(folder, 'reviews.csv')
  writeFileSync(file, reviewsCsv(rows))
  return file
}

export interface TestWorkspace {
  workspace: string
  services: Services
  client: Client<AppApi>
  import: (file?: string) => Promise<Dataset>
  /** Waits until the run is as wished; fails with the run where it ended otherwise. */
  until: (id: string, wished: (run: Run) => boolean) => Promise<Run>
  ended: (id: string) => Promise<Run>
}

export async function openWorkspace(workspace = temporaryFolder()): Promise<TestWorkspace> {
  const services = await createServices({ workspace, portOf: childProcessPort })
  onTestFinished(() => services.stop())
  const [near, far] = memoryPorts()
  serve(appApi, far, services.handlers)
  const client = createClient(appApi, near)

  async function until(id: string, wished: (run: Run) => boolean): Promise<Run> {
    const found = Promise.withResolvers<Run>()
    const watching = client.stream('runs.watch', { id }, (updates: RunUpdate[]) => {
      for (const update of updates) {
        if (update.kind !== 'run') continue
        if (wished(update.run)) found.resolve(update.run)
        else if (!activeStatuses.includes(update.run.status)) found.reject(new Error(`the run ended: ${JSON.stringify(update.run)}`))
      }
    })
    return found.promise.finally(watching.cancel)
  }
  return {
    workspace,
    services,
    client,
    import: (file = writeReviews()) => client.job('datasets.import', { files: [services.grants.grantPath(file)] }).result,
    until,
    ended: (id) => until(id, ({ status }) => !activeStatuses.includes(status)),
  }
}

/** A model of a few numbers, trained for `epochs`. */
export function tinyConfig(dataset: string, epochs = 2): Config {
  return configSchema.parse({ ...exampleConfig, dataset, engine: { name: 'reference', threads: 1 }, training: { ...exampleConfig.training, epochs } })
}

/** Enough epochs that it is still running when a test has done what it wants to. */
export const endless = 100_000
