import iconv from 'iconv-lite'
import { deflateRawSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { detectBinary } from '../../src-main/datasets/sniff/binary.ts'
import { detectDialect } from '../../src-main/datasets/sniff/dialect.ts'
import { detectEncoding } from '../../src-main/datasets/sniff/encoding.ts'
import { columnNames, detectHeader } from '../../src-main/datasets/sniff/header.ts'
import { createColumnProfile } from '../../src-main/datasets/sniff/columns.ts'
import { createRecordSplitter } from '../../src-main/datasets/sniff/records.ts'
import { suggestRoles } from '../../src-main/datasets/sniff/roles.ts'

const table = (lines: string[]) => `${['text,label', ...lines.map((line, index) => `${line},${index % 2}`)].join('\n')}\n`
const french = table(['Très bon café, déjà goûté'.replace(',', ''), 'Ça ne m’a pas plu du tout', 'Une expérience désagréable à éviter', 'Le garçon était énervé'])
const chinese = table(['这家餐厅的菜很好吃', '服务员态度不好', '我们非常喜欢这个地方', '价格太贵了，不会再来', '环境很舒服，音乐也好听'])
const traditional = table(['這家餐廳的菜很好吃', '服務員態度不好', '我們非常喜歡這個地方', '價格太貴了，不會再來', '環境很舒服，音樂也好聽'])
const japanese = table(['この店の料理はとても美味しかったです', 'サービスが悪くて残念でした', 'また行きたいと思います', '値段が高すぎると思います'])
const korean = table(['이 식당의 음식은 정말 맛있었어요', '서비스가 나빠서 실망했습니다', '다시 가고 싶은 곳입니다', '가격이 너무 비쌉니다'])
const russian = table(['Очень вкусная еда и приятная обстановка', 'Обслуживание было плохим', 'Мы обязательно вернёмся сюда снова', 'Цены слишком высокие'])

describe('encodings', () => {
  it.each([
    ['utf-8', french], ['utf-8', chinese], ['windows-1252', french], ['gb18030', chinese], ['big5', traditional],
    ['shift_jis', japanese], ['euc-jp', japanese], ['euc-kr', korean], ['windows-1251', russian],
    ['utf-16le', french], ['utf-16be', french], ['utf-16le', chinese], ['utf-16be', japanese], ['utf-32le', french],
  ])('%s is recognised without a mark', (encoding, text) => {
    expect(detectEncoding(iconv.encode(text, encoding, { addBOM: false }), true).encoding).toBe(encoding)
  })
  it.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le'])('%s is known by its mark', (encoding) => {
    expect(detectEncoding(iconv.encode(chinese, encoding, { addBOM: true }), true)).toMatchObject({ encoding, certain: true })
  })
  it('GBK is read as its superset', () => expect(detectEncoding(iconv.encode(chinese, 'gbk'), true).encoding).toBe('gb18030'))
  it('a character cut at the end of the sample is no error', () => {
    const bytes = Buffer.from(chinese)
    for (let cut = 1; cut <= 4; cut++) expect(detectEncoding(bytes.subarray(0, bytes.length - 10 - cut), false).encoding).toBe('utf-8')
  })
  it('a few foreign letters in much English are still heard', () => {
    const text = `${'The food was fine and the staff was kind,1\n'.repeat(500)}Le caf\u00e9 \u00e9tait d\u00e9licieux \u2013 voil\u00e0,1\n`
    expect(detectEncoding(iconv.encode(text, 'windows-1252'), true).encoding).toBe('windows-1252')
  })
})

describe('binary files', () => {
  const zip = (member: string) => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(22), Buffer.from(`\x0a\0\0\0${member}`), deflateRawSync('x')])
  it.each([
    ['a PNG picture', Buffer.from('\x89PNG\r\n\x1a\nIHDR', 'latin1')], ['an Excel workbook', zip('xl/workbook.xml')], ['a Word document', zip('word/document.xml')],
    ['a ZIP archive', zip('data.csv')], ['a gzip archive', gzipSync('text,label\n')], ['a PDF document', Buffer.from('%PDF-1.7\n')], ['a Parquet file', Buffer.from('PAR1\x15\x04')],
    ['an SQLite database', Buffer.from('SQLite format 3\0')], ['an old Microsoft Office document', Buffer.from('d0cf11e0a1b11ae1', 'hex')], ['binary data', Buffer.from([1, 0, 0, 2, 3, 0, 7, 0, 0, 0, 200, 0, 0, 9])],
  ])('%s', (kind, bytes) => expect(detectBinary(bytes)).toBe(kind))
  it.each([['plain text', Buffer.from('text,label\ngood,1\n')], ['UTF-16 without a mark', iconv.encode(french, 'utf-16le', { addBOM: false })], ['text with one NUL', Buffer.from(`${'good film,1\n'.repeat(50)}bad\0,0\n`)], ['nothing', Buffer.alloc(0)]])('%s is no binary file', (_, bytes) =>
    expect(detectBinary(bytes)).toBeNull())
})

describe('delimiters and quotes', () => {
  it.each([
    ['commas', 'a,b\n1,2\n3,4\n', ',', true], ['semicolons with decimal commas', 'a;b\n1,5;2\n3,2;4\n', ';', true], ['tabs with commas in the text', 'Well, no\t0\nYes, fine, good\t1\nok\t1\n', '\t', true],
    ['pipes', 'a|b\n1|2\n', '|', true], ['commas within quotes', 'text,label\n"a, b, c",1\n"d",0\n', ',', true], ['one column', 'word\nother\n', ',', true],
    ['a lone quote in an unquoted table', 'text\tlabel\n"lone\t1\nb\t0\nc\t1\n', '\t', false], ['quotes far apart that would swallow rows', '"He said\t0\nfine\t1\nso "\t1\nb\t0\n', '\t', false],
    ['a lone quote in a quoted table', 'text,label\n"a, b",1\n"lone,1\n"c, d",0\n"e, f",1\n', ',', true],
  ])('%s', (_, text, delimiter, quoting) => expect(detectDialect(text, true)).toMatchObject({ delimiter, quoting }))
})

