/** One small file (or folder) of every kind that Seqbench imports, written as people's programs write them. */
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import Database from 'better-sqlite3'
import sharp from 'sharp'
import { applicationRoot } from '../../src-main/application-root.ts'

const fixtures = join(applicationRoot, 'tests', 'datasets', 'fixtures')
const rows = Array.from({ length: 24 }, (_, row) => row)
const reviews = rows.map((row) => ({ text: `Review ${row}, "quoted": ${'very '.repeat(row % 5)}good café 好`, label: row % 2 ? 'good' : 'bad' }))
const csv = `text,label\n${reviews.map(({ text, label }) => `"${text.replaceAll('"', '""')}",${label}\n`).join('')}`
const prose = rows.map((row) => `${['The night', 'A door', 'His voice', 'The sea'][row % 4]} was ${['dark', 'far away', 'open and cold'][row % 3]} when the ${row}th bell rang over the town.`).join(' ')

/** Writes below `folder` and gives the path to drop. */
type Write = (folder: string) => string | Promise<string>
const file = (name: string, bytes: string | Uint8Array): Write => (folder) => {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
  return path
}
const copied = (kind: string, name: string): Write => (folder) => {
  copyFileSync(join(fixtures, kind, name), join(folder, name))
  return join(folder, name)
}
const folderOf = (name: string, files: Record<string, string | Uint8Array>): Write => (folder) => {
  for (const [inner, bytes] of Object.entries(files)) file(join(name, inner), bytes)(folder)
  return join(folder, name)
}
const inClasses = (name: string, kind: string, fixture: string): Write => (folder) => {
  for (const inner of ['yes/one', 'yes/two', 'no/one', 'no/two']) {
    mkdirSync(join(folder, name, dirname(inner)), { recursive: true })
    copyFileSync(join(fixtures, kind, fixture), join(folder, name, `${inner}.${fixture.split('.')[1]}`))
  }
  return join(folder, name)
}
/** A grey square that moves by one pixel a frame. */
const frame = (step: number): Buffer => Buffer.from(Uint8Array.from({ length: 16 * 16 * 3 }, (_, place) => ((Math.floor(place / 3) % 16) - step < 4 ? 200 : 30)))
const raw = { width: 16, height: 16, channels: 3 as const }

export interface KindOfFile {
  name: string
  write: Write
  /** What the dataset is called, where it is not the name without its extensions. */
  imported?: string
  /** As the window says it. */
  format: string
  task: string
  /** The count under the name of the dataset. */
  count: string
  /** What stands in its first row. */
  cell: string | RegExp
}

