/** NumPy's .npz: a zip of .npy files. Sizes are checked before anything is unpacked. */
import { fail } from '../../../src-shared/contract/errors.ts'
import { fromBuffer, type Entry, type ZipFile } from 'yauzl'
import { readNpy, type NumpyArray } from './npy.ts'

const mostBytes = 2 ** 31
const mostMembers = 100_000

/** Arrays by name, in the order of the file. @throws import.array, import.objects, import.too-large */
export async function readNpz(file: string, bytes: Buffer): Promise<{ name: string; array: NumpyArray }[]> {
  const bad = (error: unknown): never => fail('import.array', { file, reason: error instanceof Error ? error.message : String(error) })
  const zip = await openZip(bytes).catch(bad)
  const entries = await listEntries(zip).catch(bad)
  const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0)
  if (total > mostBytes || entries.length > mostMembers) fail('import.too-large', { file, found: `${total} bytes in ${entries.length} arrays`, limit: '2 GB' })
  const arrays: { name: string; array: NumpyArray }[] = []
  for (const entry of entries.filter(({ fileName }) => fileName.endsWith('.npy'))) {
    const content = await readEntry(zip, entry).catch(bad)
    arrays.push({ name: entry.fileName.slice(0, -4), array: readNpy(`${file}/${entry.fileName}`, content) })
  }
  return arrays
}

const openZip = (bytes: Buffer): Promise<ZipFile> =>
  new Promise((resolve, reject) => fromBuffer(bytes, { lazyEntries: true, autoClose: false }, (error, zip) => (error ? reject(error) : resolve(zip))))

function listEntries(zip: ZipFile): Promise<Entry[]> {
  return new Promise((resolve, reject) => {
    const entries: Entry[] = []
    zip.on('entry', (entry: Entry) => {
      entries.push(entry)
      zip.readEntry()
    })
    zip.on('end', () => resolve(entries))
    zip.on('error', reject)
    zip.readEntry()
  })
}

/** yauzl ends with an error where more comes out than the entry says. */
function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error)
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => resolve(Buffer.concat(pieces)))
      stream.on('error', reject)
    })
  })
}
