import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applicationRoot } from '../../src-main/application-root.ts'

/** A repository of its own with one tiny package, and a command line that prints its arguments and ends with 7. */
let root: string
const inRoot = (...parts: string[]): string => join(root, ...parts)
const npm = (...args: string[]) => spawnSync('npm', ['--offline', '--no-audit', '--no-fund', ...args], { cwd: root, encoding: 'utf8' })
const start = (...args: string[]) => spawnSync(process.execPath, [inRoot('scripts', 'bootstrap.mjs'), ...args], { cwd: tmpdir(), encoding: 'utf8', env: { ...process.env, npm_config_offline: 'true' } })

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'seqbench-bootstrap-'))
  for (const folder of ['scripts', 'src-main', 'tiny']) mkdirSync(inRoot(folder))
  copyFileSync(join(applicationRoot, 'scripts', 'bootstrap.mjs'), inRoot('scripts', 'bootstrap.mjs'))
  writeFileSync(inRoot('src-main', 'cli.ts'), 'const code: number = 7\nconsole.log(JSON.stringify(process.argv.slice(2)))\nprocess.exit(code)\n')
  writeFileSync(inRoot('tiny', 'package.json'), '{ "name": "tiny", "version": "1.0.0" }')
  writeFileSync(inRoot('package.json'), '{ "name": "fresh", "version": "1.0.0", "private": true }')
  npm('pack', './tiny')
  npm('install', '--save', './tiny-1.0.0.tgz')
  rmSync(inRoot('node_modules'), { recursive: true, force: true })
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

describe('bootstrap', () => {
  it('installs what is missing, then runs the command: its output alone on stdout, its exit code', () => {
    const { stdout, stderr, status } = start('seqbench', 'import', 'a b.csv', '--json')
    expect(stdout).toBe('["import","a b.csv","--json"]\n')
    expect(stderr).toContain('installing packages (first start')
    expect(status).toBe(7)
    expect(existsSync(inRoot('node_modules', 'tiny', 'package.json'))).toBe(true)
  })

  it('says and does nothing the next time', () => {
    const { stdout, stderr, status } = start('seqbench')
    expect([stdout, stderr, status]).toEqual(['[]\n', '', 7])
  })

  it('takes what npm install has put there for what it is', () => {
    rmSync(inRoot('node_modules', '.seqbench-stamp'))
    expect(start('seqbench').stderr).toBe('')
  })

  it('installs again when another version is there than the lock file names', () => {
    rmSync(inRoot('node_modules', '.seqbench-stamp'))
    const hidden = inRoot('node_modules', '.package-lock.json')
    writeFileSync(hidden, readFileSync(hidden, 'utf8').replace('"version": "1.0.0",\n      "resolved"', '"version": "0.9.0",\n      "resolved"'))
    expect(start('seqbench').stderr).toContain('package-lock.json has changed')
  })

  it('says in one line why it cannot install', () => {
    rmSync(inRoot('node_modules'), { recursive: true })
    const description = readFileSync(inRoot('package.json'), 'utf8')
    writeFileSync(inRoot('package.json'), description.replace('tiny-1.0.0.tgz', 'other-1.0.0.tgz'))
    const { stdout, stderr, status } = start('seqbench')
    expect(stdout).toBe('')
    expect(stderr).toContain('npm ci failed')
    expect(status).not.toBe(0)
    writeFileSync(inRoot('package.json'), description)
  })

  it('names the programs when it knows none of that name', () => {
    const { stderr, status } = start('sequence')
    expect(stderr).toContain('no program named sequence')
    expect(status).toBe(2)
  })
})
