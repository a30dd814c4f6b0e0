import { describe, expect, it } from 'vitest'
import type { Column, Preview } from '../../../src-shared/domain/dataset.ts'
import { chosenRoles, columnsFor, isComplete, remakeOf, roleChoices, rolesOf, taskOf } from '../../../src-renderer/features/data/role-choices.ts'
import { preview } from '../fake/datasets.ts'

const column = (name: string, type: Column['type']): Column => ({ name, type, array: null, distinct: 9, missing: 0, meanLength: 5 })
const series: Preview = { ...preview, columns: [column('date', 'date'), column('OT', 'number'), column('HUFL', 'number'), column('station', 'category')], suggestions: [] }

describe('roles of an import', () => {
  it('are those that were suggested, until a person chooses others', () => {
    expect(taskOf(preview, {})).toBe('classification')
    expect(rolesOf(preview, {})).toEqual({ text: ['text'], label: ['label'] })
    expect(rolesOf(preview, { roles: { label: ['source'] } })).toEqual({ text: ['text'], label: ['source'] })
    // What was suggested for one task says nothing about another.
    expect(rolesOf(preview, { task: 'generation' })).toEqual({})
  })
  it('stay empty where a person emptied them, whatever is suggested', () => {
    const emptied = { roles: { label: [] } }
    expect(rolesOf(preview, emptied)).toEqual({ text: ['text'] })
    expect(chosenRoles(preview, emptied)).toEqual({ text: ['text'], label: [] })
    expect(isComplete(roleChoices(preview, emptied))).toBe(false)
  })
  it('change by a remedy: a column moves, or is left out', () => {
    const roles = { values: ['OT', 'HUFL'], time: ['date'] }
    expect(remakeOf({ action: 'choose-role', value: { column: 'HUFL', role: 'none' } }, roles)).toEqual({ roles: { values: ['OT'], time: ['date'] } })
    expect(remakeOf({ action: 'choose-role', value: { column: 'HUFL', role: 'item' } }, roles)).toEqual({ roles: { values: ['OT'], time: ['date'], item: ['HUFL'] } })
    expect(remakeOf({ action: 'set-option', value: { duplicates: 'drop' } }, roles)).toEqual({ duplicates: 'drop' })
    expect(remakeOf({ action: 'set-split', value: { kind: 'group' } }, roles)).toBeNull()
  })
  it('offer each role the columns that can fill it', () => {
    expect(columnsFor('values', series.columns).map(({ name }) => name)).toEqual(['OT', 'HUFL'])
    expect(columnsFor('time', series.columns).map(({ name }) => name)).toEqual(['date', 'OT', 'HUFL'])
    expect(columnsFor('audio', series.columns)).toEqual([])
    // A list written as text in a table may be read as tokens.
    expect(columnsFor('tokens', preview.columns).map(({ name }) => name)).toEqual(['text', 'label', 'source'])
  })
  it('are complete once everything needed is chosen', () => {
    expect(isComplete(roleChoices(preview, {}))).toBe(true)
    expect(isComplete(roleChoices(series, {}))).toBe(false)
    const forecasting = { task: 'forecasting' as const }
    expect(roleChoices(series, forecasting).find(({ role }) => role === 'values')).toMatchObject({ needed: true, chosen: [] })
    expect(isComplete(roleChoices(series, forecasting))).toBe(false)
    expect(isComplete(roleChoices(series, { ...forecasting, roles: { values: ['OT'] } }))).toBe(true)
  })
})
