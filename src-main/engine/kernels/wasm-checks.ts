/** What the addon checks in C++, for the WebAssembly module: every length, before an address is handed over. */

type Argument = number | boolean | Float32Array | Int32Array | null

function refuse(call: string, reason: string): never {
  throw new TypeError(`${call}: ${reason}`)
}

function whole(call: string, name: string, value: Argument, minimum: number, maximum = 2 ** 30): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < minimum || value > maximum) refuse(call, `${name} is ${String(value)}, expected a whole number from ${minimum} to ${maximum}`)
  return value
}

function array(call: string, name: string, value: Argument | undefined, length: number, { kind = Float32Array, optional = false, orMore = false }: { kind?: typeof Float32Array | typeof Int32Array; optional?: boolean; orMore?: boolean } = {}): void {
  if (optional && (value === null || value === undefined)) return
  if (!(value instanceof kind)) refuse(call, `${name} is no ${kind.name}`)
  if (orMore ? value.length < length : value.length !== length) refuse(call, `${name} has ${value.length} values, expected ${orMore ? 'at least ' : ''}${length}`)
}

/** Checks the seven numbers of a recurrent shape; sizes by name. */
function shapeOf(call: string, parameters: Argument[]): { batch: number; steps: number; x: number; wx: number; wh: number; bias: number; hidden: number; state: number; columns: number; cell: number } {
  const [cell, batch, steps, inputs, hidden] = [
    whole(call, 'cell', parameters[0], 0, 4), whole(call, 'batch', parameters[1], 1), whole(call, 'steps', parameters[2], 1),
    whole(call, 'inputs', parameters[3], 1, 2 ** 20), whole(call, 'hidden', parameters[4], 1, 2 ** 16),
  ]
  if (typeof parameters[5] !== 'boolean') refuse(call, 'reverse is neither true nor false')
  whole(call, 'truncation', parameters[6], 0)
  const columns = (cell === 2 ? 4 : cell > 2 ? 3 : 1) * hidden
  return { cell, batch, steps, columns, x: batch * steps * inputs, wx: inputs * columns, wh: hidden * columns, bias: 2 * columns, hidden: batch * steps * hidden, state: batch * hidden }
}

function lengths(call: string, value: Argument, batch: number, steps: number): void {
  array(call, 'lengths', value, batch, { kind: Int32Array, optional: true })
  if (value instanceof Int32Array) for (const length of value) if (length < 1 || length > steps) refuse(call, `lengths has ${length}, which is not in 1 to ${steps}`)
}

const optional = { optional: true }
/** Of core/table.hpp. */
const layerNormBlock = 64

