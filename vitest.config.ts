import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

/** `npm run check` leaves out what takes its time: whole processes, training, exports. */
const slow = ['tests/integration/**', 'tests/**/*.slow.test.ts']

// tests/ mirrors the rooms; the real window has a run of its own (vitest.e2e.config.ts).
export default defineConfig({
  plugins: [vue()],
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/e2e/**', ...(process.env.SEQBENCH_CHECK ? slow : [])],
    testTimeout: 30_000,
    // The quick check takes every core (vitest leaves one free); whole processes and training need room beside them.
    ...(process.env.SEQBENCH_CHECK ? { maxWorkers: '100%' } : {}),
    pool: 'forks',
    // On the gate's machine a second try, since it stalls now and then; a test that took one is listed in the report.
    retry: process.env.CI ? 1 : 0,
  },
})
