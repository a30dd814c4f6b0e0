import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'
import { join } from 'node:path'

const from = (path: string): string => join(import.meta.dirname, path)
/** scripts/build.ts leaves the programs out where Node runs their sources. */
const entries = process.env.SEQBENCH_BUILD === 'main' ? ['main'] : ['main', 'backend', 'trainer', 'cli', 'count-words', 'count-statistics', 'read-arrow']

/** The page that decodes videos is a build of its own: the command line needs it without the window. */
const page = process.env.SEQBENCH_BUILD === 'decoder' ? { name: 'video-decoder', folder: 'decoder' } : { name: 'index', folder: 'renderer' }

/** The oldest runtime that tests run on (Electron 33: Chromium 130, Node 20); see scripts/electron-runtime.ts. */
const oldest = { node: 'node20.18', chrome: 'chrome130' }

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: oldest.node,
      // Packages stay outside: some are native, and tfjs loses names when it is bundled.
      externalizeDeps: { include: ['@tensorflow/tfjs-node-gpu'] },
      rollupOptions: {
        input: Object.fromEntries(entries.map((name) => [name, from(`src-main/${name}.ts`)])),
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: oldest.node,
      // A sandboxed preload must be one CommonJS file with nothing left outside it but electron.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: from('src-preload/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: from('src-renderer'),
    plugins: [vue()],
    build: {
      outDir: from(`out/${page.folder}`),
      emptyOutDir: true,
      target: oldest.chrome,
      // Files read from disk: one large one costs nothing, and a data: URL would need a wider CSP.
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 8000,
      rollupOptions: { input: { [page.name]: from(`src-renderer/${page.name}.html`) } },
    },
  },
})
