/** Imports one file with statistics and vocabulary, after it was begun and cancelled once; prints one JSON line as peer.py does. */
import { importFiles } from '../../src-main/datasets/import.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import type { Measured } from '../bench-import.ts'
import { existsSync, rmSync } from 'node:fs'

const [path, directory] = process.argv.slice(2)
const looked = performance.now()
await previewFiles([path])
const preview = performance.now() - looked
const cancel = await timeOfCancel()
rmSync(directory, { recursive: true, force: true })
const started = performance.now()
const used = process.cpuUsage()
const dataset = await importFiles([path], { task: 'classification', roles: { text: ['text'], label: ['label'] } }, directory)
const { user, system } = process.cpuUsage(used)
const measured: Measured = {
  program: 'seqbench',
  seconds: (performance.now() - started) / 1000,
  processor: (user + system) / 1e6,
  memory: process.resourceUsage().maxRSS * 1024,
  rows: dataset.rows,
  vocabulary: dataset.vocabulary?.distinct ?? 0,
  preview,
  cancel,
}
rmSync(directory, { recursive: true, force: true })
process.stdout.write(`${JSON.stringify(measured)}\n`)

/** Milliseconds from the wish to stop, while rows are written, until nothing is left of the import. */
async function timeOfCancel(): Promise<number> {
  const controller = new AbortController()
  let asked = 0
  const begun = importFiles([path], { task: 'classification', roles: { text: ['text'], label: ['label'] } }, directory, {
    signal: controller.signal,
    progress: ({ rows = 0 }) => {
      if (rows < 20_000 || asked > 0) return
      asked = performance.now()
      controller.abort()
    },
  })
  await begun.catch(() => undefined)
  if (asked > 0 && existsSync(directory)) throw new Error('a cancelled import left something behind')
  return asked === 0 ? 0 : performance.now() - asked
}
