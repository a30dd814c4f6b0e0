/** One small valid file of every kind that some importer reads, and each of the text formats compressed. */
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateRawSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { applicationRoot } from '../../src-main/application-root.ts'

export interface FuzzSample {
  /** The row of the table that reads it undamaged; `archives` for what is packed. */
  importer: string
  name: string
  /** Writes the sample, changed by `mutate`, below `folder` and gives the path to import. */
  write: (folder: string, mutate: (bytes: Buffer) => Buffer) => string
  keep: (path: string, to: string) => void
}

const fixtures = join(applicationRoot, 'tests', 'datasets', 'fixtures')
const rows = Array.from({ length: 24 }, (_, row) => row)
const reviews = rows.map((row) => [`Review ${row}, "quoted" and\tlong: ${'very '.repeat(row % 5)}good café 好`, row % 2 ? 'good' : 'bad'])

/** Which importer a sample is for, by its name; the first that fits. Else it is the ending. */
const importerOf: [RegExp, string][] = [
  [/\.(gz|zst|zip)$/, 'archives'],
  [/^audio-/, 'audio'],
  [/^clips-/, 'frames'],
  [/^(arrays-|tagged|listed)|\.np[yz]$/, 'numpy'],
  [/^power_/, 'ucr'],
  [/^pairs/, 'pairs'],
  [/^corpus/, 'corpus'],
  [/^words/, 'lines'],
  [/^texts/, 'text-folders'],
  [/^class-files/, 'class-files'],
]

const findImporter = (name: string): string => importerOf.find(([pattern]) => pattern.test(name))?.[1] ?? name.slice(name.lastIndexOf('.') + 1)

/** Text formats, as people write them. */
const texts: Record<string, string> = {
  'reviews.csv': `text,label\n${reviews.map(([text, label]) => `"${text.replaceAll('"', '""')}",${label}\n`).join('')}`,
  'reviews.tsv': reviews.map(([text, label]) => `${text.replaceAll('\t', ' ')}\t${label}\n`).join(''),
  'reviews.jsonl': reviews.map(([text, label]) => `${JSON.stringify({ text, label, inner: { words: text.split(' ') } })}\n`).join(''),
  'reviews.json': JSON.stringify(reviews.map(([text, label], row) => ({ text, label, curve: [row, 1.5, null] })), null, 1),
  'columns.json': JSON.stringify({ data: { text: reviews.map(([text]) => text), label: reviews.map(([, label]) => label) } }),
  'demand.csv': `date,shop,sales,price\n${rows.map((row) => `2024-01-${String(1 + row).padStart(2, '0')},a,${row === 3 ? 'NA' : row * 3},${row / 4}\n`).join('')}`,
  'prices.csv': `day;shop;price;note\n${rows.map((row) => `${1 + row}.01.2024;"north ""${row % 2}""";${row},${row}5;1.234,5\n`).join('')}`,
  'wide.csv': `id,name,1/22/20,1/23/20,1/24/20,1/25/20\n${rows.map((row) => `${row},place ${row},${row},${row + 1},,${row * 7}\n`).join('')}`,
  'motions.ts': `# made for the fuzzer\n@problemName Motions\n@timeStamps false\n@missing true\n@univariate false\n@dimensions 2\n@equalLength false\n@classLabel true up down\n@data\n${rows.map((row) => `${row},?,${row + 2},1:${row},2,3,4.5:${row % 2 ? 'up' : 'down'}\n`).join('')}`,
  'power_TRAIN.tsv': rows.map((row) => `${1 + (row % 2)}\t${rows.slice(0, 12).map((step) => (step * row) / 7).join('\t')}\n`).join(''),
  'names.conll': rows.map((row) => `Anna B-PER\nsaw O\nthe O\nTower${row} B-LOC\nBridge I-LOC\n. O\n`).join('\n'),
  'pairs.txt': rows.map((row) => `This is sentence ${row}.\t这是第 ${row} 句。\tCC-BY ${row}\n`).join(''),
  'corpus.txt': `${'It was a dark night; the rain fell on the roofs.\n'.repeat(60)}\n`,
  'words.txt': rows.map((row) => `word${row}\n`).join(''),
}