/** By name of the call. Reserve and work are sized by recurrentSizes of the same shape, and too short ones are refused by their makers. */
export const checks: Record<string, (parameters: Argument[]) => void> = {
  recurrentForward(p) {
    const call = 'recurrentForward'
    const n = shapeOf(call, p)
    for (const [index, name, length] of [[7, 'x', n.x], [8, 'wx', n.wx], [9, 'wh', n.wh], [10, 'bias', n.bias], [14, 'hidden', n.hidden], [15, 'finalHidden', n.state]] as const) array(call, name, p[index], length)
    lengths(call, p[11], n.batch, n.steps)
    array(call, 'initialHidden', p[12], n.state, optional)
    array(call, 'initialCell', p[13], n.state, optional)
    array(call, 'finalCell', p[16], n.state, { optional: n.cell !== 2 })
    array(call, 'reserve', p[17], 1, { orMore: true })
    array(call, 'work', p[18], 1, { orMore: true })
  },
  recurrentBackward(p) {
    const call = 'recurrentBackward'
    const n = shapeOf(call, p)
    const rows = [[7, 'wx', n.wx], [8, 'wh', n.wh], [10, 'dHidden', n.hidden], [13, 'dx', n.x], [14, 'dwx', n.wx], [15, 'dwh', n.wh], [16, 'dbias', n.bias], [17, 'dInitialHidden', n.state], [19, 'stepNorms', n.batch * n.steps]] as const
    for (const [index, name, length] of rows) array(call, name, p[index], length)
    lengths(call, p[9], n.batch, n.steps)
    for (const [index, name] of [[11, 'dFinalHidden'], [12, 'dFinalCell'], [18, 'dInitialCell']] as const) array(call, name, p[index], n.state, optional)
    array(call, 'reserve', p[20], 1, { orMore: true })
    array(call, 'work', p[21], 1, { orMore: true })
  },
  packWeights(p) {
    const n = shapeOf('packWeights', p)
    for (const [index, name, length] of [[7, 'wx', n.wx], [8, 'wh', n.wh], [9, 'bias', n.bias]] as const) array('packWeights', name, p[index], length)
    array('packWeights', 'packed', p[10], 1, { orMore: true })
  },
  recurrentInference(p) {
    const call = 'recurrentInference'
    const n = shapeOf(call, p)
    for (const [index, name, length] of [[7, 'x', n.x], [13, 'finalHidden', n.state]] as const) array(call, name, p[index], length)
    array(call, 'packed', p[8], 1, { orMore: true })
    lengths(call, p[9], n.batch, n.steps)
    for (const [index, name, length] of [[10, 'initialHidden', n.state], [11, 'initialCell', n.state], [12, 'hidden', n.hidden]] as const) array(call, name, p[index], length, optional)
    array(call, 'finalCell', p[14], n.state, { optional: n.cell !== 2 })
    array(call, 'work', p[15], 1, { orMore: true })
  },
  recurrentGates(p) {
    const n = shapeOf('recurrentGates', p)
    lengths('recurrentGates', p[7], n.batch, n.steps)
    array('recurrentGates', 'gates', p[9], n.batch * n.steps * n.columns)
  },
  matMul([rows, inner, columns, , , a, b, bias, c]) {
    const [m, k, n] = [whole('matMul', 'rows', rows, 1), whole('matMul', 'inner', inner, 1), whole('matMul', 'columns', columns, 1)]
    array('matMul', 'a', a, m * k)
    array('matMul', 'b', b, k * n)
    array('matMul', 'bias', bias, n, optional)
    array('matMul', 'c', c, m * n)
  },
  adam: (p) => p.slice(1, 5).forEach((value) => array('adam', 'value, gradient or moment', value, whole('adam', 'size', p[0], 0))),
  sgd: (p) => p.slice(1, 4).forEach((value) => array('sgd', 'value, gradient or momentum', value, whole('sgd', 'size', p[0], 0))),
  adamRows: (p) => rowsChecks('adamRows', p, p.slice(7, 10), p[10], p[11]),
  sgdRows: (p) => rowsChecks('sgdRows', p, p.slice(7, 9), p[9], p[10]),
  squaredNorm: ([size, x]) => array('squaredNorm', 'x', x, whole('squaredNorm', 'size', size, 0)),
  batchMatMul([count, sharedA, sharedB, rows, inner, columns, , , a, b, c]) {
    const [t, m, k, n] = [['count', count], ['rows', rows], ['inner', inner], ['columns', columns]].map(([name, value]) => whole('batchMatMul', name as string, value as Argument, 1))
    array('batchMatMul', 'a', a, (sharedA ? 1 : t) * m * k)
    array('batchMatMul', 'b', b, (sharedB ? 1 : t) * k * n)
    array('batchMatMul', 'c', c, t * m * n)
  },
  broadcast([operation, rank, layout, a, b, out]) {
    whole('broadcast', 'operation', operation, 0, 3)
    const { size, ends, steps } = stridedChecks('broadcast', rank, layout)
    if (steps.some((step) => step > 1)) refuse('broadcast', 'layout has a last stride that is neither 0 nor 1')
    array('broadcast', 'a', a, ends[0], { orMore: true })
    array('broadcast', 'b', b, ends[1], { orMore: true })
    array('broadcast', 'out', out, size)
  },
  stridedCopy([rank, layout, fromOffset, from, toOffset, to]) {
    const { ends } = stridedChecks('stridedCopy', rank, layout)
    array('stridedCopy', 'from', from, ends[0] + whole('stridedCopy', 'fromOffset', fromOffset, 0), { orMore: true })
    array('stridedCopy', 'to', to, ends[1] + whole('stridedCopy', 'toOffset', toOffset, 0), { orMore: true })
  },
  map([f, size, x, out]) {
    whole('map', 'function', f, 0, 6)
    for (const value of [x, out]) array('map', 'x or out', value, whole('map', 'size', size, 0))
  },
  dropout([size, seed, threshold, , x, out]) {
    for (const value of [seed, threshold]) whole('dropout', 'seed or threshold', value, 0, 2 ** 32 - 1)
    for (const value of [x, out]) array('dropout', 'x or out', value, whole('dropout', 'size', size, 0))
  },
  softmax([rows, columns, x, p]) {
    for (const value of [x, p]) array('softmax', 'x or p', value, whole('softmax', 'rows', rows, 1) * whole('softmax', 'columns', columns, 1))
  },
  sumAxis([outer, length, inner, , x, out]) {
    const [o, n, i] = [whole('sumAxis', 'outer', outer, 1), whole('sumAxis', 'length', length, 1), whole('sumAxis', 'inner', inner, 1)]
    array('sumAxis', 'x', x, o * n * i)
    array('sumAxis', 'out', out, o * i)
  },
  binary([, size, single, a, b, out]) {
    const n = whole('binary', 'size', size, 0)
    array('binary', 'a', a, n)
    array('binary', 'b', b, single ? 1 : n)
    array('binary', 'out', out, n)
  },
  convolution: (p) => convolutionChecks('convolution', p),
  convolutionInputGradient: (p) => convolutionChecks('convolutionInputGradient', p),
  convolutionFilterGradient: (p) => convolutionChecks('convolutionFilterGradient', p),
  layerNorm([rows, columns, , x, gamma, beta, y, mean, scale]) {
    layerNormChecks('layerNorm', rows, columns, { x, y }, { gamma, beta }, { mean, scale })
  },
  layerNormGradient([rows, columns, x, gamma, mean, scale, dy, dx, dgamma, dbeta, work]) {
    layerNormChecks('layerNormGradient', rows, columns, { x, dy, dx }, { gamma, dgamma, dbeta }, { mean, scale })
    array('layerNormGradient', 'work', work, 2 * Number(columns) * Math.ceil(Number(rows) / layerNormBlock), { orMore: true })
  },
  ctc([batch, steps, symbols, longest, blank, logits, lengths, targets, targetLengths, loss, feasible, dLogits, work]) {
    const [b, t, k, l] = [whole('ctc', 'batch', batch, 1), whole('ctc', 'steps', steps, 1), whole('ctc', 'symbols', symbols, 1), whole('ctc', 'most', longest, 0, 2 ** 24)]
    whole('ctc', 'blank', blank, 0, k - 1)
    array('ctc', 'logits', logits, b * t * k)
    array('ctc', 'dLogits', dLogits, b * t * k, optional)
    for (const [name, value, length] of [['lengths', lengths, b], ['targets', targets, b * l], ['targetLengths', targetLengths, b]] as const) array('ctc', name, value, length, { kind: Int32Array })
    within('ctc', 'lengths', lengths, 1, t)
    within('ctc', 'targetLengths', targetLengths, 0, l)
    for (let example = 0; example < b; example++) within('ctc', 'targets', (targets as Int32Array).subarray(example * l, example * l + (targetLengths as Int32Array)[example]), 0, k - 1)
    array('ctc', 'loss', loss, b)
    array('ctc', 'feasible', feasible, b)
    array('ctc', 'work', work, 1, { orMore: true })
  },
  crossEntropy([rows, classes, , logits, labels, weights, loss, logSum]) {
    crossEntropyChecks('crossEntropy', rows, classes, { logits }, labels, weights, { loss, logSum })
  },
  crossEntropyGradient([rows, classes, , logits, labels, weights, logSum, dLoss, dLogits]) {
    crossEntropyChecks('crossEntropyGradient', rows, classes, { logits, dLogits }, labels, weights, { logSum, dLoss })
  },
  crf: ([batch, steps, tags, emissions, transitions, start, end, labels, lengths, loss]) =>
    crfChecks('crf', batch, steps, tags, { emissions }, { transitions }, { start, end }, labels, lengths, { loss }),
  crfGradient: ([batch, steps, tags, emissions, transitions, start, end, labels, lengths, dLoss, dEmissions, dTransitions, dStart, dEnd]) =>
    crfChecks('crfGradient', batch, steps, tags, { emissions, dEmissions }, { transitions, dTransitions }, { start, end, dStart, dEnd }, labels, lengths, { dLoss }),
  additiveScores: ([batch, queryCount, keyCount, width, queries, keys, vector, lengths, scores]) =>
    additiveChecks('additiveScores', [batch, queryCount, keyCount, width], { queries }, { keys }, { vector }, lengths, { scores }),
  additiveScoresGradient: ([batch, queryCount, keyCount, width, queries, keys, vector, lengths, dScores, dQueries, dKeys, dVector, work]) => {
    additiveChecks('additiveScoresGradient', [batch, queryCount, keyCount, width], { queries, dQueries }, { keys, dKeys }, { vector, dVector }, lengths, { dScores })
    array('additiveScoresGradient', 'work', work, Number(batch) * Number(width), { orMore: true })
  },
  embedding: (p) => embeddingChecks('embedding', p),
  embeddingGradient: (p) => embeddingChecks('embeddingGradient', p),
}

