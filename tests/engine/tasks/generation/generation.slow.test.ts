/** Writers learned to the end: a stream, and items of a class. */
import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { encodeInput } from '../../../../src-main/datasets/prepare/index.ts'
import { loadModel } from '../../../../src-main/engine/train/model-file.ts'
import { ofTask } from '../../../../src-shared/domain/tasks/index.ts'
import { finishedOf, prepareMadeUp, runDirectory, trainMadeUp } from '../prepared-task.ts'
import { config, row, song } from './song.ts'

describe('a stream', () => {
  test.each(['gru', 'lstm'])('is learned by a %s beyond what an n-gram sees, and written on', async (cell) => {
    const tensors = tf.memory().numTensors
    const directory = runDirectory()
    const own = config({}, {}, { cell })
    const updates = await trainMadeUp({ config: own, data: prepareMadeUp(own, [row(song)], { text: ['text'] }), directory })
    const { result } = finishedOf(updates)
    expect(result.test.loss).toBeLessThan(0.2)
    expect(result.test.bitsPerCharacter).toBeCloseTo(result.test.loss / Math.LN2, 2)
    expect(result.baselines.map(({ name }) => name)).toEqual(['ngram', 'frequency'])
    expect(updates.some((update) => update.kind === 'event' && update.event.code === 'sample' && update.event.message.length > 10)).toBe(true)
    const { model, fitted, dispose } = await loadModel(directory)
    const ask = async (prompt: string, options: object) => ofTask((await model.answer([encodeInput(fitted, { cells: { text: [prompt] } }).encoded], { generation: options }))[0], 'generation')
    expect((await ask('abcdefgh xxxxxxxx ABC', { temperature: 0, length: 5 })).text).toBe('DEFGH')
    expect(await ask('abcd', { temperature: 0, length: 50, stop: ['xxx'] })).toMatchObject({ text: 'efgh ', reason: 'stop' })
    expect(await ask('', { length: 12, seed: 3 })).toEqual(await ask('', { length: 12, seed: 3 }))
    dispose()
    expect(tf.memory().numTensors).toBe(tensors)
  })
})

test('items are learned from beginning to end, and by class where it is asked for', async () => {
  const rows = Array.from({ length: 240 }, (_, index) => row(index % 2 ? 'aabbcc' : 'zzyyxx', index, index % 2 ? 'first' : 'last'))
  const directory = runDirectory()
  const own = config({ unit: 'items' }, { epochs: 12 })
  const { result } = finishedOf(await trainMadeUp({ config: own, data: prepareMadeUp(own, rows, { text: ['text'], label: ['label'] }), directory }))
  expect(result.test.loss).toBeLessThan(0.05)
  const { model, fitted, dispose } = await loadModel(directory)
  for (const [label, text] of [['first', 'aabbcc'], ['last', 'zzyyxx']]) {
    const { encoded } = encodeInput(fitted, { cells: { text: [''], label: [label] } })
    const pieces: string[] = []
    const answer = await model.write?.(encoded, { generation: { temperature: 0 } }, (piece) => pieces.push(piece))
    expect(answer).toMatchObject({ text, reason: 'end' })
    expect(pieces.join('')).toBe(text)
  }
  dispose()
})
