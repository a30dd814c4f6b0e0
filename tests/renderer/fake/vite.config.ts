/** `npx vite build -c tests/renderer/fake/vite.config.ts` and `npx vite preview -c ...`: the window over the fake backend, under the app's own security policy. */
import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const policy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self'"

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  base: './',
  plugins: [vue()],
  worker: { format: 'es' },
  build: { outDir: fileURLToPath(new URL('../../../out/fake', import.meta.url)), emptyOutDir: true, target: 'chrome130', minify: false },
  preview: { port: 4790, headers: { 'Content-Security-Policy': policy } },
})
