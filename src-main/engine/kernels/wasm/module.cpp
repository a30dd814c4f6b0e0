// The WebAssembly module: the same core, called with numbers and addresses in the order of the interface `Kernels` in
// loader.ts. Shapes and lengths are checked by wasm-kernels.ts; a mistake could harm only the module's own memory.
#include "core/core.cpp"
#include "crew.hpp"

namespace seqbench {

static const KernelTable& kernels = wasm::table;
static const Team alone = {1, 0, nullptr, nullptr};

#define SEQBENCH_EXPORT(name) __attribute__((export_name(#name)))
#define SEQBENCH_SHAPE int cell, int batch, int steps, int inputs, int hidden, int reverse, int truncation
#define SEQBENCH_GIVEN Recurrent{cell, batch, steps, inputs, hidden, reverse, truncation}

/// No more workers than sequences: a sequence is never divided.
static int workersFor(const Recurrent& shape) { return shape.batch < crew.size ? shape.batch : crew.size; }

extern "C" {

/// Never returns: the life of a thread that helps.
SEQBENCH_EXPORT(serve) void serveCrew(int worker) { serve(worker); }
/// Where the number of threads that have come to serve is kept.
SEQBENCH_EXPORT(readyPlace) const unsigned* readyPlace() { return &crew.ready; }
SEQBENCH_EXPORT(setCrew) void setCrew(int size) { crew.size = size; }

SEQBENCH_EXPORT(recurrentSizes) void recurrentSizes(SEQBENCH_SHAPE, int rows, float* sizes) {
  const Recurrent shape = SEQBENCH_GIVEN;
  // Rounded up to what a float holds.
  sizes[0] = (float)kernels.reserveFloats(shape, rows) * 1.000001f + 16;
  sizes[1] = (float)kernels.forwardFloats(shape, rows, workersFor(shape)) * 1.000001f + 16;
  sizes[2] = (float)kernels.backwardFloats(shape, rows, workersFor(shape)) * 1.000001f + 16;
}

SEQBENCH_EXPORT(recurrentForward)
void recurrentForward(SEQBENCH_SHAPE, const float* x, const float* wx, const float* wh, const float* bias, const int32_t* lengths, const float* initialHidden,
                      const float* initialCell, float* hiddenStates, float* finalHidden, float* finalCell, float* reserve, float* work) {
  const Recurrent shape = SEQBENCH_GIVEN;
  const ForwardArrays arrays = {x, wx, wh, bias, lengths, initialHidden, initialCell, hiddenStates, finalHidden, finalCell, reserve, work};
  onCrew(workersFor(shape), [&](const Team& team) { kernels.forward(shape, arrays, team); });
}

SEQBENCH_EXPORT(recurrentBackward)
void recurrentBackward(SEQBENCH_SHAPE, const float* wx, const float* wh, const int32_t* lengths, const float* dHidden, const float* dFinalHidden, const float* dFinalCell,
                       float* dx, float* dwx, float* dwh, float* dbias, float* dInitialHidden, float* dInitialCell, float* stepNorms, const float* reserve, float* work) {
  const Recurrent shape = SEQBENCH_GIVEN;
  const BackwardArrays arrays = {wx, wh, lengths, dHidden, dFinalHidden, dFinalCell, dx, dwx, dwh, dbias, dInitialHidden, dInitialCell, stepNorms, reserve, work};
  onCrew(workersFor(shape), [&](const Team& team) { kernels.backward(shape, arrays, team); });
}

SEQBENCH_EXPORT(recurrentGates) void recurrentGates(SEQBENCH_SHAPE, const int32_t* lengths, const float* reserve, float* gates, float* work) {
  kernels.gates(SEQBENCH_GIVEN, {lengths, reserve, gates, work}, alone);
}

SEQBENCH_EXPORT(inferenceSizes) void inferenceSizes(SEQBENCH_SHAPE, float* sizes) {
  const Recurrent shape = SEQBENCH_GIVEN;
  sizes[0] = (float)kernels.packedFloats(shape) * 1.000001f + 16;
  sizes[1] = (float)kernels.inferenceFloats(shape, workersFor(shape)) * 1.000001f + 16;
}

SEQBENCH_EXPORT(packWeights) void packWeights(SEQBENCH_SHAPE, const float* wx, const float* wh, const float* bias, float* packed) {
  kernels.packWeights(SEQBENCH_GIVEN, wx, wh, bias, packed, alone);
}

SEQBENCH_EXPORT(recurrentInference)
void recurrentInference(SEQBENCH_SHAPE, const float* x, const float* packed, const int32_t* lengths, const float* initialHidden, const float* initialCell, float* hiddenStates,
                        float* finalHidden, float* finalCell, float* work) {
  const Recurrent shape = SEQBENCH_GIVEN;
  const InferenceArrays arrays = {x, packed, lengths, initialHidden, initialCell, hiddenStates, finalHidden, finalCell, work};
  onCrew(workersFor(shape), [&](const Team& team) { kernels.inference(shape, arrays, team); });
}

SEQBENCH_EXPORT(matMulSize) void matMulSize(int rows, int inner, int columns, float* size) { *size = (float)kernels.matMulFloats(rows, inner, columns) * 1.000001f + 16; }

SEQBENCH_EXPORT(matMul)
void matMul(int rows, int inner, int columns, int transposeA, int transposeB, const float* a, const float* b, const float* bias, float* c, float* work) {
  const MatMul call = {rows, inner, columns, a, transposeA ? 1 : inner, transposeA ? rows : 1, b, transposeB ? 1 : columns, transposeB ? inner : 1, bias, c, work};
  // Small products are not worth waking anybody.
  onCrew((double)rows * inner * columns < 65536 ? 1 : crew.size, [&](const Team& team) { kernels.matMul(call, team); });
}

SEQBENCH_EXPORT(adam)
void adam(int size, float* value, const float* gradient, float* first, float* second, float rate, float beta1, float beta2, float epsilon, float spread, float shrink) {
  kernels.adam({size, value, first, second, gradient, rate, beta1, beta2, epsilon, spread, shrink}, alone);
}

SEQBENCH_EXPORT(sgd) void sgd(int size, float* value, const float* gradient, float* momentum, float rate, float factor) {
  kernels.sgd({size, value, momentum, gradient, rate, factor}, alone);
}

#define SEQBENCH_ROWS_STEP int, int columns, int count, int steps, int limit, const int32_t* rows, const float* gradient, float* value, float* first

SEQBENCH_EXPORT(adamRows) void adamRows(SEQBENCH_ROWS_STEP, float* second, int32_t* last, const float* history, float beta1, float beta2, float epsilon) {
  kernels.adamRows({columns, count, steps, limit, rows, gradient, value, first, second, last, history, beta1, beta2, epsilon}, alone);
}

SEQBENCH_EXPORT(sgdRows) void sgdRows(SEQBENCH_ROWS_STEP, int32_t* last, const float* history, float momentum) {
  kernels.sgdRows({columns, count, steps, limit, rows, gradient, value, first, nullptr, last, history, momentum, 0, 0}, alone);
}

SEQBENCH_EXPORT(squaredNorm) void squaredNorm(int size, const float* x, float* result) { *result = (float)kernels.squaredNorm(x, size); }

SEQBENCH_EXPORT(binary) void binary(int operation, int size, int single, const float* a, const float* b, float* out) {
  kernels.binary({(Operation)operation, size, single != 0, a, b, out}, alone);
}

SEQBENCH_EXPORT(batchMatMul)
void batchMatMul(int count, int sharedA, int sharedB, int rows, int inner, int columns, int transposeA, int transposeB, const float* a, const float* b, float* c, float* work) {
  for (int i = 0; i < count; i++)
    matMul(rows, inner, columns, transposeA, transposeB, a + (sharedA ? 0 : (int64_t)i * rows * inner), b + (sharedB ? 0 : (int64_t)i * inner * columns), nullptr,
           c + (int64_t)i * rows * columns, work);
}

SEQBENCH_EXPORT(broadcast) void broadcast(int operation, int rank, const int32_t* layout, const float* a, const float* b, float* out) {
  kernels.broadcast({(Operation)operation, rank, layout, layout + rank, layout + 2 * rank, a, b, out}, alone);
}

SEQBENCH_EXPORT(stridedCopy) void stridedCopy(int rank, const int32_t* layout, int fromOffset, const float* from, int toOffset, float* to) {
  kernels.stridedCopy({rank, layout, layout + rank, layout + 2 * rank, from + fromOffset, to + toOffset}, alone);
}

SEQBENCH_EXPORT(map) void map(int function, int size, const float* x, float* out) { kernels.map({(Function)function, size, x, out}, alone); }

SEQBENCH_EXPORT(dropout) void dropout(int size, uint32_t seed, uint32_t threshold, float scale, const float* x, float* out) {
  kernels.dropout({size, seed, threshold, scale, x, out}, alone);
}

SEQBENCH_EXPORT(softmax) void softmax(int rows, int columns, const float* x, float* p) { kernels.softmax({rows, columns, x, p}, alone); }

SEQBENCH_EXPORT(sumAxis) void sumAxis(int outer, int length, int inner, float scale, const float* x, float* out) {
  kernels.sumAxis({outer, length, inner, scale, x, out}, alone);
}

SEQBENCH_EXPORT(embedding) void embedding(int rows, int columns, int tokens, float* table, const int32_t* ids, float* y) {
  kernels.embedding({rows, columns, tokens, ids, table, y}, alone);
}

SEQBENCH_EXPORT(embeddingGradient) void embeddingGradient(int rows, int columns, int tokens, float* dTable, const int32_t* ids, float* dy) {
  kernels.embeddingGradient({rows, columns, tokens, ids, dTable, dy}, alone);
}

#define SEQBENCH_CONVOLUTION                                                                                                                    \
  int batch, int height, int width, int channels, int filterHeight, int filterWidth, int filters, int strideHeight, int strideWidth, int padTop, \
      int padLeft, int outHeight, int outWidth
#define SEQBENCH_CONVOLUTION_GIVEN \
  Convolution{batch, height, width, channels, filterHeight, filterWidth, filters, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth}

SEQBENCH_EXPORT(convolutionSize) void convolutionSize(SEQBENCH_CONVOLUTION, float* size) {
  *size = (float)kernels.convolutionFloats(SEQBENCH_CONVOLUTION_GIVEN, 1) * 1.000001f + 16;
}

SEQBENCH_EXPORT(convolution) void convolution(SEQBENCH_CONVOLUTION, float* x, float* filter, float* y, float* work) {
  kernels.convolution(SEQBENCH_CONVOLUTION_GIVEN, {x, filter, y, work}, alone);
}

SEQBENCH_EXPORT(convolutionInputGradient) void convolutionInputGradient(SEQBENCH_CONVOLUTION, float* dx, float* filter, float* dy, float* work) {
  kernels.convolutionInputGradient(SEQBENCH_CONVOLUTION_GIVEN, {dx, filter, dy, work}, alone);
}

SEQBENCH_EXPORT(convolutionFilterGradient) void convolutionFilterGradient(SEQBENCH_CONVOLUTION, float* x, float* dfilter, float* dy, float* work) {
  kernels.convolutionFilterGradient(SEQBENCH_CONVOLUTION_GIVEN, {x, dfilter, dy, work}, alone);
}

SEQBENCH_EXPORT(layerNorm)
void layerNorm(int rows, int columns, float epsilon, const float* x, const float* gamma, const float* beta, float* y, float* mean, float* scale) {
  kernels.layerNorm({rows, columns, epsilon, x, gamma, beta, y, mean, scale}, alone);
}

SEQBENCH_EXPORT(layerNormGradient)
void layerNormGradient(int rows, int columns, const float* x, const float* gamma, const float* mean, const float* scale, const float* dy, float* dx, float* dgamma, float* dbeta,
                       float* work) {
  kernels.layerNormGradient({rows, columns, x, gamma, mean, scale, dy, dx, dgamma, dbeta, work}, alone);
}

#define SEQBENCH_CTC int batch, int steps, int symbols, int most, int blank

SEQBENCH_EXPORT(ctcSize) void ctcSize(SEQBENCH_CTC, float* size) {
  const Ctc call = {batch, steps, symbols, most, blank, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr};
  *size = (float)kernels.ctcFloats(call, 1) * 1.000001f + 16;
}

SEQBENCH_EXPORT(ctc)
void ctc(SEQBENCH_CTC, const float* logits, const int32_t* lengths, const int32_t* targets, const int32_t* targetLengths, float* loss, float* feasible, float* dLogits, float* work) {
  kernels.ctc({batch, steps, symbols, most, blank, logits, lengths, targets, targetLengths, loss, feasible, dLogits, work}, alone);
}

SEQBENCH_EXPORT(crossEntropy)
void crossEntropy(int rows, int classes, float smoothing, const float* logits, const int32_t* labels, const float* weights, float* loss, float* logSum) {
  kernels.crossEntropy({rows, classes, smoothing, logits, weights, labels, loss, logSum, nullptr, nullptr}, alone);
}

SEQBENCH_EXPORT(crossEntropyGradient)
void crossEntropyGradient(int rows, int classes, float smoothing, const float* logits, const int32_t* labels, const float* weights, float* logSum, const float* dLoss, float* dLogits) {
  kernels.crossEntropyGradient({rows, classes, smoothing, logits, weights, labels, nullptr, logSum, dLoss, dLogits}, alone);
}

SEQBENCH_EXPORT(crfSize) void crfSize(int batch, int steps, int tags, float* size) {
  Crf call = {};
  call.batch = batch, call.steps = steps, call.tags = tags;
  *size = (float)kernels.crfFloats(call, 1) * 1.000001f + 16;
}

SEQBENCH_EXPORT(crf)
void crf(int batch, int steps, int tags, const float* emissions, const float* transitions, const float* start, const float* end, const int32_t* labels, const int32_t* lengths, float* loss, float* work) {
  kernels.crf({batch, steps, tags, emissions, transitions, start, end, labels, lengths, loss, nullptr, nullptr, nullptr, nullptr, nullptr, work}, alone);
}

SEQBENCH_EXPORT(crfGradient)
void crfGradient(int batch, int steps, int tags, const float* emissions, const float* transitions, const float* start, const float* end, const int32_t* labels, const int32_t* lengths, const float* dLoss,
                 float* dEmissions, float* dTransitions, float* dStart, float* dEnd, float* work) {
  kernels.crfGradient({batch, steps, tags, emissions, transitions, start, end, labels, lengths, nullptr, dLoss, dEmissions, dTransitions, dStart, dEnd, work}, alone);
}

SEQBENCH_EXPORT(additiveScores)
void additiveScores(int batch, int queryCount, int keyCount, int width, const float* queries, const float* keys, const float* vector, const int32_t* lengths, float* scores) {
  kernels.additiveScores({batch, queryCount, keyCount, width, queries, keys, vector, lengths, scores, nullptr, nullptr, nullptr, nullptr, nullptr}, alone);
}

SEQBENCH_EXPORT(additiveScoresGradient)
void additiveScoresGradient(int batch, int queryCount, int keyCount, int width, const float* queries, const float* keys, const float* vector, const int32_t* lengths, const float* dScores, float* dQueries,
                            float* dKeys, float* dVector, float* work) {
  kernels.additiveScoresGradient({batch, queryCount, keyCount, width, queries, keys, vector, lengths, nullptr, dScores, dQueries, dKeys, dVector, work}, alone);
}

SEQBENCH_EXPORT(peak) void peak(double rounds, float* sinks) {
  sinks[0] = 0.999f, sinks[1] = 0.001f, sinks[2] = 0;
  sinks[0] = (float)kernels.peak((int64_t)rounds, sinks);
}

}  // extern "C"
}  // namespace seqbench
