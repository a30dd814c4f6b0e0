import { defineConfig } from 'vitest/config'

// One window at a time: two of them on two cores only slow each other down.
export default defineConfig({
  test: {
    include: ['tests/e2e/**/*.e2e.ts'],
    globalSetup: ['tests/e2e/setup.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    fileParallelism: false,
    pool: 'forks',
    // On the gate's machine a second try, since it stalls now and then; a test that took one is listed in the report.
    retry: process.env.CI ? 1 : 0,
  },
})
