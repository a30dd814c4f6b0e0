/**
 * Encoded sequences of many rows. Those that are few stay in memory; beyond `heldBytes` all go to one file of numbers, which
 * loses its name at once and so is gone with the process, and are read from it as batches ask for them.
 */
import { randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fail } from '../../src-shared/contract/errors.ts'
import type { Sequence, SequenceList } from '../../src-shared/domain/prepared.ts'

/** What sequences may take of memory, by part of the split. */
const heldBytes = 64 << 20
const bufferedBytes = 1 << 20
/** Read at once where all are gone through. */
const readBytes = 1 << 20
const numberBytes = 4

/** Makes a sequence of each row. `scratch`: a folder for what does not fit in memory; null keeps all there. */
export type KeepSequences = <Row, Own extends Sequence>(rows: readonly Row[], encode: (row: Row) => Own) => SequenceList<Own>

export const keepInMemory: KeepSequences = (rows, encode) => rows.map(encode)

/** @throws disk.full, file.unwritable when it is called */
export function keepBeside(scratch: string, most = heldBytes): KeepSequences {
  return <Row, Own extends Sequence>(rows: readonly Row[], encode: (row: Row) => Own): SequenceList<Own> => {
    const held: Own[] = []
    let bytes = 0
    let file: SequenceFile<Own> | null = null
    for (const row of rows) {
      const sequence = encode(row)
      if (file) file.add(sequence)
      else {
        held.push(sequence)
        bytes += sequence.byteLength
        if (bytes > most) {
          file = createSequenceFile<Own>(scratch, rows.length, sequence)
          for (const one of held.splice(0)) file.add(one)
        }
      }
    }
    return file?.finish() ?? held
  }
}

interface SequenceFile<Own extends Sequence> { add: (sequence: Own) => void; finish: () => SequenceList<Own> }

/** Files are closed when nothing can ask them any more. */
const closing = new FinalizationRegistry<number>((file) => closeSync(file))

function createSequenceFile<Own extends Sequence>(scratch: string, count: number, like: Own): SequenceFile<Own> {
  const path = join(scratch, `.encoded-${randomBytes(6).toString('hex')}`)
  const guarded = <Result>(work: () => Result): Result => {
    try {
      return work()
    } catch (cause) {
      const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
      if (code === 'ENOSPC' || code === 'EDQUOT') return fail('disk.full', { path: scratch }, cause)
      return fail('file.unwritable', { path: scratch, reason: cause instanceof Error ? cause.message : String(cause) }, cause)
    }
  }
  const file = guarded(() => openSync(path, 'wx+'))
  const sizes = new Int32Array(count)
  const starts = new Float64Array(count + 1)
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let rows = 0
  rmSync(path, { force: true })

  const flush = (): void => {
    const bytes = Buffer.concat(waiting)
    waiting = []
    waitingBytes = 0
    guarded(() => {
      for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from)
    })
  }

  return {
    add: (sequence) => {
      sizes[rows] = sequence.length
      starts[rows + 1] = starts[rows] + sequence.byteLength
      rows++
      waiting.push(new Uint8Array(sequence.buffer, sequence.byteOffset, sequence.byteLength))
      waitingBytes += sequence.byteLength
      if (waitingBytes < bufferedBytes) return
      try {
        flush()
      } catch (error) {
        closeSync(file)
        throw error
      }
    },
    finish: () => {
      flush()
      const list = readSequences<Own>(file, sizes, starts, like instanceof Float32Array)
      closing.register(list, file)
      return list
    },
  }
}

function readSequences<Own extends Sequence>(file: number, sizes: Int32Array, starts: Float64Array, floats: boolean): SequenceList<Own> {
  const read = (start: number, length: number): ArrayBuffer => {
    const bytes = new Uint8Array(length)
    for (let filled = 0; filled < length; ) {
      const more = readSync(file, bytes, filled, length - filled, start + filled)
      if (more === 0) throw new RangeError('the file of encoded sequences has become shorter')
      filled += more
    }
    return bytes.buffer
  }
  const view = (buffer: ArrayBuffer, at: number, size: number): Own => (floats ? new Float32Array(buffer, at, size) : new Int32Array(buffer, at, size)) as Own
  return {
    length: sizes.length,
    sizes,
    at: (row) => (row in sizes ? view(read(starts[row], sizes[row] * numberBytes), 0, sizes[row]) : undefined),
    *[Symbol.iterator]() {
      for (let row = 0; row < sizes.length; ) {
        let end = row + 1
        while (end < sizes.length && starts[end + 1] - starts[row] <= readBytes) end++
        const block = read(starts[row], starts[end] - starts[row])
        for (const from = starts[row]; row < end; row++) yield view(block, starts[row] - from, sizes[row])
      }
    },
  }
}
