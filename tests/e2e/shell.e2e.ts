/** What the window must hold whatever it shows: its bridge, its policy, where it may go, and what it says when the backend dies. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SeqbenchBridge } from '../../src-shared/contract/host-api.ts'
import { applicationRoot } from '../../src-main/application-root.ts'
import { launchSeqbench, type Seqbench } from './launch.ts'
import { findProcesses } from './processes.ts'

const fakeBackend = join(applicationRoot, 'tests', 'e2e', 'fake-backend.ts')
declare const window: Window & { seqbench: SeqbenchBridge }

describe('shell', () => {
  let seqbench: Seqbench
  beforeAll(async () => {
    seqbench = await launchSeqbench({ backend: fakeBackend, language: 'zh' })
  })
  afterAll(() => seqbench?.close())

  it('opens the window with the built page', async () => {
    await seqbench.page.waitForSelector('#app > *')
    expect(seqbench.page.url()).toMatch(/^app:\/\/seqbench\//)
    expect(seqbench.errors).toEqual([])
  })

  it('offers the bridge and nothing else of Node or Electron', async () => {
    const seen = await seqbench.page.evaluate(() => {
      const world = globalThis as unknown as Record<string, unknown>
      return {
        keys: Object.keys(window.seqbench).sort(),
        kinds: Object.fromEntries(Object.entries(window.seqbench).map(([name, value]) => [name, typeof value])),
        leaks: ['require', 'process', 'module', 'exports', 'global', 'Buffer', '__dirname', 'electron', 'ipcRenderer'].filter((name) => world[name] !== undefined),
        frozen: !Reflect.set(window.seqbench, 'host', () => 'mine') || String(window.seqbench.host).includes('native code'),
        language: window.seqbench.language,
      }
    })
    expect(seen.keys).toEqual(['connect', 'grantFiles', 'host', 'language', 'platform'])
    expect(seen.kinds).toEqual({ connect: 'function', grantFiles: 'function', host: 'function', language: 'string', platform: 'string' })
    expect(seen.leaks).toEqual([])
    expect(seen.frozen).toBe(true)
    expect(seen.language).toBe('zh')
  })

  it('is sandboxed and isolated', async () => {
    const preferences = await seqbench.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0].webContents as unknown as { getLastWebPreferences: () => Record<string, unknown> }
      const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = contents.getLastWebPreferences()
      return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity }
    })
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false })
    expect(preferences.webSecurity).not.toBe(false)
  })

  it('keeps the security policy: no inline script, no evaluation, no remote image', async () => {
    const broken = await seqbench.page.evaluate(async () => {
      const world = globalThis as unknown as Record<string, unknown>
      const violated: string[] = []
      document.addEventListener('securitypolicyviolation', (event) => violated.push(event.effectiveDirective))
      const script = document.createElement('script')
      script.textContent = 'globalThis.inlineRan = true'
      document.head.append(script)
      const evaluated = document.createElement('script')
      evaluated.src = 'data:text/javascript,globalThis.dataRan=true'
      document.head.append(evaluated)
      const image = new Image()
      image.src = 'https://example.org/pixel.png'
      const button = document.createElement('button')
      button.setAttribute('onclick', 'globalThis.handlerRan = true')
      document.body.append(button)
      button.click()
      await new Promise((resolve) => setTimeout(resolve, 300))
      button.remove()
      return { violated: [...new Set(violated)].sort(), ran: ['inlineRan', 'dataRan', 'handlerRan'].filter((name) => world[name] !== undefined) }
    })
    expect(broken.ran).toEqual([])
    expect(broken.violated).toEqual(['img-src', 'script-src-attr', 'script-src-elem'])
  })

  it('sends the policy with the page, and no file from outside the built window', async () => {
    const answers = await seqbench.page.evaluate(async () => {
      const paths = ['/index.html', '/../../package.json', '/%2e%2e/%2e%2e/package.json', '/..%2f..%2fpackage.json', '/..%5c..%5cpackage.json', '/%00', '/%ZZ', '/.main.stamp', '/no-such-file.js', '/assets']
      const page = await fetch('/index.html')
      const statuses = await Promise.all(paths.map(async (path) => [path, (await fetch(path)).status] as const))
      return { policy: page.headers.get('content-security-policy'), type: page.headers.get('content-type'), statuses }
    })
    expect(answers.policy).toContain("default-src 'none'")
    expect(answers.policy).not.toContain('unsafe-eval')
    expect(answers.type).toContain('text/html')
    expect(answers.statuses.filter(([, status]) => status === 200).map(([path]) => path)).toEqual(['/index.html'])
  })

  it('refuses to be navigated away, to open windows and to grant permissions', async () => {
    const before = seqbench.page.url()
    const opened = await seqbench.page.evaluate(() => window.open('https://example.org') === null)
    await seqbench.page.evaluate(() => void (location.href = 'https://example.org/'))
    await seqbench.page.evaluate(() => {
      const link = document.createElement('a')
      link.href = 'file:///etc/passwd'
      document.body.append(link)
      link.click()
      link.remove()
    })
    await seqbench.page.waitForTimeout(300)
    expect(opened).toBe(true)
    expect(seqbench.page.url()).toBe(before)
    expect(await seqbench.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    const permissions = await seqbench.page.evaluate(async () => {
      const states = await Promise.all((['geolocation', 'notifications', 'camera', 'microphone'] as PermissionName[]).map(async (name) => (await navigator.permissions.query({ name })).state))
      return { states, notifications: await Notification.requestPermission() }
    })
    // The microphone is there for those who try a model of speech; nothing listens before they press Record.
    expect(permissions.states).toEqual(['denied', 'denied', 'denied', 'granted'])
    expect(permissions.notifications).toBe('denied')
  })

  it('checks calls to main, and offers no way to name a path', async () => {
    const answers = await seqbench.page.evaluate(async () => {
      const host = window.seqbench.host as (name: string, input: unknown) => Promise<unknown>
      const attempts: [string, unknown][] = [['window.theme', { theme: 'pink' }], ['nothing', {}], ['files.grant', { paths: ['/etc/passwd'] }], ['files.reveal', { path: '/etc/passwd' }], ['files.rejected', { dataset: '../../etc', how: 'open' }], ['files.rejected', { dataset: 'd-nothing', how: 'show' }], ['constructor', {}]]
      return Promise.all(attempts.map(([name, input]) => host(name, input).then(() => 'done', (thrown: { code?: string }) => thrown.code ?? 'refused')))
    })
    expect(answers).toEqual(['contract.invalid', 'contract.unknown', 'refused', 'file.unknown-token', 'contract.invalid', 'file.unreadable', 'contract.unknown'])
  })

  it('sets the theme and gives tokens for files of a dialog', async () => {
    await seqbench.page.evaluate(() => window.seqbench.host('window.theme', { theme: 'dark' }))
    expect(await seqbench.app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark')
    await seqbench.app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] })
    }, join(applicationRoot, 'package.json'))
    const files = (await seqbench.page.evaluate(() => window.seqbench.host('files.open', { kind: 'files' }))) as { token: string; name: string; bytes: number }[]
    expect(files).toHaveLength(1)
    expect(files[0]).toMatchObject({ name: 'package.json', bytes: expect.any(Number) })
    expect(files[0].token).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('says so when the backend dies, and connects again to the one that is started in its place', async () => {
    const states = (): Promise<string[]> => seqbench.page.evaluate(() => (globalThis as unknown as { states: string[] }).states)
    await seqbench.page.evaluate(() => {
      const seen: string[] = ((globalThis as unknown as { states: string[] }).states = [])
      window.addEventListener('message', ({ data }) => seen.push(data.seqbench === 'backend' ? `${data.status.state} ${data.status.error?.code ?? ''}`.trim() : data.seqbench))
    })
    const [pid] = findProcesses('fake-backend.ts', seqbench.workspace)
    expect(pid).toBeGreaterThan(0)
    // Asked of the page itself: after a refused navigation Playwright's own waiting waits for that one to finish.
    const banner = (): Promise<boolean> => seqbench.page.evaluate(() => document.querySelector('.banner[role=status]') !== null)
    process.kill(pid, 'SIGKILL')
    await expect.poll(banner, { timeout: 5000, interval: 20 }).toBe(true)
    await expect.poll(states, { timeout: 20_000 }).toEqual(expect.arrayContaining(['exited backend.ended', 'starting', 'ready', 'port']))
    await expect.poll(banner, { timeout: 20_000 }).toBe(false)
    const [next] = findProcesses('fake-backend.ts', seqbench.workspace)
    expect(next).not.toBe(pid)
  })

  it('leaves no process behind', async () => {
    await seqbench.close()
    expect(findProcesses(seqbench.workspace)).toEqual([])
  })
})
