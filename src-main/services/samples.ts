/** The gallery: data sets that ship with the app, added like any other import. */
import type { AppApi } from '../../src-shared/contract/app-api.ts'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Handlers } from '../../src-shared/contract/rpc.ts'
import { sampleSchema } from '../../src-shared/domain/dataset.ts'
import { samples } from '../datasets/samples/index.ts'
import type { ServiceContext } from './context.ts'
import type { DatasetService } from './datasets.ts'
import { withTemporaryFolder } from './folders.ts'

export function createSampleHandlers({ paths }: ServiceContext, datasets: DatasetService): Pick<Handlers<AppApi>, 'samples.list' | 'samples.add'> {
  return {
    'samples.list': () => samples.map((sample) => sampleSchema.parse(sample)),
    'samples.add': async ({ name }, job) => {
      const sample = samples.find((candidate) => candidate.name === name) ?? fail('sample.missing', { name, names: samples.map((known) => known.name).join(', ') })
      return withTemporaryFolder(paths, 'datasets', async (folder) => {
        const written = await sample.write(folder)
        // Adding a sample twice gives the dataset that is already there.
        return datasets.importPaths(written.paths, { ...written.options, name: sample.title }, job, { source: `${sample.source} (${sample.licence})`, reuse: true })
      })
    },
  }
}