/** Files that lie in a folder a class, of which one is changed. */
const folders: Record<string, () => Record<string, Buffer>> = {
  texts: () => Object.fromEntries(rows.map((row) => [`${row % 2 ? 'good' : 'bad'}/${row}.txt`, Buffer.from(`Text number ${row}, with café`)])),
  'class-files': () => ({ 'Czech.txt': Buffer.from(rows.map((row) => `Novák${row}\n`).join('')), 'Irish.txt': Buffer.from(rows.map((row) => `Ó${row}\n`).join('')) }),
  'tagged': () => ({ 'tags.csv': Buffer.from(`file,step,tag\n${[0, 1, 2, 3].map((item) => `${item}.npy,0,on\n${item}.npy,1,off\n`).join('')}`), ...series(4) }),
  'listed': () => ({ '0.tags': Buffer.from('on\noff\n'), ...series(4), ...Object.fromEntries([1, 2, 3].map((item) => [`${item}.tags`, Buffer.from('on off')])) }),
  ...Object.fromEntries(fixtureFiles('audio', /\.(wav|flac|mp3|ogg)$/).map((name) => [`audio-${name}`, () => inClasses('audio', name)])),
  ...Object.fromEntries(fixtureFiles('clips', /\.(webm|mkv|mp4|mov|avi|gif|webp)$/).map((name) => [`clips-${name}`, () => inClasses('clips', name)])),
  ...Object.fromEntries(fixtureFiles('arrays', /\.npy$/).map((name) => [`arrays-${name}`, () => inClasses('arrays', name)])),
}

function fixtureFiles(folder: string, names: RegExp): string[] {
  return readdirSync(join(fixtures, folder)).filter((name) => names.test(name))
}

/** Arrays of two time steps each. */
function series(count: number): Record<string, Buffer> {
  const bytes = readFileSync(join(fixtures, 'arrays', 'f4.npy'))
  return Object.fromEntries(Array.from({ length: count }, (_, item) => [`${item}.npy`, bytes]))
}

function inClasses(folder: string, name: string): Record<string, Buffer> {
  const bytes = readFileSync(join(fixtures, folder, name))
  return { [`first/0-${name}`]: bytes, [`first/1-${name}`]: bytes, [`second/2-${name}`]: bytes, [`second/3-${name}`]: bytes }
}

const keepFile = (path: string, to: string): void => cpSync(path, to, { recursive: true })

function file(name: string, bytes: Buffer): FuzzSample {
  return {
    importer: findImporter(name),
    name,
    write: (folder, mutate) => {
      const path = join(folder, 'in', name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, mutate(bytes))
      return path
    },
    keep: keepFile,
  }
}

function folderOf(name: string, make: () => Record<string, Buffer>): FuzzSample {
  const files = Object.entries(make())
  return {
    importer: findImporter(name),
    name: `${name}/`,
    write: (folder, mutate) => {
      for (const [place, [inner, bytes]] of files.entries()) {
        const path = join(folder, 'in', name, inner)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, place === 0 ? mutate(bytes) : bytes)
      }
      return join(folder, 'in', name)
    },
    keep: keepFile,
  }
}

export function findSamples(): FuzzSample[] {
  const plain = Object.entries(texts).map(([name, text]) => file(name, Buffer.from(text)))
  const [first, second] = [texts['reviews.csv'], texts['motions.ts']].map((text) => Buffer.from(text))
  const packed = [
    file('reviews.csv.gz', gzipSync(first)),
    file('reviews.csv.zst', zstdCompressSync(first)),
    file('motions.ts.zip', zip({ 'motions.ts': second })),
    file('texts.zip', zip(folders.texts())),
  ]
  const tables = [...fixtureFiles('tables', /\.(arrow|parquet|xlsx|sqlite)$/).map((name) => ['tables', name]), ...fixtureFiles('arrays', /\.np[yz]$/).map((name) => ['arrays', name]), ...fixtureFiles('archives', /\.zip$/).map((name) => ['archives', name])]
  return [...plain, ...packed, ...tables.map(([folder, name]) => file(name, readFileSync(join(fixtures, folder, name)))), ...Object.entries(folders).map(([name, make]) => folderOf(name, make))]
}

/** A plain zip archive (APPNOTE 4.3); checksums are left 0, which readers that do not check them pass over. */
function zip(files: Record<string, Buffer>): Buffer {
  const parts: Buffer[] = []
  const central: Buffer[] = []
  let offset = 0
  for (const [name, bytes] of Object.entries(files)) {
    const packed = deflateRawSync(bytes)
    const local = Buffer.alloc(30)
    const entry = Buffer.alloc(46)
    local.writeUInt32LE(0x04034b50, 0)
    entry.writeUInt32LE(0x02014b50, 0)
    for (const [header, at] of [[local, 8], [entry, 10]] as const) {
      header.writeUInt16LE(8, at)
      header.writeUInt32LE(packed.length, at + 10)
      header.writeUInt32LE(bytes.length, at + 14)
      header.writeUInt16LE(Buffer.byteLength(name), at + 18)
    }
    entry.writeUInt32LE(offset, 42)
    parts.push(local, Buffer.from(name), packed)
    central.push(entry, Buffer.from(name))
    offset += local.length + Buffer.byteLength(name) + packed.length
  }
  const directory = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(Object.keys(files).length, 8)
  end.writeUInt16LE(Object.keys(files).length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}
