import * as tf from '@tensorflow/tfjs-core'
import { describe, expect, test } from 'vitest'
import { encodeInput } from '../../../../src-main/datasets/prepare/index.ts'
import { cutStream } from '../../../../src-main/datasets/prepare/generation.ts'
import { laneSteps, streamBatch, streamBatchCount } from '../../../../src-main/engine/tasks/generation/stream.ts'
import { createControl } from '../../../../src-main/engine/train/control.ts'
import { loadModel } from '../../../../src-main/engine/train/model-file.ts'
import { joinTokens } from '../../../../src-shared/domain/join-tokens.ts'
import { ofTask } from '../../../../src-shared/domain/tasks/index.ts'
import { finishedOf, prepareMadeUp, runDirectory, trainMadeUp } from '../prepared-task.ts'
import { config, row, song } from './song.ts'

describe('a stream', () => {
  test('is cut by its characters, in its order, at the ends of lines', () => {
    const { rows, split } = cutStream([row(song)], { train: 0.8, validation: 0.1, test: 0.1 })
    expect(rows.map(({ cells }) => cells.text?.[0]).join('')).toBe(song)
    expect(split).toEqual({ train: [0], validation: [1], test: [2] })
    expect(String(rows[0].cells.text?.[0]).endsWith('\n')).toBe(true)
  })

  test('is read by lanes, every token once, each foretelling the one after it', () => {
    const tokens = Int32Array.from({ length: 103 }, (_, index) => index)
    const [lanes, window] = [4, 10]
    const read = Array.from({ length: lanes }, () => [] as number[])
    for (let index = 0; index < streamBatchCount(tokens.length, lanes, window); index++) {
      const { ids, targets, steps, first } = streamBatch(tokens, lanes, window, index)
      expect(first).toBe(index === 0)
      ids.forEach((id, place) => {
        expect(targets[place]).toBe(id + 1)
        read[Math.floor(place / steps)].push(id)
      })
    }
    expect(read.flat()).toEqual(Array.from({ length: lanes * laneSteps(103, lanes) }, (_, index) => index))
  })

  test('is read from any place on, round its end, without losing its order', () => {
    const tokens = Int32Array.from({ length: 103 }, (_, index) => index)
    const [lanes, window, start] = [4, 10, 71]
    const read = Array.from({ length: lanes }, () => [] as number[])
    for (let index = 0; index < streamBatchCount(tokens.length, lanes, window); index++) {
      const { ids, targets, steps } = streamBatch(tokens, lanes, window, index, start)
      ids.forEach((id, place) => {
        expect(targets[place]).toBe((id + 1) % 103)
        read[Math.floor(place / steps)].push(id)
      })
    }
    expect(read.flat()).toEqual(Array.from({ length: lanes * laneSteps(103, lanes) }, (_, index) => (index + start) % 103))
  })

  test('shorter than its lanes is learned, and the model can be asked', async () => {
    const directory = runDirectory()
    const own = config({}, { epochs: 1, batchSize: 64 }, { cell: 'lstm', layers: 2 })
    const tensors = tf.memory().numTensors
    finishedOf(await trainMadeUp({ config: own, data: prepareMadeUp(own, [row(song.slice(0, 360))], { text: ['text'] }), directory }))
    expect(tf.memory().numTensors).toBe(tensors)
    const { model, fitted, dispose } = await loadModel(directory)
    const [answer] = await model.answer([encodeInput(fitted, { cells: { text: ['abc'] } }).encoded], { generation: { length: 5 } })
    expect(ofTask(answer, 'generation').tokens).toHaveLength(5)
    dispose()
  })

  test('stopped and continued, it goes on in its text with the state it had', async () => {
    const own = config({}, { epochs: 2, earlyStopping: null })
    const data = () => prepareMadeUp(own, [row(song)], { text: ['text'] })
    const whole = finishedOf(await trainMadeUp({ config: own, data: data() }))
    const directory = runDirectory()
    const control = createControl()
    await trainMadeUp({ config: own, data: data(), directory, control, onUpdate: (update) => void (update.kind === 'progress' && update.step === 7 && control.stop()) })
    const after = finishedOf(await trainMadeUp({ config: own, data: data(), directory, continueFrom: 'checkpoints/last.safetensors' }))
    expect(after.result).toEqual(whole.result)
  })
})

test('words are joined as people write them', () => {
  expect(joinTokens(['Well', ',', 'he', 'said', ':', '"', 'go', '"', '!'], 'word')).toMatch(/^Well, he said:/)
  expect(joinTokens(['今天', '天气', '很', '好', '。'], 'word')).toBe('今天天气很好。')
  expect(joinTokens(['a', ' b', 'c'], 'bytePair')).toBe('a bc')
})