describe('records', () => {
  it('tell the line they begin at, and what breaks the rules costs its own line alone', () => {
    const text = 'a,b\n"two\nlines",1\nplain,2\n"lone,3\n"x" y,4\nlast,5'
    const records = createRecordSplitter({ delimiter: ',', quoting: true }).push(text, true)
    expect(records.map(({ line, lines, problem }) => [line, lines, problem])).toEqual([[1, 1, null], [2, 2, null], [4, 1, null], [5, 1, 'misplaced'], [6, 1, 'misplaced'], [7, 1, null]])
  })
  it('are the same however the text is cut', () => {
    const text = 'a,b\r\n"two\r\nlines ""quoted""",1\r\nplain,2\r\n'
    const whole = createRecordSplitter({ delimiter: ',', quoting: true }).push(text, true)
    for (let cut = 1; cut < text.length; cut++) {
      const splitter = createRecordSplitter({ delimiter: ',', quoting: true })
      expect([...splitter.push(text.slice(0, cut), false), ...splitter.push(text.slice(cut), true)]).toEqual(whole)
    }
  })
})

describe('headers', () => {
  it.each<[string, boolean, string[], string[][]]>([
    ['usual names', true, ['text', 'label'], [['good', '1']]], ['names over numbers', true, ['alpha', 'beta'], [['1', '2'], ['3', '4']]],
    ['a row with a number', false, ['A slow film', '0'], [['Great', '1']]], ['a row whose label comes back', false, ['I love it', 'positive'], [['no', 'negative'], ['yes', 'positive']]],
    ['names over classes', true, ['phrase', 'mood'], [['a', 'x'], ['b', 'y'], ['c', 'x'], ['d', 'y']]], ['names alone', true, ['a', 'b'], []], ['a usual name twice', true, ['text', 'text', 'label'], [['a', 'b', '1']]], ['a number of rows called No', true, ['No', 'year', 'wind'], [['1', '2010', 'NW'], ['2', '2010', 'NW']]],
    ['answers', false, ['No', 'Yes'], [['maybe', 'Yes']]], ['columns that pandas numbered', true, ['', '0', '1'], [['1821', '269', '3'], ['1822', '321', '4']]], ['a row with nothing first', false, ['', '0'], [['', '1'], ['x', '2']]], ['an unnamed index', true, ['', 'text', 'label'], [['0', 'good', '1']]],
  ])('%s', (_, expected, first, rest) => expect(detectHeader(first, rest)).toBe(expected))
  it('blank and repeated names are told apart', () => expect(columnNames(['a', '', 'a', 'a'])).toEqual(['a', 'column2', 'a_2', 'a_3']))
})

describe('columns and roles', () => {
  const columnsOf = (names: string[], rows: string[][]) => names.map((name, place) => {
    const profile = createColumnProfile()
    rows.forEach((row) => profile.add(row[place]))
    return profile.column(name)
  })
  const repeat = (rows: string[][]) => Array.from({ length: 5 }, () => rows).flat()
  it('types', () => {
    const rows = [['1', '1.5', 'yes', '2024-01-02', 'red', 'One thing is said here', ''], ['2', '-2e3', 'no', '2024-01-03 10:00', 'blue', 'Another thing is said there', ' ']]
    const texts = repeat(rows).map((row, index) => row.with(5, `${row[5]} ${index}`))
    expect(columnsOf(['a', 'b', 'c', 'd', 'e', 'f', 'g'], texts).map(({ type }) => type)).toEqual(['integer', 'number', 'boolean', 'date', 'category', 'text', 'empty'])
  })
  it('counts what is distinct and missing', () => expect(columnsOf(['a'], [['x'], ['x'], ['y'], ['']])[0]).toMatchObject({ distinct: 2, missing: 1, meanLength: 1 }))
  it.each([
    ['words between spaces', ['One thing is said', ' two  words '], 3],
    ['a script that puts no spaces between words', ['他们走了。', '我喜欢 Tom', 'OK'], null],
    ['another', ['ฉันรักคุณ'], null],
    ['sorted by length', Array.from({ length: 320 }, (_, index) => (index < 32 ? 'one' : 'one two three four')), (17 + 18 * 4) / 35],
    ['nothing', [''], undefined],
  ])('tell how a column is written: %s', (_, values, words) => expect(columnsOf(['a'], values.map((value) => [value]))[0].words).toBe(words))
  it.each<[string, string[], string[][], string | null, string | null]>([
    ['by name', ['id', 'review', 'sentiment'], repeat([['1', 'a film', 'pos'], ['2', 'a play', 'neg']]), 'review', 'sentiment'],
    ['by shape', ['a', 'b', 'c'], repeat([['7', 'x', 'A longer text'], ['8', 'y', 'Some other text']]).map((row, index) => [String(index), row[1], `${row[2]} ${index}`]), 'c', 'b'],
    ['two columns', ['column1', 'column2'], [['Great', '1'], ['Awful', '0']], 'column1', 'column2'],
    ['one column', ['text'], [['a'], ['b']], 'text', null],
  ])('are suggested %s', (_, names, rows, text, label) => {
    const roles = suggestRoles(columnsOf(names, rows), rows.length)
    expect([roles.text, roles.label]).toEqual([text, label])
    expect(roles.findings).toHaveLength([text, label].filter((role) => role !== null).length)
  })
})
