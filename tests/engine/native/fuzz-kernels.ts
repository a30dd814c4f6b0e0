/**
 * A program for fuzz.slow.test.ts, in a process of its own, since what it looks for would end the process: calls every function of
 * the kernels with one argument spoilt, then with nothing but nonsense. Arguments: seed, calls. Prints one line of JSON.
 */
import { loadKernels, type Kernels, type ShapeArguments } from '../../../src-main/engine/kernels/loader.ts'
import { createRandom } from '../../../src-main/engine/random.ts'

type Floats = Float32Array
/** A kind says which values of an argument must be refused. */
type Argument =
  | { kind: 'dimension'; value: number }
  | { kind: 'number'; value: number }
  | { kind: 'flag'; value: boolean }
  | { kind: 'array' | 'optional' | 'scratch'; value: Floats }
  /** Numbers from `low` to `high`. */
  | { kind: 'indices'; value: Int32Array; low: number; high: number; optional: boolean }

const [seed, count] = process.argv.slice(2).map(Number)
const random = createRandom(seed)
const pick = <Item>(items: readonly Item[]): Item => items[random.integer(items.length)]
const upTo = (most: number) => 1 + random.integer(most)

const { kernels } = loadKernels()
if (!kernels) throw new Error('there are no kernels')
kernels.setThreads(2)
const functions = kernels as unknown as Record<string, (...values: unknown[]) => void>

const dimension = (value: number): Argument => ({ kind: 'dimension', value })
const number = (value: number): Argument => ({ kind: 'number', value })
const flag = (): Argument => ({ kind: 'flag', value: random.integer(2) === 1 })
const floats = (length: number): Argument => ({ kind: 'array', value: new Float32Array(length).fill(0.5) })
const optional = (length: number): Argument => ({ ...floats(length), kind: 'optional' }) as Argument
const scratch = (length: number): Argument => ({ kind: 'scratch', value: new Float32Array(length) })
const indices = (length: number, low: number, high: number, optional = false): Argument => ({
  kind: 'indices', value: Int32Array.from({ length }, () => low + random.integer(high - low + 1)), low, high, optional,
})

function sizesOf(name: 'recurrentSizes' | 'inferenceSizes' | 'matMulSize' | 'convolutionSize' | 'ctcSize' | 'crfSize', count: number, ...values: unknown[]): Floats {
  const sizes = new Float32Array(count)
  functions[name](...values, sizes)
  return sizes
}

function recurrentCall(rest: (n: { x: number; wx: number; wh: number; bias: number; hidden: number; state: number; places: number; lengths: () => Argument; sizes: Floats; inference: () => Floats }) => Argument[]): Argument[] {
  const [batch, steps, inputs, hidden] = [upTo(5), upTo(6), upTo(20), upTo(20)]
  const shape: ShapeArguments = [2, batch, steps, inputs, hidden, false, 0]
  const sizes = sizesOf('recurrentSizes', 3, ...shape, batch * steps)
  const n = {
    x: batch * steps * inputs, wx: inputs * 4 * hidden, wh: 4 * hidden * hidden, bias: 8 * hidden, hidden: batch * steps * hidden, state: batch * hidden,
    places: batch * steps, lengths: () => ({ ...indices(batch, steps, steps), low: 1, high: steps, optional: true }) as Argument, sizes,
    inference: () => sizesOf('inferenceSizes', 2, ...shape),
  }
  return [...shape.slice(0, 5).map((value) => dimension(value as number)), flag(), dimension(0), ...rest(n)]
}

function convolutionCall(rest: (lengths: [x: number, filter: number, y: number]) => number[]): Argument[] {
  const [batch, height, width, channels, filterHeight, filterWidth, filters] = [upTo(3), upTo(5), upTo(9), upTo(20), upTo(3), upTo(4), upTo(20)]
  const shape = [batch, height, width, channels, filterHeight, filterWidth, filters, upTo(3), upTo(3), random.integer(3), random.integer(3), upTo(5), upTo(9)]
  const work = sizesOf('convolutionSize', 1, ...shape)[0]
  const lengths = rest([batch * height * width * channels, filterHeight * filterWidth * channels * filters, batch * shape[11] * shape[12] * filters])
  return [...shape.map(dimension), ...lengths.map(floats), scratch(work)]
}
const inOrder = (lengths: number[]) => lengths

function embeddingCall(): Argument[] {
  const [rows, columns, tokens] = [upTo(9), upTo(20), upTo(12)]
  return [dimension(rows), dimension(columns), dimension(tokens), floats(rows * columns), indices(tokens, 0, rows - 1), floats(tokens * columns)]
}