/** Floats of the shape, the place behind the last float reached in each operand, and the strides along the last axis. */
function stridedChecks(call: string, rank: Argument, layout: Argument): { size: number; ends: number[]; steps: number[] } {
  const axes = whole(call, 'rank', rank, 1, 6)
  array(call, 'layout', layout, 3 * axes, { kind: Int32Array })
  const [shape, ...strides] = [0, 1, 2].map((part) => [...(layout as Int32Array).subarray(part * axes, (part + 1) * axes)])
  const size = shape.reduce((product, length) => product * length, 1)
  if (shape.some((length) => length < 1) || size > 2 ** 30 || strides.flat().some((stride) => stride < 0)) refuse(call, 'layout has a length or stride that is too small or too large')
  return { size, ends: strides.map((own) => own.reduce((end, stride, axis) => end + (shape[axis] - 1) * stride, 1)), steps: strides.map((own) => own[axes - 1]) }
}

function rowsChecks(call: string, [tableRows, columns, count, steps, limit, rows, gradient]: Argument[], tables: Argument[], last: Argument, history: Argument): void {
  const [v, e] = [whole(call, 'tableRows', tableRows, 1), whole(call, 'columns', columns, 1)]
  const [n, s] = [whole(call, 'count', count, 0, v), whole(call, 'steps', steps, gradient === null ? 0 : 1)]
  whole(call, 'limit', limit, 1)
  array(call, 'rows', rows, n, { kind: Int32Array, optional: n === v && gradient === null })
  array(call, 'gradient', gradient, n * e, optional)
  for (const table of tables) array(call, 'value or moment', table, v * e)
  array(call, 'last', last, v, { kind: Int32Array })
  array(call, 'history', history, 4 * (s + 1), { orMore: true })
  for (let index = 0, before = -1; index < n; index++) {
    const row = rows === null ? index : (rows as Int32Array)[index]
    if (row <= before || row >= v) refuse(call, `rows has ${row} where a row above ${before} is expected`)
    before = row
    const done = (last as Int32Array)[row]
    if ((done < 0 ? ~done : done) > (gradient === null ? s : s - 1)) refuse(call, 'last says that a row is ahead of the steps')
  }
}

