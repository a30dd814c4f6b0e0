import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'

// tests/ mirrors the rooms; tests/e2e drives the real window and is run by scripts/, not by vitest's unit run.
export default defineConfig({
  plugins: [vue()],
  test: { include: ['tests/**/*.test.ts'], exclude: ['tests/e2e/**'], testTimeout: 30_000, pool: 'forks' },
})