/** A right call of each function. */
const calls: Record<string, () => Argument[]> = {
  recurrentSizes: () => [...recurrentCall(() => []), dimension(1), floats(3)],
  recurrentForward: () =>
    recurrentCall((n) => [
      floats(n.x), floats(n.wx), floats(n.wh), floats(n.bias), n.lengths(), optional(n.state), optional(n.state), floats(n.hidden), floats(n.state), floats(n.state), scratch(n.sizes[0]), scratch(n.sizes[1]),
    ]),
  recurrentBackward: () =>
    recurrentCall((n) => [
      floats(n.wx), floats(n.wh), n.lengths(), floats(n.hidden), optional(n.state), optional(n.state), floats(n.x), floats(n.wx), floats(n.wh), floats(n.bias), floats(n.state), optional(n.state),
      floats(n.places), scratch(n.sizes[0]), scratch(n.sizes[2]),
    ]),
  recurrentGates: () => recurrentCall((n) => [n.lengths(), scratch(n.sizes[0]), floats(4 * n.hidden), scratch(n.sizes[1])]),
  matMul: () => {
    const [rows, inner, columns] = [upTo(20), upTo(40), upTo(20)]
    const work = sizesOf('matMulSize', 1, rows, inner, columns)[0]
    return [dimension(rows), dimension(inner), dimension(columns), flag(), flag(), floats(rows * inner), floats(inner * columns), optional(columns), floats(rows * columns), scratch(work)]
  },
  matMulSize: () => [dimension(upTo(20)), dimension(upTo(20)), dimension(upTo(20)), floats(1)],
  adam: () => {
    const size = upTo(40)
    return [dimension(size), floats(size), floats(size), floats(size), floats(size), ...[0.1, 0.9, 0.99, 1e-8, 1, 1].map(number)]
  },
  sgd: () => {
    const size = upTo(40)
    return [dimension(size), floats(size), floats(size), floats(size), number(0.1), number(0.9)]
  },
  squaredNorm: () => {
    const size = upTo(40)
    return [dimension(size), floats(size), floats(1)]
  },
  binary: () => {
    const size = 2 + upTo(40)
    return [dimension(random.integer(3)), dimension(size), { kind: 'flag', value: false }, floats(size), floats(size), floats(size)]
  },
  embedding: embeddingCall,
  embeddingGradient: embeddingCall,
  convolutionSize: () => [...convolutionCall(inOrder).slice(0, 13), floats(1)],
  convolution: () => convolutionCall(inOrder),
  convolutionInputGradient: () => convolutionCall(inOrder),
  convolutionFilterGradient: () => convolutionCall(inOrder),
  layerNorm: () => {
    const [rows, columns] = [upTo(9), upTo(20)]
    return [dimension(rows), dimension(columns), number(1e-5), floats(rows * columns), floats(columns), floats(columns), floats(rows * columns), floats(rows), floats(rows)]
  },
  layerNormGradient: () => {
    const [rows, columns] = [upTo(9), upTo(20)]
    const [all, across, down] = [() => floats(rows * columns), () => floats(columns), () => floats(rows)]
    return [dimension(rows), dimension(columns), all(), across(), down(), down(), all(), all(), across(), across(), scratch(2 * columns)]
  },
  batchMatMul: () => {
    const [count, rows, inner, columns] = [upTo(4), upTo(9), upTo(20), upTo(9)]
    // So small that one thread does them all.
    const work = sizesOf('matMulSize', 1, rows, inner, columns)[0]
    const no = (): Argument => ({ kind: 'flag', value: false })
    return [dimension(count), no(), no(), dimension(rows), dimension(inner), dimension(columns), flag(), flag(), floats(count * rows * inner), floats(count * inner * columns), floats(count * rows * columns), scratch(work)]
  },
  broadcast: () => {
    const [rows, columns] = [1 + upTo(5), 1 + upTo(20)]
    return [dimension(random.integer(4)), dimension(2), layoutArgument([rows, columns, columns, 1, 0, 1]), scratch(rows * columns), scratch(columns), floats(rows * columns)]
  },
  stridedCopy: () => {
    const [rows, columns, offset] = [1 + upTo(5), 1 + upTo(20), random.integer(4)]
    return [dimension(2), layoutArgument([rows, columns, 1, rows, columns, 1]), dimension(0), scratch(rows * columns), dimension(offset), scratch(offset + rows * columns)]
  },
  map: () => {
    const size = 8 + upTo(40)
    return [dimension(random.integer(7)), dimension(size), floats(size), floats(size)]
  },
  dropout: () => {
    const size = upTo(40)
    return [dimension(size), number(1), number(2 ** 31), number(2), floats(size), floats(size)]
  },
  softmax: () => {
    const [rows, columns] = [upTo(9), upTo(20)]
    return [dimension(rows), dimension(columns), floats(rows * columns), floats(rows * columns)]
  },
  sumAxis: () => {
    const [outer, length, inner] = [upTo(5), upTo(9), upTo(20)]
    return [dimension(outer), dimension(length), dimension(inner), number(1), floats(outer * length * inner), floats(outer * inner)]
  },
  adamRows: () => rowsCall(3, 3),
  sgdRows: () => rowsCall(2, 1),
  inferenceSizes: () => [...recurrentCall(() => []), floats(2)],
  packWeights: () => recurrentCall((n) => [floats(n.wx), floats(n.wh), floats(n.bias), scratch(n.inference()[0])]),
  recurrentInference: () =>
    recurrentCall((n) => [
      floats(n.x), scratch(n.inference()[0]), n.lengths(), optional(n.state), optional(n.state), optional(n.hidden), floats(n.state), floats(n.state), scratch(n.inference()[1]),
    ]),
  ctcSize: () => [...ctcShape(), floats(1)],
  ctc: () => {
    const shape = ctcShape()
    const [batch, steps, symbols, most] = shape.map(({ value }) => value as number)
    const work = sizesOf('ctcSize', 1, ...shape.map(({ value }) => value))[0]
    return [
      ...shape, floats(batch * steps * symbols), indices(batch, 1, steps), { ...indices(batch * most, 0, symbols - 1) } as Argument,
      { kind: 'indices', value: new Int32Array(batch).fill(most), low: 0, high: most, optional: false }, floats(batch), floats(batch), optional(batch * steps * symbols), scratch(work),
    ]
  },
  crossEntropy: () => {
    const [rows, classes] = [upTo(9), upTo(20)]
    return [dimension(rows), dimension(classes), number(0.1), floats(rows * classes), indices(rows, -1, classes - 1), optional(classes), floats(rows), floats(rows)]
  },
  crossEntropyGradient: () => {
    const [rows, classes] = [upTo(9), upTo(20)]
    return [dimension(rows), dimension(classes), number(0.1), floats(rows * classes), indices(rows, -1, classes - 1), optional(classes), floats(rows), floats(rows), floats(rows * classes)]
  },
  crfSize: () => [dimension(upTo(4)), dimension(upTo(6)), dimension(upTo(9)), floats(1)],
  crf: () => crfCall((batch) => [batch]),
  crfGradient: () => crfCall((batch, steps, tags) => [batch, batch * steps * tags, tags * tags, tags, tags]),
  additiveScores: () => attentionCall((queries, _keys, _width, keysOfEach) => [queries * keysOfEach]),
  additiveScoresGradient: () => attentionCall((queries, keys, width, keysOfEach) => [queries * keysOfEach, queries * width, keys * width, width], true),
}

