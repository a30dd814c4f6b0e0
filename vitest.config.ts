import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** `npm run check` leaves out what takes its time: whole processes, training, exports. */
const slow = ['tests/integration/**', 'tests/**/*.slow.test.ts']
const check = Boolean(process.env.SEQBENCH_CHECK)
const always = ['tests/e2e/**', ...(check ? slow : [])]
/**
 * Rooms whose tests share nothing but libraries: in the quick check their files run one after the other in the same processes
 * (modules of the project are loaded anew for each), which saves starting a process and loading the libraries a hundred times.
 * The window's pages live on in a document and in libraries, so each has its own, as have the tests that
 * load kernels in every way there is; `npm test` gives one to every file.
 */
const shared = ['cli', 'contract', 'datasets', 'engine/!(kernels)', 'exports', 'tracker'].map((room) => `tests/${room}/**/*.test.ts`)

// tests/ mirrors the rooms; the real window has a run of its own (vitest.e2e.config.ts).
export default defineConfig({
  plugins: [vue()],
  test: {
    ...(check
      ? { projects: [
          { extends: true as const, test: { name: 'shared', include: shared, exclude: always, isolate: false } },
          { extends: true as const, test: { name: 'alone', include: ['tests/**/*.test.ts'], exclude: [...always, ...shared] } },
        ] }
      : { include: ['tests/**/*.test.ts'], exclude: always }),
    testTimeout: 30_000,
    // The quick check takes every core (vitest leaves one free); whole processes and training need room beside them.
    ...(check ? { maxWorkers: '100%' } : {}),
    pool: 'forks',
    // On the gate's machine a second try, since it stalls now and then; a test that took one is listed in the report.
    retry: process.env.CI ? 1 : 0,
  },
})