const classes = { task: 'Classification', count: '24 sequences' }
export const kindsOfFiles: KindOfFile[] = [
  { name: 'table.tsv', write: file('table.tsv', `text\tlabel\n${reviews.map(({ text, label }) => `${text}\t${label}\n`).join('')}`), format: 'TSV', ...classes, cell: 'Review 0, "quoted": good café 好' },
  { name: 'semicolons.csv', write: file('semicolons.csv', csv.replace('text,label', 'text;label').replace(/",(good|bad)\n/g, '";$1\n')), format: 'CSV', ...classes, cell: 'Review 0, "quoted"' },
  { name: 'lines.jsonl', write: file('lines.jsonl', reviews.map((row) => `${JSON.stringify(row)}\n`).join('')), format: 'JSON Lines', ...classes, cell: 'Review 0, "quoted"' },
  { name: 'list.json', write: file('list.json', JSON.stringify(reviews, null, 1)), format: 'JSON', ...classes, cell: 'Review 0, "quoted"' },
  { name: 'packed.csv.gz', write: file('packed.csv.gz', gzipSync(csv)), format: 'CSV', ...classes, cell: 'Review 0, "quoted"' },
  { name: 'packed.csv.zst', write: file('packed.csv.zst', zstdCompressSync(csv)), format: 'CSV', ...classes, cell: 'Review 0, "quoted"' },
  { name: 'classes.zip', imported: 'texts', write: copied('archives', 'classes.zip'), format: 'Folder of text files', task: 'Classification', count: '12 sequences', cell: /\w+/ },
  { name: 'rows.parquet', write: copied('tables', 'rows.parquet'), format: 'Parquet', task: 'Classification', count: '12 sequences', cell: '1 step' },
  { name: 'rows.arrow', write: copied('tables', 'rows.arrow'), format: 'Arrow (Feather)', task: 'Classification', count: '12 sequences', cell: '1 step' },
  { name: 'rows.xlsx', write: copied('tables', 'rows.xlsx'), format: 'Excel workbook', task: 'Forecasting', count: '11 rows', cell: '2024-01-01' },
  {
    name: 'reviews.sqlite', format: 'SQLite database', ...classes, cell: 'Review 0, "quoted"',
    write: (folder) => {
      const path = join(folder, 'reviews.sqlite')
      const database = new Database(path)
      database.exec('CREATE TABLE reviews (text TEXT, label TEXT)')
      for (const { text, label } of reviews) database.prepare('INSERT INTO reviews VALUES (?, ?)').run(text, label)
      database.close()
      return path
    },
  },
  { name: 'texts', write: folderOf('texts', Object.fromEntries(reviews.map(({ text, label }, row) => [`${label}/${row}.txt`, text]))), format: 'Folder of text files', ...classes, cell: /Review \d+, "quoted"/ },
  { name: 'nations', write: folderOf('nations', { 'Czech.txt': rows.map((row) => `Novák${row}\n`).join(''), 'Irish.txt': rows.map((row) => `Ó${row}\n`).join('') }), format: 'A text file a class', task: 'Classification', count: '48 sequences', cell: 'Novák0' },
  { name: 'words.txt', write: file('words.txt', rows.map((row) => `word${row}\n`).join('')), format: 'Text, an item a line', task: 'Generation', count: '24 sequences', cell: 'word0' },
  { name: 'novel.txt', write: file('novel.txt', `${prose}\n`.repeat(20)), format: 'One long text', task: 'Generation', count: '', cell: 'The night was dark' },
  { name: 'names.conll', write: file('names.conll', rows.map((row) => `Anna B-PER\nsaw O\nthe O\nTower${row} B-LOC\nBridge I-LOC\n. O\n`).join('\n')), format: 'CoNLL columns', task: 'Tagging', count: '24 sequences', cell: 'Anna saw the Tower0 Bridge .' },
  { name: 'pairs.txt', write: file('pairs.txt', rows.map((row) => `This is sentence ${row}.\t这是第 ${row} 句。\n`).join('')), format: 'Pairs of texts', task: 'Translation', count: '24 sequences', cell: '这是第 0 句。' },
  { name: 'demand.csv', write: file('demand.csv', `date,sales,price\n${rows.map((row) => `2024-01-${String(1 + row).padStart(2, '0')},${row === 3 ? 'NA' : row * 3},${row / 4}\n`).join('')}`), format: 'CSV', task: 'Forecasting', count: '24 rows', cell: '2024-01-01' },
  { name: 'motions.ts', write: file('motions.ts', `@problemName Motions\n@univariate false\n@dimensions 2\n@equalLength false\n@classLabel true up down\n@data\n${rows.map((row) => `${row},?,${row + 2}:${row},2,3:${row % 2 ? 'up' : 'down'}\n`).join('')}`), format: 'Time series (.ts)', ...classes, cell: '3 steps 2' },
  { name: 'power_TRAIN.tsv', write: file('power_TRAIN.tsv', rows.map((row) => `${1 + (row % 2)}\t${rows.slice(0, 12).map((step) => (step * row) / 7).join('\t')}\n`).join('')), format: 'UCR time series', ...classes, cell: '12 steps' },
  { name: 'clips.npz', write: copied('arrays', 'clips.npz'), format: 'NumPy arrays', task: 'Classification', count: '3 sequences', cell: 'frames' },
  { name: 'arrays', write: inClasses('arrays', 'arrays', 'f4.npy'), format: 'NumPy arrays', task: 'Classification', count: '4 sequences', cell: 'steps' },
  { name: 'wave', write: inClasses('wave', 'audio', 'pcm_16.wav'), format: 'Recordings', task: 'Classification', count: '4 sequences', cell: /\d s/ },
  { name: 'flac', write: inClasses('flac', 'audio', 'mono.flac'), format: 'Recordings', task: 'Classification', count: '4 sequences', cell: /\d s/ },
  { name: 'mp3', write: inClasses('mp3', 'audio', 'mono.mp3'), format: 'Recordings', task: 'Classification', count: '4 sequences', cell: /\d s/ },
  { name: 'ogg', write: inClasses('ogg', 'audio', 'vorbis.ogg'), format: 'Recordings', task: 'Classification', count: '4 sequences', cell: /\d s/ },
  { name: 'video', write: inClasses('video', 'clips', 'vp9.webm'), format: 'Clips', task: 'Classification', count: '4 sequences', cell: '10 frames' },
  {
    name: 'pictures', format: 'Clips', task: 'Classification', count: '4 sequences', cell: '5 frames',
    write: async (folder) => {
      const still = await Promise.all([0, 1, 2, 3, 4].map((step) => sharp(frame(step), { raw }).png().toBuffer()))
      return folderOf('pictures', Object.fromEntries(['left/a', 'left/b', 'right/a', 'right/b'].flatMap((clip) => still.map((bytes, step) => [`${clip}/${step}.png`, bytes]))))(folder)
    },
  },
  {
    name: 'moving', format: 'Clips', task: 'Classification', count: '4 sequences', cell: '5 frames',
    write: async (folder) => {
      const bytes = await sharp(Buffer.concat([0, 1, 2, 3, 4].map(frame)), { raw: { ...raw, height: 80, pageHeight: 16 } }).gif().toBuffer()
      return folderOf('moving', Object.fromEntries(['left/a', 'left/b', 'right/a', 'right/b'].map((clip) => [`${clip}.gif`, bytes])))(folder)
    },
  },
]
