import { describe, expect, it } from 'vitest'
import { detectTimes } from '../../src-main/datasets/times.ts'
import { parseNumber } from '../../src-main/datasets/values.ts'

const read = (...rows: (string | string[])[]) => {
  const cells = rows.map((row) => (Array.isArray(row) ? row : [row]))
  const reader = detectTimes(cells)
  return reader && { format: reader.format, times: cells.map((own) => { const time = reader.read(own); return time !== null && reader.unit === 'milliseconds' ? new Date(time).toISOString().slice(0, 19) : time }) }
}

describe('times', () => {
  it.each<[string, (string | string[])[], string, (string | number | null)[]]>([
    ['ISO dates', ['1981-01-01', '1981-01-02'], 'iso', ['1981-01-01T00:00:00', '1981-01-02T00:00:00']],
    ['hours of ETTh1', ['2016-07-01 00:00:00', '2016-07-01 01:00:00'], 'iso', ['2016-07-01T00:00:00', '2016-07-01T01:00:00']],
    ['a zone', ['2020-01-01T12:00:00+02:00', '2020-01-01T12:00:00Z'], 'iso', ['2020-01-01T10:00:00', '2020-01-01T12:00:00']],
    ['months', ['1949-11', '1949-12', '1950-01'], 'year-month', ['1949-11-01T00:00:00', '1949-12-01T00:00:00', '1950-01-01T00:00:00']],
    ['months of counted years', ['1-11', '1-12', '2-01'], 'count-month', ['2001-11-01T00:00:00', '2001-12-01T00:00:00', '2002-01-01T00:00:00']],
    ['a date in four columns', [['2010', '1', '1', '0'], ['2010', '1', '1', '1']], 'parts', ['2010-01-01T00:00:00', '2010-01-01T01:00:00']],
    ['a date and a clock', [['16/12/2006', '17:24:00'], ['16/12/2006', '17:25:00']], 'day-first', ['2006-12-16T17:24:00', '2006-12-16T17:25:00']],
    ['days first, told by steadiness', ['01/02/2020', '02/02/2020', '03/02/2020', '04/02/2020'], 'day-first', ['2020-02-01T00:00:00', '2020-02-02T00:00:00', '2020-02-03T00:00:00', '2020-02-04T00:00:00']],
    ['months first, told by steadiness', ['1/31/20', '2/1/20'], 'month-first', ['2020-01-31T00:00:00', '2020-02-01T00:00:00']],
    ['German dates', ['01.01.2009 00:10:00', '01.01.2009 00:20:00'], 'day-first', ['2009-01-01T00:10:00', '2009-01-01T00:20:00']],
    ['names of months', ['1 Jan 2020', '1 Feb 2020'], 'day-month-name', ['2020-01-01T00:00:00', '2020-02-01T00:00:00']],
    ['American names of months', ['January 31, 2020 1:05 PM', 'February 1, 2020 12:00 AM'], 'month-name-day', ['2020-01-31T13:05:00', '2020-02-01T00:00:00']],
    ['years with names of months', ['1991 Jul', '1991 August', '1991 Sept.'], 'year-name-of-month', ['1991-07-01T00:00:00', '1991-08-01T00:00:00', '1991-09-01T00:00:00']],
    ['a year and a quarter', [['1959', '3'], ['1959.0', '4.0'], ['1960', '1'], ['1960', '2'], ['1960', '3'], ['1960', '4'], ['1961', '1']], 'year-quarter', ['1959-07-01', '1959-10-01', '1960-01-01', '1960-04-01', '1960-07-01', '1960-10-01', '1961-01-01'].map((day) => `${day}T00:00:00`)],
    ['months of one spring', [['1959', '3'], ['1959', '4'], ['1959', '2']], 'parts', ['1959-03-01', '1959-04-01', '1959-02-01'].map((day) => `${day}T00:00:00`)],
    ['quarters', ['2019Q4', '2020Q1'], 'quarter', ['2019-10-01T00:00:00', '2020-01-01T00:00:00']],
    ['days without marks', ['20200131', '20200201'], 'compact', ['2020-01-31T00:00:00', '2020-02-01T00:00:00']],
    ['counted steps', ['0', '0.5', '1'], 'number', [0, 0.5, 1]],
    ['a missing one', ['1981-01-01', 'NA', '1981-01-03'], 'iso', ['1981-01-01T00:00:00', null, '1981-01-03T00:00:00']],
    ['before 1970', ['1749-01', '1749-02'], 'year-month', ['1749-01-01T00:00:00', '1749-02-01T00:00:00']],
  ])('%s', (_, rows, format, times) => expect(read(...rows)).toEqual({ format, times }))

  it('are none where a value is none', () => {
    expect(read('2020-02-30')).toBeNull()
    expect(read('soon', 'later')).toBeNull()
    expect(read('', 'NA')).toBeNull()
  })
})

describe('numbers', () => {
  it.each<[string, number | null]>([['12', 12], [' -1.5e3 ', -1500], ['1,234.5', 1234.5], ['12,75', 12.75], ['12.5%', 0.125], ['NA', NaN], ['', NaN], ['?', NaN], ['NaN', NaN], ['abc', null], ['1 2', null], ['12a', null]])('%s', (text, value) => expect(parseNumber(text)).toEqual(value))
})
