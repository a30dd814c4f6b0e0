/**
 * Builds what has changed since it was last built. From the repository only main, preload and window are built: Node runs
 * backend, trainer and command line as they are. `npm run build` also bundles those, as a package needs them; `--force` builds all anew.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { applicationRoot } from '../src-main/application-root.ts'

/** `programs` is main and the other entries in one build: they share code. `decoder` is the hidden page that decodes videos. */
type Part = 'main' | 'programs' | 'preload' | 'decoder' | 'renderer'

const always = ['electron.vite.config.ts', 'package.json', 'src-shared']
const sources: Record<Part, string[]> = {
  main: [...always, 'src-main/main.ts', 'src-main/electron', 'src-main/application-root.ts'],
  programs: [...always, 'src-main'],
  preload: [...always, 'src-preload'],
  decoder: ['electron.vite.config.ts', 'package.json', 'src-shared/contract/video-decoding.ts', ...['html', 'ts'].map((kind) => `src-renderer/video-decoder.${kind}`), 'src-renderer/video-colours.ts'],
  renderer: [...always, 'src-renderer'],
}
/** What electron-vite calls them. */
const kinds = { main: 'main', programs: 'main', preload: 'preload', decoder: 'renderer', renderer: 'renderer' } as const satisfies Record<Part, string>
const outputDirectory = join(applicationRoot, 'out')
const stampOf = (part: Part): string => join(outputDirectory, `.${part}.stamp`)
const say = (line: string): void => void process.stderr.write(`seqbench: ${line}\n`)

/** Newest change below these paths, in milliseconds; a deleted file shows in its folder's time. */
function newestChange(paths: string[]): number {
  return Math.max(0, ...paths.map((path) => {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) return 0
    return found.isDirectory() ? Math.max(found.mtimeMs, newestChange(readdirSync(path).map((name) => join(path, name)))) : found.mtimeMs
  }))
}

function isStale(part: Part): boolean {
  if (!existsSync(stampOf(part))) return true
  return Number(readFileSync(stampOf(part), 'utf8')) !== newestChange(sources[part].map((path) => join(applicationRoot, path)))
}

/** `window: false`: only what decodes videos for the command line. */
export interface BuildOptions { programs?: boolean; force?: boolean; window?: boolean }

/** Brings out/ up to date. Two processes never build at the same time: the second waits, and finds it done. */
export async function ensureBuilt({ programs = false, force = false, window = true }: BuildOptions = {}): Promise<void> {
  mkdirSync(outputDirectory, { recursive: true })
  const release = await lock(join(outputDirectory, '.lock'))
  try {
    const wanted: Part[] = [programs ? 'programs' : 'main', 'preload', 'decoder', ...(window ? (['renderer'] as const) : [])]
    const parts = wanted.filter((part) => force || isStale(part))
    if (parts.length > 0) await buildParts(parts)
  } finally {
    release()
  }
}

async function buildParts(parts: Part[]): Promise<void> {
  const started = performance.now()
  say(`building ${parts.join(', ')} ...`)
  // electron-vite chooses the production versions of libraries by this, as vite does.
  process.env.NODE_ENV = 'production'
  for (const part of parts) {
    const change = newestChange(sources[part].map((path) => join(applicationRoot, path)))
    await buildPart(part)
    if (part === 'programs' || part === 'main') rmSync(stampOf('programs'), { force: true })
    if (part === 'programs') writeFileSync(stampOf('main'), String(newestChange(sources.main.map((path) => join(applicationRoot, path)))))
    writeFileSync(stampOf(part), String(change))
  }
  say(`built in ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

async function buildPart(part: Part): Promise<void> {
  const [{ resolveConfig }, { build }] = await Promise.all([import('electron-vite'), import('vite')])
  process.env.SEQBENCH_BUILD = part
  const { config } = await resolveConfig({ root: applicationRoot, logLevel: 'warn' }, 'build', 'production')
  await build({ ...config?.[kinds[part]], logLevel: 'warn' })
}

/** A file that only one process can create; one whose owner is gone is taken over. */
async function lock(file: string): Promise<() => void> {
  for (;;) {
    try {
      const handle = openSync(file, 'wx')
      writeFileSync(handle, String(process.pid))
      closeSync(handle)
      return () => rmSync(file, { force: true })
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
      if (!isAlive(Number(readFileSync(file, { encoding: 'utf8', flag: 'a+' })))) rmSync(file, { force: true })
      else await new Promise((resolve) => setTimeout(resolve, 250))
    }
  }
}

function isAlive(pid: number): boolean {
  if (!pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

if (import.meta.main) {
  await ensureBuilt({ programs: true, force: process.argv.includes('--force') }).catch((thrown: unknown) => {
    say(`the build failed: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    process.exitCode = 1
  })
}