/** Work is sized by convolutionSize of the same shape. */
function convolutionChecks(call: string, parameters: Argument[]): void {
  const names = ['batch', 'height', 'width', 'channels', 'filterHeight', 'filterWidth', 'filters', 'strideHeight', 'strideWidth', 'padTop', 'padLeft', 'outHeight', 'outWidth']
  const [batch, height, width, channels, filterHeight, filterWidth, filters, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth] = names.map((name, index) =>
    whole(call, name, parameters[index], name.startsWith('pad') ? 0 : 1, 2 ** 24),
  )
  const inner = filterHeight * filterWidth * channels
  const places = [inner * filters, batch * outHeight * outWidth, outHeight * strideHeight + padTop + filterHeight, (outWidth * strideWidth + padLeft + filterWidth) * channels]
  if (places.some((count) => count > 2 ** 30)) refuse(call, 'filterHeight and the sizes with it are too large')
  array(call, 'x', parameters[13], batch * height * width * channels)
  array(call, 'filter', parameters[14], inner * filters)
  array(call, 'y', parameters[15], batch * outHeight * outWidth * filters)
  array(call, 'work', parameters[16], 1, { orMore: true })
}

function layerNormChecks(call: string, rows: Argument, columns: Argument, tables: Record<string, Argument>, ofColumns: Record<string, Argument>, ofRows: Record<string, Argument>): void {
  const [n, d] = [whole(call, 'rows', rows, 1), whole(call, 'columns', columns, 1)]
  for (const [group, length] of [[tables, n * d], [ofColumns, d], [ofRows, n]] as const) {
    for (const [name, value] of Object.entries(group)) array(call, name, value, length)
  }
}

