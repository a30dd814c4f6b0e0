/** The import table (architecture-table.ts), the length of files and their names, held for every source file. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { basename, dirname, extname, join, relative } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { applicationRoot } from '../src-main/application-root.ts'
import { rooms, type Room } from './architecture-table.ts'

const longest = 400
const ignored = new Set(['node_modules', 'out', 'dist', '.git', '.cache', 'artefacts', 'fixtures', 'resources', 'docs', 'workspace', 'kernels-build'])
const sources = ['.ts', '.vue', '.mts', '.cts', '.mjs', '.js', '.cjs']

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ignored.has(entry.name) || entry.name.startsWith('.') ? [] : list(path)
    return sources.includes(extname(entry.name)) ? [relative(applicationRoot, path).replaceAll('\\', '/')] : []
  })
}

const files = list(applicationRoot)
const textOf = (file: string): string => readFileSync(join(applicationRoot, file), 'utf8')
const roomOf = (file: string): Room | undefined => rooms.find((room) => room.files.test(file))

/** Static and dynamic imports, types included; of a .vue file those of its scripts. */
function importsOf(file: string, text = textOf(file)): string[] {
  const code = file.endsWith('.vue') ? [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1]).join('\n') : text
  return ts.preProcessFile(code, true, true).importedFiles.map((found) => found.fileName)
}

/** `npm:package`, `node:module` or the path of a file of the repository. */
function targetOf(file: string, specifier: string): string {
  const path = specifier.replace(/\?.*$/, '')
  if (path.startsWith('.')) return relative(applicationRoot, join(applicationRoot, dirname(file), path)).replaceAll('\\', '/')
  if (isBuiltin(path)) return path.startsWith('node:') ? path : `node:${path}`
  return `npm:${path.split('/').slice(0, path.startsWith('@') ? 2 : 1).join('/')}`
}

const featureOf = (path: string): string | undefined => /^src-renderer\/features\/([^/]+)/.exec(path)?.[1]

/** What is wrong with one import, or null. */
function complaint(file: string, specifier: string): string | null {
  const room = roomOf(file)
  if (!room) return null
  const target = targetOf(file, specifier)
  const said = `${file} (${room.room}) imports ${specifier}`
  if (specifier.startsWith('.') && extname(target) === '') return `${said}: the path needs its extension`
  if (specifier.startsWith('.') && extname(target) !== '' && !existsSync(join(applicationRoot, target))) return `${said}: there is no such file`
  if (!room.may.some((allowed) => allowed.test(target)) || room.never?.some((refused) => refused.test(target))) return `${said}: not allowed`
  if (featureOf(file) && featureOf(target) && featureOf(file) !== featureOf(target)) return `${said}: a feature never imports another feature`
  return null
}

const nameRules: { files: RegExp; name: RegExp; rule: string }[] = [
  { files: /\.vue$/, name: /^[A-Z][A-Za-z0-9]*\.vue$/, rule: 'PascalCase.vue' },
  { files: /./, name: /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)*\.(d\.)?(ts|mts|cts|mjs|js|cjs)$/, rule: 'kebab-case.ts' },
]

describe('architecture', () => {
  it('finds the sources', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(files).toContain('src-shared/contract/rpc.ts')
  })

  it('gives every file a room', () => {
    expect(files.filter((file) => !roomOf(file))).toEqual([])
  })

  it('holds the import table', () => {
    expect(files.flatMap((file) => importsOf(file).map((specifier) => complaint(file, specifier))).filter((said) => said !== null)).toEqual([])
  })

  it(`keeps files within ${longest} lines`, () => {
    expect(files.map((file) => ({ file, lines: textOf(file).split('\n').length - 1 })).filter(({ lines }) => lines > longest)).toEqual([])
  })

  it('names files kebab-case.ts and PascalCase.vue', () => {
    const broken = files.filter((file) => !nameRules.find((row) => row.files.test(file))!.name.test(basename(file)))
    expect(broken).toEqual([])
  })

  it.each([
    ['src-shared/contract/rpc.ts', 'node:fs'],
    ['src-main/engine/ops/recurrent.ts', 'node:fs'],
    ['src-main/engine/ops/recurrent.ts', '../../tracker/database.ts'],
    ['src-main/main.ts', './services/runs.ts'],
    ['src-main/backend.ts', 'electron'],
    ['src-main/services/runs.ts', 'electron'],
    ['src-preload/preload.ts', '../src-main/main.ts'],
    ['src-renderer/stores/settings.ts', '../features/home/HomeView.vue'],
    ['src-renderer/features/home/HomeView.vue', '../data/DataView.vue'],
    ['src-renderer/charts/csv.ts', '../stores/settings.ts'],
    ['src-renderer/api/client.ts', '../../src-main/process-port.ts'],
    ['src-renderer/api/client.ts', 'electron'],
    ['src-renderer/features/home/HomeView.vue', 'better-sqlite3'],
    ['src-shared/contract/rpc.ts', './port'],
  ])('would refuse %s importing %s', (file, specifier) => {
    expect(complaint(file, specifier)).not.toBeNull()
  })

  it('sees imports in every form', () => {
    const code = `<script setup lang="ts">\nimport type { A } from './a.ts'\nexport * from './b.ts'\nconst c = import('./c.ts')\nimport './d.css'\n</script>`
    expect(importsOf('X.vue', code)).toEqual(expect.arrayContaining(['./a.ts', './b.ts', './c.ts', './d.css']))
  })
})
