/** A transcriber learned to the end: letters, when each is heard, what else it could be. */
import { expect, test } from 'vitest'
import { transcription as preparer } from '../../../../src-main/datasets/prepare/transcription.ts'
import { checkpointFile, readCheckpoint } from '../../../../src-main/engine/train/checkpoint.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { allMetrics } from '../../../../src-main/engine/tasks/task.ts'
import { tasks } from '../../../../src-main/engine/tasks/index.ts'
import { ofTask } from '../../../../src-shared/domain/tasks/index.ts'
import { finishedOf, runDirectory, trainMadeUp } from '../prepared-task.ts'
import { madeUpRows, prepared, rate, silence, speak, transcriptionConfig } from './made-up.ts'

test('learns which tone is which letter, tells when each is heard, and is better than what does not listen', async () => {
  const config = transcriptionConfig({ augment: { timeMasks: 1, timeWidth: 2, bandMasks: 0, bandWidth: 1, speed: 0.1 } })
  const data = prepared(config, madeUpRows(130))
  const directory = runDirectory()
  const updates = await trainMadeUp({ config, data, directory })
  const { result, evaluation } = finishedOf(updates)
  expect(result.test.wer).toBeLessThan(0.3)
  expect(result.test.cer).toBeLessThan(0.1)
  expect(result.baselines.map(({ name }) => name)).toEqual(['frequentTranscript', 'nearestRecording'])
  for (const { metrics } of result.baselines) expect(metrics.wer).toBeGreaterThan(0.6)
  expect(result.verdict).toMatchObject({ kind: 'better', metric: 'wer' })
  expect(evaluation.panels.map(({ kind, code }) => `${kind} ${code}`)).toEqual(['examples worstTranscripts', 'table takenFor'])

  const model = tasks.transcription.createModel(config, data.fitted, createRandom(9))
  const { parameters } = await readCheckpoint(directory, checkpointFile('best'))
  model.parameters.load(Object.fromEntries(Object.entries(parameters).map(([name, { data: values }]) => [name, values])))
  expect(allMetrics((await model.score(data.parts.test)).scored).wer).toBeCloseTo(result.test.wer, 2)
  const inputs = [speak('abc de', 901), silence(0.5), silence(0.001)].map((audio) => preparer.encode(data.fitted, { cells: { audio: [audio] } }))
  const [said, nothing, click] = (await model.answer(inputs, {})).map((answer) => ofTask(answer, 'transcription'))
  expect(said.text).toBe('abc de')
  expect(said.words.map(({ text }) => text)).toEqual(['abc', 'de'])
  expect(said.alternatives).toHaveLength(3)
  expect(said.alternatives[0]).toMatchObject({ text: 'abc de' })
  expect(said.alternatives.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6)
  // Tones last 60 to 120 ms: the middle of the recording divides the letters as it divides the time, about.
  const ends = said.symbols.map(({ end }) => end)
  said.symbols.forEach(({ start, end, confidence }, place) => {
    expect(start).toBeLessThan(end)
    expect(start).toBeGreaterThanOrEqual(place === 0 ? 0 : ends[place - 1] - 1e-9)
    expect(end).toBeLessThanOrEqual(said.seconds)
    expect(Math.abs((start + end) / 2 - ((place + 0.5) / 6) * said.seconds)).toBeLessThan(0.1)
    expect(confidence).toBeGreaterThan(0.3)
  })
  expect(nothing).toMatchObject({ text: '', symbols: [], seconds: 0.5 })
  expect(click.seconds).toBe(Math.round(0.001 * rate) / rate)

  // Greedy and beams with what usually follows what are the same model asked in other ways.
  for (const transcription of [{ beams: 1 }, { beams: 4, languageModel: 0.3, order: 3 }, { beams: 2, alternatives: 1, bonus: 0.1 }]) {
    const [answer] = await model.answer(inputs.slice(0, 1), { transcription })
    expect(ofTask(answer, 'transcription').text).toBe('abc de')
  }
  model.dispose()
}, 120_000)

test('words are learned whole where that is asked for', async () => {
  const config = transcriptionConfig({ task: { unit: 'word', stack: 2 }, training: { epochs: 10 } })
  const words = ['ab', 'cd', 'ea']
  const rows = madeUpRows(90).map(({ index }) => {
    const text = [words[index % 3], words[(index >> 1) % 3]].join(' ')
    return { index, cells: { audio: [speak(text, index)], transcript: [text] } }
  })
  const data = prepared(config, rows)
  expect(data.fitted.symbols).toEqual(['<blank>', 'ab', 'cd', 'ea'])
  expect(finishedOf(await trainMadeUp({ config, data })).result.test.wer).toBeLessThan(0.1)
})