function ctcShape(): Argument[] {
  const symbols = 1 + upTo(6)
  return [dimension(upTo(4)), dimension(upTo(6)), dimension(symbols), dimension(upTo(3)), dimension(random.integer(symbols))]
}

/** All steps are a sequence's own: labels behind its end are not looked at. */
function crfCall(rest: (batch: number, steps: number, tags: number) => number[]): Argument[] {
  const [batch, steps, tags] = [upTo(4), upTo(6), upTo(9)]
  const work = sizesOf('crfSize', 1, batch, steps, tags)[0]
  return [
    dimension(batch), dimension(steps), dimension(tags), floats(batch * steps * tags), floats(tags * tags), floats(tags), floats(tags), indices(batch * steps, 0, tags - 1),
    { kind: 'indices', value: new Int32Array(batch).fill(steps), low: 1, high: steps, optional: false }, ...rest(batch, steps, tags).map(floats), scratch(work),
  ]
}

function attentionCall(rest: (queries: number, keys: number, width: number, keysOfEach: number) => number[], works = false): Argument[] {
  const [batch, queryCount, keyCount, width] = [upTo(3), upTo(4), upTo(5), upTo(20)]
  return [
    dimension(batch), dimension(queryCount), dimension(keyCount), dimension(width), floats(batch * queryCount * width), floats(batch * keyCount * width), floats(width),
    indices(batch, 1, keyCount), ...rest(batch * queryCount, batch * keyCount, width, keyCount).map(floats), ...(works ? [scratch(batch * width)] : []),
  ]
}

