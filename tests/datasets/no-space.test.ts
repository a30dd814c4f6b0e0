/** A disk that is full: a real one of 3 MB, in a mount namespace of the test's own, where the system allows that; and /dev/full. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { importFiles } from '../../src-main/datasets/import.ts'
import { failureOf, newFolder } from './files.ts'

const own = 'mount -t tmpfs -o size=3m tmpfs "$0" && exec "$@"'
const inNamespace = (disk: string, command: string[]) => spawnSync('unshare', ['-rm', 'sh', '-c', own, disk, ...command], { encoding: 'utf8' })
const mayMount = process.platform === 'linux' && inNamespace(newFolder().path, ['true']).status === 0
const rows = (count: number): string => `text,label\n${Array.from({ length: count }, (_, row) => `film ${row} was ${row % 2 ? 'good' : 'bad'} and went on for long,${row % 2}\n`).join('')}`

describe('no space left', () => {
  it.skipIf(!mayMount)('while rows are written, while an archive is unpacked, while sequences are kept: said, and nothing stays behind', () => {
    const folder = newFolder()
    const [disk, small, large, packed] = [newFolder().path, folder.file('small.csv', rows(50)), folder.file('large.csv', rows(120_000)), folder.file('packed.csv.gz', gzipSync(rows(120_000)))]
    const { stdout, stderr } = inNamespace(disk, [process.execPath, '--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'no-space-child.ts'), disk, small, large, packed])
    expect(stderr).toBe('')
    const { before, after, failures } = JSON.parse(stdout) as { before: string[]; after: string[]; failures: { code: string; message: string; hint: string }[] }
    expect(failures.map(({ code }) => code)).toEqual(['disk.full', 'disk.full', 'disk.full'])
    for (const { message, hint } of failures) expect([message, hint]).toEqual([expect.stringContaining(`no space left on the disk that holds ${disk}`), expect.stringContaining('Free some space')])
    expect(before).toContain('datasets/earlier/rows.jsonl')
    expect(after).toEqual(before)
  })

  it.skipIf(!existsSync('/dev/full'))('where the system itself says so at the first byte', async () => {
    const folder = newFolder()
    const path = folder.file('small.csv', rows(50))
    const openSink = async () => {
      const handle = await open('/dev/full', 'w')
      return { write: (bytes: string | Uint8Array) => handle.appendFile(bytes), sync: () => handle.sync(), close: () => handle.close() }
    }
    expect(await failureOf(importFiles([path], {}, join(folder.path, 'out'), { openSink }))).toMatchObject({ code: 'disk.full' })
    expect(folder.list()).toEqual(['small.csv'])
  })
})
