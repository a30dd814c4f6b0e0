/** Runs the kernels' tests on an addon under AddressSanitizer and UBSan (Linux, g++): npm run test:sanitized */
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const runs = (command, parameters, environment = {}) => spawnSync(command, parameters, { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } }).status === 0
const runtime = (name) => spawnSync(process.env.CXX ?? 'g++', [`-print-file-name=${name}`], { encoding: 'utf8' }).stdout.trim()

if (!runs(process.execPath, [join(root, 'scripts/build-kernels.mjs'), '--sanitize'])) process.exit(1)
const tests = ['tests/engine/native', 'tests/engine/kernels']
const node = join(root, 'node_modules/.bin/node')
const done = runs(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--pool=forks', ...tests], {
  SEQBENCH_KERNELS: join(root, 'kernels-build/sanitized/seqbench.node'),
  LD_PRELOAD: runtime('libasan.so'),
  // Node itself never frees some of what it allocates.
  ASAN_OPTIONS: 'detect_leaks=0',
})
process.exit(done ? 0 : 1)
