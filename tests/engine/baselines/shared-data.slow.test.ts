/** What the baselines reach on ../shared/data, which is no part of the project: skipped where it is absent. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fitFrequentTags } from '../../../src-main/engine/baselines/frequent-tag.ts'
import { fitLinearForecast, linearForecast } from '../../../src-main/engine/baselines/linear-forecast.ts'
import { naiveForecasts } from '../../../src-main/engine/baselines/naive-forecasts.ts'
import { nearestNeighbour, type Series } from '../../../src-main/engine/baselines/nearest-neighbour.ts'
import { fitNgramNaiveBayes } from '../../../src-main/engine/baselines/ngram-naive-bayes.ts'
import { trainNgram } from '../../../src-main/engine/baselines/ngram.ts'
import { fitWordDictionary } from '../../../src-main/engine/baselines/word-dictionary.ts'
import { everyUnit } from '../../../src-main/engine/metrics/bootstrap.ts'
import { confusionMatrix } from '../../../src-main/engine/metrics/confusion-matrix.ts'
import { entityScores } from '../../../src-main/engine/metrics/entities.ts'
import { scoredForecasts } from '../../../src-main/engine/metrics/forecast-errors.ts'
import { macroF1 } from '../../../src-main/engine/metrics/macro-f1.ts'
import { argmax } from '../../../src-main/engine/metrics/outcome.ts'
import { scoredTranslations } from '../../../src-main/engine/metrics/sequence-pairs.ts'
import { createRandom } from '../../../src-main/engine/random.ts'

const shared = new URL('../../../../shared/data/', import.meta.url)
const read = (path: string): string => readFileSync(new URL(path, shared), 'utf8')
const withData = (path: string): typeof test.skip => test.skipIf(!existsSync(new URL(path, shared)))
const report = (text: string): void => void process.stdout.write(`${text}\n`)

function numbering(): { of: (word: string) => number; words: string[] } {
  const rows = new Map<string, number>()
  const words: string[] = []
  return { words, of: (word) => rows.get(word) ?? (rows.set(word, words.length), words.push(word) - 1) }
}

withData('ts').each([['BasicMotions', 0.6], ['ItalyPowerDemand', 0.955], ['GunPoint', 0.913]] as const)('%s by its Euclidean neighbour: %d', (name, published) => {
  const labels = numbering()
  const load = (part: string): { series: Series[]; classes: number[]; channels: number } => {
    const lines = read(`ts/${name}/${name}_${part}.ts`).split('\n').map((line) => line.trim())
    const rows = lines.filter((line) => line !== '' && !/^[#@]/.test(line)).map((line) => line.split(':'))
    const channels = rows[0].length - 1
    return {
      channels,
      classes: rows.map((row) => labels.of(row[channels])),
      series: rows.map((row) => {
        const values = row.slice(0, channels).map((dimension) => dimension.split(',').map(Number))
        const length = values[0].length
        return { length, data: Float64Array.from({ length: length * channels }, (_, at) => values[at % channels][Math.floor(at / channels)]) }
      }),
    }
  }
  const [train, asked] = [load('TRAIN'), load('TEST')]
  const accuracy = (distance: 'euclidean' | 'dtw'): number => {
    const ask = nearestNeighbour(train.series, train.classes, { channels: train.channels, distance })
    return asked.series.reduce((sum, series, index) => sum + (ask(series).label === asked.classes[index] ? 1 : 0), 0) / asked.series.length
  }
  expect(Math.round(accuracy('euclidean') * 1000) / 1000).toBe(published)
  report(`${name}: DTW within 10 %: ${accuracy('dtw').toFixed(3)}`)
})

withData('tinyshakespeare')('tinyshakespeare, last tenth: Kneser-Ney is better than Witten-Bell\'s 1.67 nats a character', () => {
  const text = read('tinyshakespeare/input.txt')
  const characters = numbering()
  const tokens = Int32Array.from(text, (character) => characters.of(character))
  const cut = Math.floor(tokens.length * 0.9)
  const cost = (order: number): number => {
    const nats = trainNgram([tokens.subarray(0, cut)], { order, vocabulary: characters.words.length }).nats(tokens.subarray(cut))
    return nats.reduce((sum, value) => sum + value, 0) / nats.length
  }
  expect(cost(1)).toBeCloseTo(3.35, 2)
  expect(cost(5)).toBeCloseTo(1.561, 3)
  expect(cost(7)).toBeCloseTo(1.517, 3)
})

withData('wnut17')('wnut17: a memorising tagger has the known entity F1 of 0.06', () => {
  const load = (file: string): { words: string[]; tags: string[] }[] => {
    const sentences = [{ words: [] as string[], tags: [] as string[] }]
    for (const line of read(`wnut17/${file}`).split('\n')) {
      const [word, tag] = line.split('\t')
      if (!word.trim() || !tag) sentences.push({ words: [], tags: [] })
      else {
        sentences[sentences.length - 1].words.push(word)
        sentences[sentences.length - 1].tags.push(tag.trim())
      }
    }
    return sentences.filter(({ words }) => words.length > 0)
  }
  const [words, tags] = [numbering(), numbering()]
  const encode = (sentences: { words: string[]; tags: string[] }[]): { words: number[]; tags: number[] }[] => sentences.map((one) => ({ words: one.words.map(words.of), tags: one.tags.map(tags.of) }))
  const train = encode(load('wnut17train.conll'))
  const asked = load('emerging.test.annotated')
  const known = encode(asked)
  const tag = fitFrequentTags(train.map((one) => one.words), train.map((one) => one.tags), tags.words.length)
  const told = known.map((one) => Array.from(tag(one.words), (row) => tags.words[row]))
  const scores = entityScores(asked.map((one) => one.tags), told)
  expect([train.length, asked.length]).toEqual([3394, 1287])
  expect(scores.f1).toBeCloseTo(0.06, 2)
  expect(scores.tagAccuracy).toBeCloseTo(0.925, 2)
})

withData('ett')('ETTh1, 12/4/4 months, 336 to 96: the floors are the published ones', () => {
  const rows = read('ett/ETTh1.csv').trim().split('\n').slice(1).map((line) => line.split(',').slice(1).map(Number))
  const [window, horizon, month] = [336, 96, 30 * 24]
  const [trainEnd, testStart, testEnd] = [12 * month, 16 * month, 20 * month]
  const channels = rows[0].length
  const columns = Array.from({ length: channels }, (_, channel) => {
    const values = Float64Array.from(rows, (row) => row[channel])
    const train = values.subarray(0, trainEnd)
    const mean = train.reduce((sum, value) => sum + value, 0) / trainEnd
    const deviation = Math.sqrt(train.reduce((sum, value) => sum + (value - mean) ** 2, 0) / trainEnd)
    return values.map((value) => (value - mean) / deviation)
  })
  const began = process.cpuUsage().user
  const fitted = fitLinearForecast(columns.map((column) => column.subarray(0, trainEnd)), { window, horizon })
  if (!fitted) throw new Error('nothing fitted')
  report(`ETTh1: linear fitted in ${((process.cpuUsage().user - began) / 1e6).toFixed(2)} s of processor time`)
  const windows = testEnd - testStart - horizon + 1
  const shape = { windows, horizon, channels }
  const fill = (forecast: (history: Float64Array) => ArrayLike<number>): Float64Array => {
    const all = new Float64Array(windows * horizon * channels)
    for (let origin = 0; origin < windows; origin++) {
      columns.forEach((column, channel) => {
        const told = forecast(column.subarray(testStart + origin - window, testStart + origin))
        for (let step = 0; step < horizon; step++) all[(origin * horizon + step) * channels + channel] = told[step]
      })
    }
    return all
  }
  const truth = new Float64Array(windows * horizon * channels)
  for (let at = 0; at < truth.length; at++) {
    const cell = Math.floor(at / channels)
    truth[at] = columns[at % channels][testStart + Math.floor(cell / horizon) + (cell % horizon)]
  }
  const mse = (forecast: (history: Float64Array) => ArrayLike<number>): number => {
    const scored = scoredForecasts(truth, fill(forecast), shape, { block: horizon })
    return scored.metrics(everyUnit(scored.units))['mse']
  }
  const figures = { lastValue: mse((h) => naiveForecasts.lastValue(h, horizon, 1)), seasonal: mse((h) => naiveForecasts.seasonal(h, horizon, 24)), drift: mse((h) => naiveForecasts.drift(h, horizon, 1)), linear: mse((h) => linearForecast(fitted, h)) }
  report(`ETTh1: ${JSON.stringify(figures)}`)
  expect(figures.linear).toBeLessThan(0.4)
  expect(figures.lastValue).toBeGreaterThan(1.2)
})

withData('names_classification')('names: character n-gram naive Bayes', () => {
  const folder = new URL('names_classification/data/names/', shared)
  const classes = readdirSync(folder).toSorted()
  const names = classes.flatMap((file, label) => read(`names_classification/data/names/${file}`).split('\n').filter((line) => line.trim()).map((name) => ({ label, tokens: Array.from(name.trim(), (character) => character.codePointAt(0) ?? 0) })))
  expect(classes).toHaveLength(18)
  createRandom(1).shuffle(names)
  const cut = Math.floor(names.length * 0.8)
  const [train, asked] = [names.slice(0, cut), names.slice(cut)]
  const score = fitNgramNaiveBayes(train.map(({ tokens }) => tokens), train.map(({ label }) => label), { classes: 18 })
  const matrix = confusionMatrix(asked.map(({ label }) => label), asked.map(({ tokens }) => argmax(score(tokens))), 18)
  report(`names: accuracy ${(matrix.reduce((sum, row, label) => sum + row[label], 0) / asked.length).toFixed(3)}, macro-F1 ${macroF1(matrix).toFixed(3)}`)
  expect(macroF1(matrix)).toBeGreaterThan(0.5)
})

withData('tatoeba_en_zh')('tatoeba: the dictionary translates word by word', () => {
  const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })
  const pairs = read('tatoeba_en_zh/cmn.txt').trim().split('\n').map((line) => line.split('\t'))
  const [english, chinese] = [numbering(), numbering()]
  const encoded = pairs.map(([source, target]) => ({
    source: (source.toLowerCase().match(/[\p{L}\p{N}']+|[^\s\p{L}\p{N}]/gu) ?? []).map(english.of),
    target: Array.from(segmenter.segment(target), ({ segment }) => chinese.of(segment)),
    sentence: source,
    wanted: target,
  }))
  const sentences = createRandom(1).shuffle([...new Set(encoded.map(({ sentence }) => sentence))])
  const held = new Set(sentences.slice(0, Math.floor(sentences.length / 10)))
  const [train, asked] = [encoded.filter(({ sentence }) => !held.has(sentence)), encoded.filter(({ sentence }) => held.has(sentence))]
  const began = process.cpuUsage().user
  const dictionary = fitWordDictionary(train.map(({ source }) => source), train.map(({ target }) => target))
  report(`tatoeba: ${String(pairs.length)} pairs, dictionary in ${((process.cpuUsage().user - began) / 1e6).toFixed(2)} s of processor time`)
  const said = asked.map(({ source }) => Array.from(dictionary.translate(source), (word) => chinese.words[word]).join(''))
  const scored = scoredTranslations(said, asked.map(({ wanted }) => wanted))
  const metrics = scored.metrics(everyUnit(scored.units))
  report(`tatoeba: ${JSON.stringify(metrics)}`)
  expect(metrics['bleu']).toBeGreaterThan(3)
})
