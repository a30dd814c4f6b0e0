import { describe, expect, it } from 'vitest'
import { configJsonSchema, parseConfig } from '../../../src-shared/domain/config.ts'
import { changeOf, formOf, groups, type Field, type Schema } from '../../../src-renderer/features/configure/fields.ts'
import { smallestEdit } from '../../../src-renderer/editor/smallest-edit.ts'
import { configFor } from '../fake/datasets.ts'

const schema = configJsonSchema() as Schema
const document = configFor('d', 'A config')
const fieldAt = (path: string, of: unknown = document): Field => {
  const found = groups.flatMap((group) => formOf(schema, of)[group]).find((field) => field.path === path)
  if (!found) throw new Error(`no field ${path}`)
  return found
}
/** The document with one change written, as the store does it. */
const withChange = ({ path, value }: { path: string; value: unknown }): unknown => {
  const copy = structuredClone(document) as unknown as Record<string, unknown>
  const parts = path.split('.')
  const last = parts.pop() as string
  const parent = parts.reduce<Record<string, unknown>>((at, part) => at[part] as Record<string, unknown>, copy)
  parent[last] = value
  return copy
}

describe('the form', () => {
  it('has a field for every leaf of a config but dataset, version and task', () => {
    const paths = groups.flatMap((group) => formOf(schema, document)[group].map(({ path }) => path))
    expect(paths).toContain('training.optimizer.learningRate')
    expect(paths).toContain('training.earlyStopping.patience')
    expect(paths).not.toContain('dataset')
    expect(new Set(paths).size).toBe(paths.length)
  })
  it('shows the fields of the chosen branch alone', () => {
    expect(() => fieldAt('model.recurrent.resetAfter')).toThrow()
    expect(fieldAt('model.recurrent.resetAfter', { ...document, model: { embedding: 8, recurrent: { cell: 'gru' } } }).kind).toBe('boolean')
  })
  it('keeps what two branches share, drops what only the old one had, and stays valid', () => {
    for (const cell of ['rnn', 'gru', 'lstm']) {
      const changed = withChange(changeOf(fieldAt('model.recurrent.cell'), cell, document))
      expect(parseConfig(changed).issues).toEqual([])
      expect(changed).toMatchObject({ model: { recurrent: { cell, hidden: 64 } } })
    }
  })
  it('takes the default of the new optimiser where the old default stood, and keeps a rate that was chosen', () => {
    const field = fieldAt('training.optimizer.kind')
    expect(changeOf(field, 'sgd', document).value).toEqual({ kind: 'sgd', learningRate: 0.1, momentum: 0 })
    const chosen = { ...document, training: { ...document.training, optimizer: { kind: 'adam', learningRate: 0.02 } } }
    expect(changeOf(fieldAt('training.optimizer.kind', chosen), 'sgd', chosen).value).toMatchObject({ learningRate: 0.02 })
  })
  it('switches early stopping off and on again', () => {
    expect(changeOf(fieldAt('training.earlyStopping'), false, document)).toEqual({ path: 'training.earlyStopping', value: null })
    const off = { ...document, training: { ...document.training, earlyStopping: null } }
    const on = changeOf(fieldAt('training.earlyStopping', off), true, off)
    expect(parseConfig(withChange(on)).issues).toEqual([])
    expect(on.value).not.toBeNull()
  })
  it('knows bounds: exclusive ones of whole numbers, and null where it is allowed', () => {
    expect(fieldAt('training.batchSize')).toMatchObject({ kind: 'integer', minimum: 1, maximum: 65_536, nullable: false })
    expect(fieldAt('training.truncation')).toMatchObject({ kind: 'integer', nullable: true })
  })
})

describe('smallestEdit', () => {
  it.each([['', 'abc'], ['abc', ''], ['{"a": 1}', '{"a": 12}'], ['aaa', 'aa'], ['aXbXc', 'aXc'], ['same', 'same']])('turns %j into %j', (before, after) => {
    const { start, end, text } = smallestEdit(before, after)
    expect(before.slice(0, start) + text + before.slice(end)).toBe(after)
  })
  it('touches nothing but the value that changed', () => {
    expect(smallestEdit('{"hidden": 64, "layers": 1}', '{"hidden": 96, "layers": 1}')).toEqual({ start: 11, end: 13, text: '96' })
  })
})
