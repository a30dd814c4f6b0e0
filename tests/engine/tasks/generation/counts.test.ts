import { describe, expect, test } from 'vitest'
import { encodeInput } from '../../../../src-main/datasets/prepare/index.ts'
import { trainNgram } from '../../../../src-main/engine/baselines/ngram.ts'
import { createRandom } from '../../../../src-main/engine/random.ts'
import { contextsOf, countTexts, fitWeights, logarithmsOf, mixIn, networkAlone, type Places, type Weights } from '../../../../src-main/engine/tasks/generation/counts.ts'
import { loadModel } from '../../../../src-main/engine/train/model-file.ts'
import { ofTask } from '../../../../src-shared/domain/tasks/index.ts'
import { configOf, finishedOf, prepareMadeUp, runDirectory, trainMadeUp } from '../prepared-task.ts'

const random = createRandom(7).fork('counts')
const width = 5

/** Places whose truth is drawn from the mixture itself, or from the network alone. */
function drawn(count: number, weights: Weights): Places {
  const places = { network: new Float32Array(count * width), counts: new Float32Array(count * width), truth: new Int32Array(count) }
  for (let place = 0; place < count; place++) {
    const network = Float32Array.from({ length: width }, () => 4 * random.uniform() - 2)
    const counted = Float32Array.from({ length: width }, () => 4 * random.uniform() - 4)
    places.network.set(network, place * width)
    places.counts.set(counted, place * width)
    mixIn(network, 0, counted, weights)
    let left = random.uniform()
    places.truth[place] = Math.min(width - 1, network.findIndex((logit) => (left -= Math.exp(logit)) < 0) >>> 0)
  }
  return places
}

function costOf({ network, counts, truth }: Places, weights: Weights): number {
  let sum = 0
  truth.forEach((token, place) => {
    const logits = network.slice(place * width, (place + 1) * width)
    mixIn(logits, 0, counts.subarray(place * width, (place + 1) * width), weights)
    sum -= logits[token]
  })
  return sum / truth.length
}

describe('weights of network and counts', () => {
  test.each<[Weights]>([[[0.6, 0.5]], [[1.3, 0.2]], [[0.1, 0.9]]])('that made the truth are found again: %j', (weights) => {
    const places = drawn(20_000, weights)
    const found = fitWeights(places)
    expect(found[0]).toBeCloseTo(weights[0], 1)
    expect(found[1]).toBeCloseTo(weights[1], 1)
    // No neighbour costs less.
    for (const [da, db] of [[0.02, 0], [-0.02, 0], [0, 0.02], [0, -0.02]]) expect(costOf(places, [found[0] + da, found[1] + db])).toBeGreaterThan(costOf(places, found))
  })

  test('counts that mislead weigh nothing, and a network that does neither', () => {
    const places = drawn(5000, [1, 0])
    const against = { ...places, counts: places.counts.map((_, at) => -places.network[at]) }
    expect(fitWeights(against)[1]).toBeLessThan(0.05)
    expect(fitWeights({ network: against.counts, counts: against.network, truth: against.truth })[0]).toBeLessThan(0.05)
  })

  test('of no place at all: the network alone', () => {
    expect(fitWeights({ network: new Float32Array(0), counts: new Float32Array(0), truth: new Int32Array(0) })).toBe(networkAlone)
  })

  test('what they give is a distribution', () => {
    const logits = Float32Array.of(9, 1, 2, 3, 9)
    mixIn(logits, 1, [-1, -2, -3], [0.5, 0.5])
    expect(logits.slice(1, 4).reduce((sum, logit) => sum + Math.exp(logit), 0)).toBeCloseTo(1, 6)
    expect([logits[0], logits[4]]).toEqual([9, 9])
  })
})

describe('a language model that counts', () => {
  // Verses of words in an order that comes again: counting knows it after one reading, a network only after many.
  const words = ['meadow', 'lantern', 'orchard', 'whisper', 'granite', 'velvet', 'thunder', 'harbour']
  const text = Array.from({ length: 150 }, (_, line) => Array.from({ length: 5 }, (_, at) => words[(line * 3 + at * at) % 8]).join(' ')).join('\n')
  const config = (task: object = {}) => configOf({
    task: { kind: 'generation', window: 32, ...task }, preprocessing: { kind: 'text', tokenizer: 'character', lowercase: false },
    model: { embedding: 8, recurrent: { cell: 'gru', hidden: 12 } }, training: { epochs: 2, batchSize: 8, optimizer: { kind: 'adam', learningRate: 0.01 } },
  })
  const rows = [{ index: 0, cells: { text: [text] } }]

  test('costs less than either, and tells so of a model that is read back', async () => {
    const alone = finishedOf(await trainMadeUp({ config: config(), data: prepareMadeUp(config(), rows, { text: ['text'] }) })).result
    const directory = runDirectory()
    const data = ofTask(prepareMadeUp(config({ ngramOrder: 6 }), rows, { text: ['text'] }), 'generation')
    const { result } = finishedOf(await trainMadeUp({ config: config({ ngramOrder: 6 }), data, directory }))
    const ngram = result.baselines.find(({ name }) => name === 'ngram')?.metrics.loss ?? 0
    expect(result.test.loss).toBeLessThan(alone.test.loss - 0.1)
    expect(result.test.loss).toBeLessThan(ngram + 1e-3)

    const { model, fitted, dispose } = await loadModel(directory)
    expect(ofTask(fitted, 'generation').counted).toEqual(data.fitted.counted)
    const { scored } = await model.score(data.parts.test)
    expect(scored.metrics(Int32Array.from({ length: scored.units }, (_, unit) => unit)).loss).toBeCloseTo(result.test.loss, 5)
    const [answer] = await model.answer([encodeInput(fitted, { cells: { text: ['meadow lan'] } }).encoded], { generation: { temperature: 0, length: 4 } })
    expect(ofTask(answer, 'generation').text).toBe('tern')
    dispose()
  })

  test('keeps what it learned from and nothing of what it is measured on', () => {
    const { fitted, parts } = ofTask(prepareMadeUp(config({ ngramOrder: 6 }), rows, { text: ['text'] }), 'generation')
    expect(fitted.counted.map((own) => own.split(' ').map(Number))).toEqual(parts.train.sequences.map((own) => [...own]))
    const counts = countTexts(fitted, 6)
    const again = trainNgram(parts.train.sequences, { order: 6, vocabulary: fitted.input.vocabulary.length })
    const [tokens] = parts.test.sequences
    const costs = again.nats(tokens)
    contextsOf(counts, tokens).slice(0, -1).forEach((context, at) => expect(logarithmsOf(counts, context)[tokens[at + 1]]).toBeCloseTo(-costs[at + 1], 9))
  })
})