/** Shape and strides: every number must stay in its place, so only kinds are spoilt, or a number that is negative. */
function layoutArgument(numbers: number[]): Argument {
  return { kind: 'indices', value: Int32Array.from(numbers), low: 0, high: 2 ** 30, optional: false }
}

function rowsCall(tables: number, constants: number): Argument[] {
  const [tableRows, columns, steps] = [3 + upTo(6), upTo(20), upTo(5)]
  // All of them: what is wrong with a row that is not listed is not looked at.
  const rows = Int32Array.from({ length: tableRows }, (_, row) => row)
  return [
    dimension(tableRows), dimension(columns), dimension(rows.length), dimension(steps), dimension(9), { kind: 'indices', value: rows, low: 0, high: tableRows - 1, optional: false },
    optional(rows.length * columns), ...Array.from({ length: tables }, () => floats(tableRows * columns)),
    { kind: 'indices', value: new Int32Array(tableRows), low: -steps, high: steps - 1, optional: false }, scratch(4 * (steps + 1)), ...Array.from({ length: constants }, () => number(0.9)),
  ]
}

const nonsense = (): unknown => pick([{}, [], 'text', Symbol('s'), () => 1, 12n, new ArrayBuffer(8), new DataView(new ArrayBuffer(8)), new Proxy(new Float32Array(4), {})])
const badNumber = () => pick([-1, 0.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 40, 1e300])

/** An array whose memory has been given away: its length is 0. */
function detached(length: number): Floats {
  const array = new Float32Array(length)
  structuredClone(array.buffer, { transfer: [array.buffer] })
  return array
}

/** A value that must be refused in the place of a right one. */
function spoilt(argument: Argument): unknown {
  const anything = [nonsense, ...(argument.kind === 'optional' || (argument.kind === 'indices' && argument.optional) ? [] : [() => null, () => undefined])]
  if (argument.kind === 'number') return pick(anything)()
  if (argument.kind === 'flag') return pick([...anything, badNumber])()
  if (argument.kind === 'dimension') return pick([...anything, badNumber, () => true])()
  const { length } = argument.value
  const wrongTypes = [() => new Float64Array(length), () => new Uint8Array(length), () => Array.from(argument.value), () => detached(length)]
  if (argument.kind === 'indices') {
    const wrong = argument.value.slice()
    wrong[random.integer(length)] = pick([argument.low - 1, argument.high + 1, 2 ** 31 - 1, -(2 ** 31)])
    return pick([...anything, ...wrongTypes, () => wrong, () => new Float32Array(length), () => new Int32Array(length + upTo(3)).fill(argument.low)])()
  }
  const shorter = argument.kind === 'scratch' ? Math.floor(length / 2) : length - 1
  return pick([
    ...anything, ...wrongTypes, () => new Int32Array(length), () => new Float32Array(shorter), () => new Float32Array(0),
    ...(argument.kind === 'scratch' ? [] : [() => new Float32Array(length + upTo(3))]),
  ])()
}

const report = { calls: 0, accepted: [] as string[], otherErrors: [] as string[] }

/** Whether the call was refused as it should be, with a TypeError. */
function refused(name: string, values: unknown[]): boolean {
  report.calls++
  try {
    functions[name](...values)
    return false
  } catch (error) {
    if (!(error instanceof TypeError)) report.otherErrors.push(`${name}: ${String(error)}`)
    return true
  }
}

const names = Object.keys(calls)
const missing = Object.keys(kernels).filter((name) => !names.includes(name) && !['describe', 'setThreads', 'setInstructions', 'peak', 'allocate'].includes(name))
for (let call = 0; call < count; call++) {
  const name = pick(names)
  const right = calls[name]()
  const values: unknown[] = right.map(({ value }) => value)
  const at = random.integer(values.length)
  if (random.integer(10) === 0) values.length = at
  else values[at] = spoilt(right[at])
  if (!refused(name, values)) report.accepted.push(`${name}, argument ${at}: ${String(values[at])}`)
}
// Nothing but nonsense: refused or computed, either way alive.
for (let call = 0; call < count; call++) {
  const anything = () => pick([nonsense, badNumber, () => random.integer(4), () => random.integer(2) === 1, () => new Float32Array(random.integer(40)), () => new Int32Array(random.integer(8)), () => null])()
  refused(pick(names), Array.from({ length: random.integer(26) }, anything))
}
const before = report.calls
const broken = names.filter((name) => refused(name, calls[name]().map(({ value }) => value)))
process.stdout.write(`${JSON.stringify({ ...report, calls: before, missing, broken, instructions: (kernels as Kernels).describe().instructions })}\n`)
