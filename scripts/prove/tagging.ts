/** WNUT-17: names in tweets and posts, most of which stand in no training sentence. Parts as published; without word vectors. */
import type { ProveRow } from './prove-row.ts'
import { sharedData, trainFiles } from './train-files.ts'

const files = ['wnut17train.conll', 'emerging.dev.conll', 'emerging.test.annotated']

export const taggingRows: ProveRow[] = [
  {
    name: 'wnut17',
    task: 'tagging',
    data: 'WNUT-17, test part',
    metric: 'f1',
    must: { at: 'least', value: 0.15 },
    reference: 'Entity F1 as conlleval counts; a memorising tagger reaches 0.06, the systems of 2017 with vectors and word lists 0.26 to 0.42.',
    minutes: 15,
    needs: ['wnut17'],
    run: (seed) => trainFiles({ files: files.map((file) => sharedData('wnut17', file)), options: { task: 'tagging' }, preset: 'standard', seed }),
  },
]
