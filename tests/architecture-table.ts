/**
 * Who may import what. The first row whose `files` matches a file is its room; a file no row matches is an error, so a new
 * folder needs a decision. Targets are paths of the repository, `npm:package` or `node:module`.
 */
export interface Room {
  room: string
  files: RegExp
  may: RegExp[]
  /** Targets that even a wider pattern of `may` does not allow. */
  never?: RegExp[]
}

const shared = /^src-shared\//
const node = /^node:/
const zod = /^npm:zod$/
const tensors = /^npm:@tensorflow\/tfjs-/
const programs = [/^src-main\/application-root\.ts$/, /^src-main\/process-port\.ts$/]
const electron = /^npm:electron$/
/** What the engine knows of the world: the nouns, the errors, and the updates it reports (trainer-api.ts). */
const seams = /^src-shared\/(domain\/|contract\/(errors|trainer-api)\.ts$)/
/** What the libraries of the window are; none of them touches Node. */
const windowLibraries = /^npm:(?!electron$|better-sqlite3$|@tensorflow\/|commander$|chardet$|iconv-lite$|onnxruntime-web$|playwright-core$)/
const window = (path: string): RegExp => new RegExp(`^src-renderer/${path}`)
const windowBelow = { features: [window('(charts|editor|ui|composables|stores|api|locales|router\\.ts)')] }

export const rooms: Room[] = [
  { room: 'shared', files: shared, may: [shared, zod] },

  { room: 'main', files: /^src-main\/(main\.ts$|electron\/)/, may: [/^src-main\/electron\//, /^src-main\/application-root\.ts$/, shared, electron, node, zod] },
  { room: 'common to programs', files: /^src-main\/(application-root|process-port)\.ts$/, may: [node, shared] },
  // Entries wire everything together, but know no window.
  { room: 'entries', files: /^src-main\/((backend|trainer|cli|count-words|count-statistics|read-arrow)(-[^/]*)?\.ts$|(cli|backend|trainer)\/)/, may: [/^src-main\//, shared, node, /^npm:/], never: [/^src-main\/(electron\/|main\.ts)/, electron] },
  {
    room: 'engine that touches the machine',
    files: /^src-main\/engine\/(kernels\/|backends\/|train\/checkpoint\.ts$)/,
    may: [/^src-main\/engine\//, /^src-main\/application-root\.ts$/, seams, tensors, node, /^npm:(webgpu|onnxruntime-web)$/],
  },
  { room: 'engine', files: /^src-main\/engine\//, may: [/^src-main\/engine\//, seams, tensors] },
  {
    room: 'datasets',
    files: /^src-main\/datasets\//,
    may: [/^src-main\/datasets\//, /^src-main\/application-root\.ts$/, shared, node, /^npm:(sharp|mpg123-decoder|ogg-opus-decoder|@wasm-audio-decoders\/.*|@libav\.js\/variant-webm-vp9|mediabunny|chardet|iconv-lite|@duckdb\/node-api|apache-arrow|lz4js|better-sqlite3|hucre|yauzl|vega-datasets|@stdlib\/.*)$/],
  },
  { room: 'tracker', files: /^src-main\/tracker\//, may: [/^src-main\/tracker\//, /^src-main\/application-root\.ts$/, shared, node, /^npm:(better-sqlite3|zod)$/] },
  { room: 'exports', files: /^src-main\/exports\//, may: [/^src-main\/(exports|engine)\//, /^src-main\/application-root\.ts$/, shared, node, tensors, /^npm:(onnxruntime-web|protobufjs)/] },
  { room: 'services', files: /^src-main\/services\//, may: [/^src-main\/(services|engine|datasets|tracker|exports)\//, ...programs, shared, node, zod] },

  { room: 'preload', files: /^src-preload\//, may: [/^src-shared\/contract\//, electron] },

  { room: 'api', files: window('api/'), may: [window('api/'), shared, windowLibraries] },
  { room: 'stores', files: window('stores/'), may: [window('(stores|api|locales|composables)/'), shared, windowLibraries] },
  // A feature imports itself and what lies below; see `features` in the test for "never another feature".
  { room: 'features', files: window('features/'), may: [window('features/'), ...windowBelow.features, shared, windowLibraries] },
  { room: 'charts', files: window('charts/'), may: [window('(charts|ui|composables)/'), shared, windowLibraries] },
  { room: 'ui', files: window('ui/'), may: [window('(ui|composables|locales)/'), shared, windowLibraries] },
  { room: 'composables', files: window('composables/'), may: [window('composables/'), shared, windowLibraries] },
  { room: 'editor', files: window('editor/'), may: [window('(editor|ui|composables|locales)/'), shared, windowLibraries] },
  { room: 'locales', files: window('locales/'), may: [window('locales/'), shared, /^npm:(vue-i18n|zod)$/] },
  { room: 'router', files: window('router\\.ts$'), may: [window('features/'), /^npm:vue-router$/] },
  { room: 'composition of the window', files: window('[^/]+\\.(ts|vue)$'), may: [window(''), shared, windowLibraries] },

  { room: 'scripts', files: /^scripts\//, may: [/^scripts\//, /^src-shared\//, /^src-main\//, /^tests\/e2e\//, node, /^npm:/] },
  { room: 'tests', files: /^tests\//, may: [/./] },
  { room: 'configuration of tools', files: /^[^/]+\.config\.(ts|js)$/, may: [node, /^npm:/] },
]
