import fc from 'fast-check'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerAppRequest, contentSecurityPolicy, resolveAppFile } from '../../src-main/electron/app-files.ts'

const directory = join(tmpdir(), 'seqbench', 'renderer')

describe('resolveAppFile', () => {
  it('serves the page for the root and files below it', () => {
    expect(resolveAppFile(directory, 'app://seqbench/')).toBe(join(directory, 'index.html'))
    expect(resolveAppFile(directory, 'app://seqbench/assets/a%20b.js?v=1#x')).toBe(join(directory, 'assets', 'a b.js'))
  })

  it.each(['app://other/index.html', 'https://seqbench/index.html', 'file:///etc/passwd', 'app://seqbench/..%2f..%2fetc%2fpasswd', 'app://seqbench/a%5c..%5cb', 'app://seqbench/%00', 'app://seqbench/%ZZ', 'nonsense', 'app://seqbench/%2e%2e%2frenderer-other/x.js'])('refuses %s', (url) => {
    expect(resolveAppFile(directory, url)).toBeNull()
  })

  it('never leaves the directory, whatever the path', () => {
    const piece = fc.oneof(fc.constantFrom('..', '%2e%2e', '%2f', '/', '\\', '%5c', '%252e', '.', '//', '%00'), fc.string({ maxLength: 5 }))
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const file = resolveAppFile(directory, `app://seqbench/${pieces.join('/')}`)
        return file === null || file.startsWith(directory + sep)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('answerAppRequest', () => {
  let root: string
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'seqbench-app-'))
    mkdirSync(join(root, 'web'))
    writeFileSync(join(root, 'web', 'index.html'), '<p>page</p>')
    writeFileSync(join(root, 'web', 'worker.js'), '1')
    writeFileSync(join(root, 'web', 'secrets.env'), 'x')
    writeFileSync(join(root, 'outside.json'), '{}')
  })
  afterAll(() => rmSync(root, { recursive: true }))
  const ask = (path: string, method = 'GET'): Promise<Response> => answerAppRequest(join(root, 'web'), { url: `app://seqbench${path}`, method })

  it('sends type and policy with every file', async () => {
    const page = await ask('/')
    expect([page.status, await page.text()]).toEqual([200, '<p>page</p>'])
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toBe(contentSecurityPolicy)
    expect(page.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await ask('/worker.js')).headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  it.each([['/missing.js'], ['/secrets.env'], ['/..%2foutside.json']])('answers %s with 404', async (path) => {
    expect((await ask(path)).status).toBe(404)
  })

  it('only reads', async () => {
    expect((await ask('/', 'POST')).status).toBe(404)
  })
})
