/** The command line decodes what only Chromium can: no window, no display, the same pictures as ffmpeg's; and nothing of it is left, however the command ends. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { videoProfile } from '../../src-shared/contract/video-decoding.ts'
import { start, type Started } from '../cli/support.ts'
import { clips, compareClips, decodable } from './clips.ts'

const folder = mkdtempSync(join(tmpdir(), 'seqbench-cli-videos-'))
const films = join(folder, 'films')
/** The profiles of its own decoders are looked for here. */
const temporary = join(folder, 'tmp')
const environment = { DISPLAY: '', WAYLAND_DISPLAY: '', TMPDIR: temporary }

beforeAll(() => {
  mkdirSync(temporary)
  for (const [index, file] of [...decodable, 'hevc.mov'].entries()) {
    const home = join(films, index % 2 ? 'odd' : 'even')
    mkdirSync(home, { recursive: true })
    copyFileSync(join(clips, file), join(home, file))
  }
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))

const importFilms = (workspace: string, more: NodeJS.ProcessEnv = {}): Started => start(['import', films, '--workspace', join(folder, workspace), '--json'], { ...environment, ...more })
const profiles = (): string[] => readdirSync(temporary).filter((name) => name.startsWith(videoProfile))
/** Processes that use such a profile. */
const electrons = (): string[] => spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' }).stdout.split('\n').filter((line) => line.includes(join(temporary, videoProfile)))
const isWaiting = (line: Record<string, unknown>): boolean => JSON.stringify(line).includes('starting the video decoder')

describe('videos on the command line', () => {
  it('are what ffmpeg makes of them; what Electron does not decode is refused by name', async () => {
    const { code, last, lines } = await importFilms('whole').finished
    expect(code).toBe(0)
    expect(lines.some(isWaiting)).toBe(true)
    expect(last).toMatchObject({ sequences: decodable.length, rejected: 1, rejections: [{ file: expect.stringContaining('hevc.mov') as string, code: 'media-codec' }] })
    const { found, wanted } = await compareClips(join(folder, 'whole', 'datasets', String(last['datasetId'])))
    expect(found).toEqual(wanted)
    expect([electrons(), profiles()]).toEqual([[], []])
  })

  // A killed command says nothing to anybody: the decoder has to notice by itself.
  it.each([['SIGINT', 130], ['SIGKILL', null]] as const)('%s in the middle leaves no process, no profile, no data set', async (signal, wanted) => {
    const { child, finished, line } = importFilms(`cancelled-${signal}`)
    await line(isWaiting)
    await expect.poll(() => electrons().length, { timeout: 60_000, interval: 50 }).toBeGreaterThan(0)
    child.kill(signal)
    const { code, stdout } = await finished
    expect([code, stdout.includes('datasetId')]).toEqual([wanted, false])
    await expect.poll(() => [...electrons(), ...profiles()], { timeout: 30_000, interval: 100 }).toEqual([])
  })

  it('without an Electron each is refused with the reason and what to do', async () => {
    const { code, error } = await importFilms('refused', { SEQBENCH_ELECTRON: '/nowhere/electron' }).finished
    expect(code).toBe(1)
    expect(error).toMatchObject({ code: 'import.nothing-left', message: expect.stringMatching(/Electron.*does not run here \(SEQBENCH_ELECTRON names .nowhere.electron, which does not exist\).*ffmpeg -i/) as string })
  })
})
