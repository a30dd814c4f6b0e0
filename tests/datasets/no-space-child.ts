/** Imports onto the full disk that it is given; prints what each try ended in and what lies there before and after. */
import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { toWireError } from '../../src-shared/contract/errors.ts'
import { keepBeside } from '../../src-main/datasets/encoded-sequences.ts'
import { importFiles } from '../../src-main/datasets/import.ts'

const [disk, small, ...large] = process.argv.slice(2)
const datasets = join(disk, 'datasets')
mkdirSync(datasets)
const tree = (): string[] => readdirSync(disk, { recursive: true }).map(String).sort()
const attempt = (work: Promise<unknown>) => work.then(() => ({ code: 'none', message: '', hint: '' }), (thrown: unknown) => toWireError(thrown))

await importFiles([small], {}, join(datasets, 'earlier'))
const before = tree()
const failures = []
for (const path of large) failures.push(await attempt(importFiles([path], {}, join(datasets, 'later'))))
const rows = Array.from({ length: 2000 }, (_, row) => row)
failures.push(await attempt(Promise.resolve().then(() => keepBeside(disk, 1000)(rows, () => new Int32Array(1000)))))
process.stdout.write(`${JSON.stringify({ before, after: tree(), failures: failures.map(({ code, message, hint }) => ({ code, message, hint })) })}\n`)
