/** Debian's packages without which Electron cannot open a window; installed only by the tests, and only where that needs no question. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const packages = ['xvfb', 'libgtk-3-0', 'libnss3', 'libasound2', 'libgbm1', 'libxss1', 'fonts-noto-cjk']

const say = (line: string): void => void process.stderr.write(`seqbench: ${line}\n`)

/** Newer Debian calls some of them name + 't64'. */
const isInstalled = (name: string): boolean =>
  [name, `${name}t64`].some((candidate) => spawnSync('dpkg-query', ['-W', '-f', '${Status}', candidate], { encoding: 'utf8' }).stdout?.includes('ok installed'))

const isKnown = (name: string): boolean => {
  const found = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' }).stdout ?? ''
  return found.includes('Candidate:') && !found.includes('Candidate: (none)')
}

/** Installs what is missing, saying so. On another system, or without root, only says what is missing. */
export function ensureSystemPackages(): void {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return
  const missing = packages.filter((name) => !isInstalled(name))
  if (missing.length === 0) return
  if (process.getuid?.() !== 0) return say(`these packages are missing and the window may not open: ${missing.join(' ')}`)
  say(`installing packages that the window needs: ${missing.join(' ')} ...`)
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (args: string[]): number => spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: environment }).status ?? 1
  run(['update', '-qq'])
  const names = missing.map((name) => (isKnown(name) ? name : `${name}t64`))
  if (run(['install', '-y', '-qq', '--no-install-recommends', ...names]) !== 0) say('apt-get could not install them.')
}