function crossEntropyChecks(call: string, rows: Argument, classes: Argument, tables: Record<string, Argument>, labels: Argument, weights: Argument, ofRows: Record<string, Argument>): void {
  const [n, c] = [whole(call, 'rows', rows, 1), whole(call, 'classes', classes, 1)]
  for (const [name, value] of Object.entries(tables)) array(call, name, value, n * c)
  for (const [name, value] of Object.entries(ofRows)) array(call, name, value, n)
  array(call, 'labels', labels, n, { kind: Int32Array })
  array(call, 'weights', weights, c, optional)
  within(call, 'labels', labels, -1, c - 1)
}

function within(call: string, name: string, values: Argument, first: number, last: number): void {
  for (const value of values as Int32Array) if (value < first || value > last) refuse(call, `${name} has ${value}, which is not in ${first} to ${last}`)
}

type Named = Record<string, Argument>

/** Every array of a group has the group's length. */
function group(call: string, arrays: Named, length: number): void {
  for (const [name, value] of Object.entries(arrays)) array(call, name, value, length)
}

/** Work is sized by crfSize of the same shape. */
function crfChecks(call: string, batch: Argument, steps: Argument, tags: Argument, tables: Named, squares: Named, ofTags: Named, labels: Argument, lengths: Argument, ofBatch: Named): void {
  const [b, t, k] = [whole(call, 'batch', batch, 1), whole(call, 'steps', steps, 1), whole(call, 'tags', tags, 1, 2 ** 14)]
  group(call, tables, b * t * k)
  group(call, squares, k * k)
  group(call, ofTags, k)
  group(call, ofBatch, b)
  array(call, 'labels', labels, b * t, { kind: Int32Array })
  array(call, 'lengths', lengths, b, { kind: Int32Array })
  within(call, 'lengths', lengths, 1, t)
  for (let row = 0; row < b; row++) within(call, 'labels', (labels as Int32Array).subarray(row * t, row * t + (lengths as Int32Array)[row]), 0, k - 1)
}

function additiveChecks(call: string, sizes: Argument[], queries: Named, keys: Named, vectors: Named, lengths: Argument, scores: Named): void {
  const [b, u, s, a] = sizes.map((value, index) => whole(call, ['batch', 'queryCount', 'keyCount', 'width'][index], value, 1))
  group(call, queries, b * u * a)
  group(call, keys, b * s * a)
  group(call, vectors, a)
  group(call, scores, b * u * s)
  array(call, 'lengths', lengths, b, { kind: Int32Array })
  within(call, 'lengths', lengths, 1, s)
}

function embeddingChecks(call: string, [rows, columns, tokens, table, ids, y]: Argument[]): void {
  const [v, e, n] = [whole(call, 'rows', rows, 1), whole(call, 'columns', columns, 1), whole(call, 'tokens', tokens, 0)]
  array(call, 'table', table, v * e)
  array(call, 'ids', ids, n, { kind: Int32Array })
  array(call, 'y', y, n * e)
  for (const id of ids as Int32Array) if (id < 0 || id >= v) refuse(call, `ids has ${id}, which is no row`)
}
