/** What app://seqbench/ answers: files of the built window, and nothing else, under a policy that lets nothing in from outside. */
import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'

export const appOrigin = 'app://seqbench'

export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  // Monaco and ECharts set styles as they go.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

const mimeTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.ttf': 'font/ttf',
  '.wasm': 'application/wasm',
}

/** The file below `directory` that a URL of the app names, or null: another host, a malformed escape, a way out of the directory. */
export function resolveAppFile(directory: string, url: string): string | null {
  if (!URL.canParse(url)) return null
  const { protocol: scheme, host, pathname } = new URL(url)
  if (`${scheme}//${host}` !== appOrigin) return null
  const path = decode(pathname)
  if (path === null || path.includes('\0') || path.includes('\\')) return null
  const file = normalize(join(directory, path === '/' ? 'index.html' : path))
  return file.startsWith(normalize(directory) + sep) ? file : null
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return null
  }
}

/** Answers one request; a file that is not there is a 404, never another file. */
export async function answerAppRequest(directory: string, request: { url: string; method: string }): Promise<Response> {
  const file = request.method === 'GET' ? resolveAppFile(directory, request.url) : null
  const type = file === null ? undefined : mimeTypes[extname(file).toLowerCase()]
  if (file === null || type === undefined) return new Response('not found', { status: 404 })
  try {
    return new Response(await readFile(file), { headers: { 'content-type': type, 'content-security-policy': contentSecurityPolicy, 'x-content-type-options': 'nosniff' } })
  } catch {
    return new Response('not found', { status: 404 })
  }
}
