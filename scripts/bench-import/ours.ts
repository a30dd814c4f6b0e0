/** Imports one file with statistics and vocabulary; prints one JSON line as peer.py does. */
import { importFiles } from '../../src-main/datasets/import.ts'
import { previewFiles } from '../../src-main/datasets/preview.ts'
import type { Measured } from '../bench-import.ts'
import { rmSync } from 'node:fs'

const [path, directory] = process.argv.slice(2)
const looked = performance.now()
await previewFiles([path])
const preview = performance.now() - looked
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
}
rmSync(directory, { recursive: true, force: true })
process.stdout.write(`${JSON.stringify(measured)}\n`)
