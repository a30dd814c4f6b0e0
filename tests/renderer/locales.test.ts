// @vitest-environment happy-dom
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorTable, SeqbenchError } from '../../src-shared/contract/errors.ts'
import { configJsonSchema, flattenConfig, parseConfig } from '../../src-shared/domain/config.ts'
import { finding, findingTable } from '../../src-shared/domain/finding.ts'
import { taskKinds } from '../../src-shared/domain/roles.ts'
import { rejectionTable } from '../../src-shared/domain/rejection.ts'
import { hidden, type Schema } from '../../src-renderer/features/configure/fields.ts'
import { wordsPath } from '../../src-renderer/locales/fields.ts'
import { localizeError, localizePhrase } from '../../src-renderer/locales/errors.ts'
import { localizeFinding } from '../../src-renderer/locales/findings.ts'
import { en } from '../../src-renderer/locales/en/index.ts'
import { fields as enFields } from '../../src-renderer/locales/en/fields.ts'
import { i18n, setLocale } from '../../src-renderer/locales/index.ts'
import { localizeIssue, setSchemaLocale } from '../../src-renderer/locales/issues.ts'
import { zh } from '../../src-renderer/locales/zh/index.ts'
import { errors } from '../../src-renderer/locales/zh/errors.ts'
import { fields as zhFields } from '../../src-renderer/locales/zh/fields.ts'
import { findings } from '../../src-renderer/locales/zh/findings.ts'
import { rejections } from '../../src-renderer/locales/zh/rejections.ts'
import { presets, samples } from '../../src-renderer/locales/zh/catalogue.ts'
import { samples as shippedSamples } from '../../src-main/datasets/samples/index.ts'
import { presets as shippedPresets } from '../../src-main/engine/tasks/presets.ts'
import { configFor } from './fake/datasets.ts'

const placeholders = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()
const unique = (names: string[]): string[] => [...new Set(names)]

describe('Chinese twins', () => {
  it.each([
    ['errors', errorTable, errors],
    ['findings', findingTable, findings],
  ] as const)('%s: every row, with the same placeholders', (_name, english, chinese) => {
    expect(Object.keys(chinese).sort()).toEqual(Object.keys(english).sort())
    for (const [code, row] of Object.entries<{ message: string; hint: string }>(english)) {
      const twin = (chinese as Record<string, { message: string; hint: string }>)[code]
      expect(unique(placeholders(twin.message)), code).toEqual(unique(placeholders(row.message)))
      expect(unique(placeholders(twin.hint)), code).toEqual(unique(placeholders(row.hint)))
    }
  })
  it('rejections: every row, with the same placeholders', () => {
    expect(Object.keys(rejections).sort()).toEqual(Object.keys(rejectionTable).sort())
    for (const [code, text] of Object.entries(rejectionTable)) expect(placeholders(rejections[code as keyof typeof rejections]), code).toEqual(placeholders(text))
  })
  it('samples and presets: every one that ships', () => {
    expect(Object.keys(samples).sort()).toEqual(shippedSamples.map(({ name }) => name).sort())
    expect(Object.keys(presets).sort()).toEqual(unique(taskKinds.flatMap((task) => shippedPresets(task).map(({ name }) => `${task}/${name}`))).sort())
  })
  it('messages: the same keys and placeholders', () => {
    const english = flattenConfig(en)
    const chinese = flattenConfig(zh)
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
    for (const [key, text] of english) {
      expect(unique(placeholders(String(chinese.get(key)))), key).toEqual(unique(placeholders(String(text))))
    }
  })
})

describe('localizeError', () => {
  it('fills the template of the language of the window, and never shows a stack', () => {
    setLocale('zh')
    const shown = localizeError(new SeqbenchError('import.empty', { file: 'a.csv' }))
    expect(shown.message).toBe('a.csv 是空的。')
    setLocale('en')
    expect(localizeError(new SeqbenchError('import.empty', { file: 'a.csv' })).message).toBe('a.csv is empty.')
    expect(localizeError(new Error('boom')).message).toContain('boom')
    expect(JSON.stringify(localizeError(new Error('boom')))).not.toContain('at ')
  })
})

