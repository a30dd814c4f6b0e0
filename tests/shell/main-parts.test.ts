import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ControlMessage } from '../../src-shared/contract/host-api.ts'
import { parseMainArguments } from '../../src-main/electron/arguments.ts'
import { createGrants, isInside } from '../../src-main/electron/grants.ts'
import { labels, languageOf } from '../../src-main/electron/labels.ts'
import { readWindowState, visibleBounds, writeWindowState } from '../../src-main/electron/window-state.ts'

let directory: string
beforeEach(() => void (directory = mkdtempSync(join(tmpdir(), 'seqbench-shell-'))))
afterEach(() => rmSync(directory, { recursive: true, force: true }))

describe('arguments', () => {
  it('takes the workspace from the command line, then the environment, then the home folder', () => {
    expect(parseMainArguments(['electron', '.', '--workspace=/a'], { SEQBENCH_WORKSPACE: '/b' }).workspace).toBe('/a')
    expect(parseMainArguments(['electron', '.', '--workspace', '/a'], {}).workspace).toBe('/a')
    expect(parseMainArguments(['electron', '.'], { SEQBENCH_WORKSPACE: '/b' }).workspace).toBe('/b')
    expect(parseMainArguments(['electron', '.'], {}).workspace).toMatch(/Seqbench$/)
  })
})

describe('window state', () => {
  it('comes back as it was stored, and a damaged file is forgotten', () => {
    const file = join(directory, 'deep', 'window.json')
    const state = { bounds: { x: 1, y: 2, width: 1000, height: 700 }, maximized: true, theme: 'dark', language: 'zh' } as const
    writeWindowState(file, state)
    expect(readWindowState(file)).toEqual(state)
    writeFileSync(file, '{"bounds": "wide"')
    expect(readWindowState(file)).toEqual({ bounds: null, maximized: false, theme: 'system', language: null })
  })

  it('is not used when its title bar lies on no display', () => {
    const displays = [{ x: 0, y: 0, width: 1920, height: 1080 }]
    const place = { x: 100, y: 100, width: 1000, height: 700 }
    expect(visibleBounds(place, displays)).toEqual(place)
    expect(visibleBounds({ ...place, x: 1900 }, displays)).toBeNull()
    expect(visibleBounds({ ...place, y: -200 }, displays)).toBeNull()
    expect(visibleBounds({ ...place, x: 2500 }, displays)).toBeNull()
    expect(visibleBounds(null, displays)).toBeNull()
  })
})

describe('grants', () => {
  it('gives a token for each path, tells the backend, and can tell them all again', async () => {
    const file = join(directory, 'a.csv')
    writeFileSync(file, 'a,b\n')
    const told: ControlMessage[] = []
    const grants = createGrants((message) => told.push(message))
    const [first, folder, missing] = await grants.grant([file, directory, join(directory, 'gone.csv')])
    expect(first).toMatchObject({ name: 'a.csv', bytes: 4 })
    expect(folder.bytes).toBeNull()
    expect(missing).toMatchObject({ name: 'gone.csv', bytes: null })
    expect(new Set([first.token, folder.token, missing.token]).size).toBe(3)
    expect(told).toEqual(grants.messages())
    expect(told[0]).toEqual({ kind: 'grant', token: first.token, path: file })
    expect(grants.covers(join(directory, 'sub', 'b.csv'))).toBe(true)
    expect(grants.covers(join(directory, '..'))).toBe(false)
  })

  it('knows what lies in a folder', () => {
    expect(isInside('/home/ada', '/home/ada')).toBe(true)
    expect(isInside('/home/ada', '/home/ada/exports/x')).toBe(true)
    expect(isInside('/home/ada', '/home/ada/../etc/passwd')).toBe(false)
    expect(isInside('/home/ada', '/home/adam')).toBe(false)
  })
})

describe('labels', () => {
  it('are the same in both languages, none empty', () => {
    expect(Object.keys(labels.zh).sort()).toEqual(Object.keys(labels.en).sort())
    expect([...Object.values(labels.zh), ...Object.values(labels.en)].filter((label) => label.trim() === '')).toEqual([])
    expect([languageOf('zh-CN'), languageOf('ZH'), languageOf('de'), languageOf('')]).toEqual(['zh', 'zh', 'en', 'en'])
  })
})
