/**
 * The first program of every npm script: needs nothing but Node >= 20 and npm. Makes sure that node_modules matches
 * package-lock.json, then runs the real program on the Node that the project brings along (node_modules/node).
 * Everything it says goes to stderr: stdout belongs to the command.
 */
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const oldestNode = 20
/** Runs .ts files as they are. */
const wantedNode = 24

/** npm script -> program and its first arguments, relative to the repository. */
const programs = {
  start: ['scripts/start.ts'],
  demo: ['scripts/demo.ts'],
  test: ['scripts/test.ts', 'all'],
  check: ['scripts/test.ts', 'check'],
  e2e: ['scripts/test.ts', 'e2e'],
  pictures: ['scripts/test.ts', 'pictures'],
  build: ['scripts/build.ts'],
  dev: ['scripts/dev.ts'],
  shot: ['scripts/screenshot.ts'],
  soak: ['scripts/soak.ts'],
  bench: ['scripts/bench/main.ts'],
  prove: ['scripts/prove/main.ts'],
  'bench-import': ['scripts/bench-import.ts'],
  fuzz: ['scripts/fuzz-import.ts'],
  sanitize: ['scripts/sanitize-kernels.mjs'],
  electron: ['scripts/electron-runtime.ts'],
  seqbench: ['src-main/cli.ts'],
}

const say = (line) => process.stderr.write(`seqbench: ${line}\n`)
const give = (line, code = 1) => {
  say(line)
  process.exit(code)
}

/** Every package that package-lock.json asks for lies in node_modules in the same version; npm may leave out optional ones. */
function modulesMatch(lockText) {
  const installedFile = join(root, 'node_modules', '.package-lock.json')
  if (!existsSync(installedFile)) return false
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages
  return Object.entries(JSON.parse(lockText).packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    return found ? found.version === wanted.version : wanted.optional === true || wanted.devOptional === true || wanted.peer === true
  })
}

function ensureModules() {
  const lockText = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const stampFile = join(root, 'node_modules', '.seqbench-stamp')
  const stamp = createHash('sha256').update(lockText).digest('hex')
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return
  if (!modulesMatch(lockText)) {
    say(`installing packages (${existsSync(join(root, 'node_modules')) ? 'package-lock.json has changed' : 'first start'}; about a minute) ...`)
    runNpm(['ci', '--loglevel=error', '--no-fund', '--no-audit'])
  }
  writeFileSync(stampFile, stamp)
}

/** npm's own output goes to stderr. */
function runNpm(args) {
  const script = process.env.npm_execpath
  const byScript = script !== undefined && /\.[cm]?js$/.test(script)
  const result = byScript
    ? spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' })
  if (result.error) give(`npm could not be started: ${result.error.message}`)
  if (result.status !== 0) give(`npm ${args[0]} failed; see its lines above. Is the package registry reachable?`, result.status ?? 1)
}

const kernelSources = join(root, 'src-main', 'engine', 'kernels')

/**
 * The native engine's kernels, once after each change of their sources; without a compiler Seqbench works on without them.
 * What was tried is remembered, so that a machine without a compiler is told so once.
 */
function ensureKernels(node) {
  if (!existsSync(kernelSources)) return
  const built = existsSync(join(root, 'kernels-build'))
  const newest = Math.max(...readdirSync(kernelSources, { recursive: true }).map((name) => statSync(join(kernelSources, name)).mtimeMs))
  const stampFile = join(root, 'node_modules', '.seqbench-kernels')
  const tried = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split(' ') : []
  if (Number(tried[0]) === newest && (built || tried[1] === 'none')) return
  spawnSync(node, [join(root, 'scripts', 'build-kernels.mjs'), '--if-needed'], { cwd: root, stdio: ['ignore', 2, 2] })
  writeFileSync(stampFile, `${newest} ${existsSync(join(root, 'kernels-build')) ? 'built' : 'none'}`)
}

/** The project's own Node, or the one this runs on where it is new enough. */
function findNode() {
  const own = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  if (Number(process.versions.node.split('.')[0]) >= wantedNode) return process.execPath
  return give(`Node ${wantedNode} is missing: npm did not run the install script of the package "node". Run: npm rebuild node`)
}

function run(node, args) {
  const child = spawn(node, args, { stdio: 'inherit', env: { ...process.env, SEQBENCH_BOOTSTRAPPED: '1' } })
  // Ctrl-C reaches the whole group; this process only waits for the end of the other.
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => give(`cannot start ${node}: ${error.message}`))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + (constants.signals[signal] ?? 0) : code))
}

const [name, ...rest] = process.argv.slice(2)
if (Number(process.versions.node.split('.')[0]) < oldestNode) give(`needs Node ${oldestNode} or newer; this is ${process.versions.node}.`)
const program = Object.hasOwn(programs, name ?? '') ? programs[name] : give(`no program named ${name}; there are: ${Object.keys(programs).join(', ')}`, 2)
ensureModules()
const node = findNode()
ensureKernels(node)
run(node, ['--disable-warning=ExperimentalWarning', join(root, program[0]), ...program.slice(1), ...rest])