/** Every path that the form can show, whatever branches are chosen. */
function pathsOf(schema: Schema, path = ''): string[] {
  const below = (schema.oneOf ?? schema.anyOf ?? []).flatMap((branch) => pathsOf(branch, path))
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, child]) => pathsOf(child, path === '' ? name : `${path}.${name}`))
  const isToggle = schema.anyOf?.some((branch) => branch.properties) === true
  return unique([...below, ...own, ...(isToggle || (below.length === 0 && own.length === 0 && schema.type !== 'null') ? [path] : [])])
}

describe('config', () => {
  const document = configFor('d', 'A config')
  it('has a label for every field of every branch, in both languages, and none that is left over', () => {
    const needed = unique(pathsOf(configJsonSchema() as Schema).filter((path) => !hidden.has(path)).map(wordsPath)).sort()
    for (const fields of [enFields, zhFields]) expect(unique(Object.keys(fields).map((key) => key.split('@')[0])).sort()).toEqual(needed)
    expect(Object.keys(zhFields).sort()).toEqual(Object.keys(enFields).sort())
  })
  it('says every contradiction in Chinese, and the words of zod too', () => {
    setLocale('zh')
    setSchemaLocale('zh')
    const wrong = [
      { ...document, split: { ...document.split, train: 0.5 } },
      { ...document, split: { ...document.split, train: 0, validation: 0.5, test: 0.5 } },
      { ...document, split: { ...document.split, kind: 'chronological', train: 0.9, validation: 0.5 } },
      { ...document, split: { ...document.split, kind: 'column', validation: 0.5, test: 0.5 } },
      { ...document, split: { ...document.split, kind: 'kfold', folds: 5, fold: 6 } },
      { ...document, split: { ...document.split, kind: 'kfold', validation: 0.9 } },
      { ...document, training: { ...document.training, earlyStopping: { metric: 'wer', patience: 3 } } },
      { ...document, split: { ...document.split, train: 0.9, validation: 0, test: 0.1 } },
      { ...document, training: { ...document.training, truncation: 9999 } },
      { ...document, surprise: 1 },
      { ...document, training: { ...document.training, epochs: -1 } },
    ]
    for (const variant of wrong) {
      const { issues } = parseConfig(variant)
      expect(issues.length).toBeGreaterThan(0)
      for (const { message } of issues) expect(localizeIssue(message)).toMatch(/\p{Script=Han}/u)
    }
    setLocale('en')
    setSchemaLocale('en')
  })
})

describe('keys used by the source', () => {
  const folder = join(import.meta.dirname, '../../src-renderer')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(vue|ts)$/.test(name) && !name.startsWith('locales'))
  it('exist', () => {
    const known = flattenConfig(en)
    const used = files.flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/\bt\(\s*'([\w.-]+)'/g)].map(([, key]) => key))
    expect(used.length).toBeGreaterThan(200)
    expect(unique(used).filter((key) => !known.has(key))).toEqual([])
  })
  it('can be interpreted: every message compiles in both languages', () => {
    for (const locale of ['en', 'zh'] as const) {
      for (const key of flattenConfig(en).keys()) expect(() => i18n.global.t(key, { count: 1 }, { locale })).not.toThrow()
    }
  })
})

describe('reasons that programs give in English', () => {
  it('are in the language of the window within findings, errors and lists of engines; names of the data stay', () => {
    setLocale('zh')
    const said = localizeFinding(finding('task-format', { reason: 'one word a line with its tag (BIO): sentences to be tagged', columns: 'each series has a class' }))
    expect(said.message).toContain('每行一个词及其标签 (BIO)：用于标注的句子')
    expect(said.message).toContain('each series has a class')
    expect(localizeError(new SeqbenchError('file.unreadable', { path: '/x', reason: 'ENOENT: no such file or directory, open \'/x\'' })).message).toContain('没有这个文件')
    expect(localizePhrase('machine code (avx2)')).toBe('机器码（avx2）')
    setLocale('en')
    expect(localizePhrase('machine code (avx2)')).toBe('machine code (avx2)')
  })
})
