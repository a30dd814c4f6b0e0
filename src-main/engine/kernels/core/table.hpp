// What each instruction set's build of the core offers, and the plain structs it is called with. Included by every side.
#pragma once
#include <stddef.h>
#include <stdint.h>

namespace seqbench {

enum Cell : int32_t { rnnTanh, rnnRelu, lstm, gru, gruResetFirst };

/// One recurrent layer, one direction.
struct Recurrent {
  int32_t cell, batch, steps, inputs, hidden, reverse, truncation;
};

/// What a worker knows of its team. Every worker of a team calls `barrier` equally often.
struct Team {
  int size;
  int worker;
  void (*wait)(void* state, int worker);
  void* state;
  void barrier() const {
    if (size > 1) wait(state, worker);
  }
};

/// Arrays in the layouts of ops/recurrent.ts; optional ones may be null. `reserve` and `work` are sized by the functions below.
struct ForwardArrays {
  const float *x, *wx, *wh, *bias;
  const int32_t* lengths;
  const float *initialHidden, *initialCell;
  float *hidden, *finalHidden, *finalCell;
  float *reserve, *work;
};

struct BackwardArrays {
  const float *wx, *wh;
  const int32_t* lengths;
  const float *dHidden, *dFinalHidden, *dFinalCell;
  float *dx, *dwx, *dwh, *dbias, *dInitialHidden, *dInitialCell, *stepNorms;
  const float* reserve;
  float* work;
};

/// Forward without a gradient to come, over weights packed before. hidden may be null; final states may lie where the initial ones do.
struct InferenceArrays {
  const float *x, *packed;
  const int32_t* lengths;
  const float *initialHidden, *initialCell;
  float *hidden, *finalHidden, *finalCell;
  float* work;
};

struct GatesArrays {
  const int32_t* lengths;
  const float* reserve;
  float* gates;
  float* work;
};

/// op(A) [rows, inner] op(B) [inner, columns] -> [rows, columns]; element (r, k) of op(A) is a[r * aRow + k * aInner], and so on.
struct MatMul {
  int32_t rows, inner, columns;
  const float* a;
  ptrdiff_t aRow, aInner;
  const float* b;
  ptrdiff_t bInner, bColumn;
  /// Added to each row of the result; may be null.
  const float* bias;
  float* c;
  float* work;
};

/// One update of `size` weights; rate and spread hold Adam's bias corrections, shrink is 1 - learning rate * decay.
struct AdamStep {
  int64_t size;
  float *weights, *first, *second;
  const float* gradient;
  float rate, beta1, beta2, epsilon, spread, shrink;
};

struct SgdStep {
  int64_t size;
  float *weights, *velocity;
  const float* gradient;
  float rate, momentum;
};

/// An update of `count` rows of tables [.., columns] (rows null: of all), see rows.hpp. gradient [count, columns] may be null: then the
/// rows are only brought up to date. beta1 is SGD's momentum, which has no second moment.
struct RowsStep {
  int32_t columns, count, steps, limit;
  const int32_t* rows;
  const float* gradient;
  float *weights, *first, *second;
  int32_t* last;
  const float* history;
  float beta1, beta2, epsilon;
};

enum Operation : int32_t { addition, subtraction, multiplication, division };

struct BinaryCall {
  Operation operation;
  int64_t size;
  bool single;
  const float *a, *b;
  float* out;
};

enum Function : int32_t { negative, square, positivePart, isPositive, exponentialOf, sigmoidOf, hyperbolicTangentOf };

struct MapCall {
  Function function;
  int64_t size;
  const float* x;
  float* out;
};

struct DropoutCall {
  int64_t size;
  uint32_t seed, threshold;
  float scale;
  const float* x;
  float* out;
};

struct SoftmaxCall {
  int32_t rows, columns;
  const float* x;
  float* p;
};

struct SumCall {
  int32_t outer;
  int64_t length;
  int32_t inner;
  float scale;
  const float* x;
  float* out;
};

constexpr int maximumRank = 6;

/// Strides in floats, [rank] each.
struct StridedCopy {
  int32_t rank;
  const int32_t *shape, *fromStrides, *toStrides;
  const float* from;
  float* to;
};

struct BroadcastCall {
  Operation operation;
  int32_t rank;
  const int32_t *shape, *aStrides, *bStrides;
  const float *a, *b;
  float* out;
};

/// Lookup reads the table and writes the tokens' floats; its gradient the other way round.
struct EmbeddingCall {
  int32_t rows, columns, tokens;
  const int32_t* ids;
  float *table, *tokensFloats;
};

/// y [batch, outHeight, outWidth, filters] from x [batch, height, width, channels] and filter [filterHeight, filterWidth, channels, filters].
struct Convolution {
  int32_t batch, height, width, channels, filterHeight, filterWidth, filters, strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth;
};

/// One of the three is written: y, or where it is a gradient, x or filter.
struct ConvolutionArrays {
  float *x, *filter, *y;
  float* work;
};

struct LayerNorm {
  int32_t rows, columns;
  float epsilon;
  const float *x, *gamma, *beta;
  float *y, *mean, *scale;
};

/// Rows whose gradients are summed before they are added to those of others.
constexpr int layerNormBlock = 64;

/// work: 2 columns floats for each block of rows.
struct LayerNormGradient {
  int32_t rows, columns;
  const float *x, *gamma, *mean, *scale, *dy;
  float *dx, *dgamma, *dbeta, *work;
};

/// B examples of T steps and K symbols, targets [batch, most]; dLogits is null where no gradient is asked for. Layouts: ops/ctc.ts.
struct Ctc {
  int32_t batch, steps, symbols, most, blank;
  const float* logits;
  const int32_t *lengths, *targets, *targetLengths;
  float *loss, *feasible, *dLogits;
  float* work;
};

/// Forward writes loss and logSum; the gradient reads logSum and dLoss and writes dLogits. weights may be null.
struct CrossEntropy {
  int32_t rows, classes;
  float smoothing;
  const float *logits, *weights;
  const int32_t* labels;
  float *loss, *logSum;
  const float* dLoss;
  float* dLogits;
};

/// B sequences of T steps and K tags; the gradient reads dLoss and writes dEmissions, dTransitions, dStart, dEnd. Layouts: ops/crf.ts.
struct Crf {
  int32_t batch, steps, tags;
  const float *emissions, *transitions, *start, *end;
  const int32_t *labels, *lengths;
  float* loss;
  const float* dLoss;
  float *dEmissions, *dTransitions, *dStart, *dEnd;
  float* work;
};

/// Forward writes scores; the gradient reads dScores and writes dQueries, dKeys, dVector, with work [batch, width]. Layouts: ops/attention.ts.
struct AdditiveScores {
  int32_t batch, queryCount, keyCount, width;
  const float *queries, *keys, *vector;
  const int32_t* lengths;
  float* scores;
  const float* dScores;
  float *dQueries, *dKeys, *dVector, *work;
};

struct KernelTable {
  const char* name;
  int width;
  int panel;
  /// Floats of `reserve` for `rows` = sum of lengths, and of `work`.
  int64_t (*reserveFloats)(const Recurrent&, int64_t rows);
  int64_t (*forwardFloats)(const Recurrent&, int64_t rows, int workers);
  int64_t (*backwardFloats)(const Recurrent&, int64_t rows, int workers);
  /// Called by every worker of a team with the same arguments.
  void (*forward)(const Recurrent&, const ForwardArrays&, const Team&);
  void (*backward)(const Recurrent&, const BackwardArrays&, const Team&);
  void (*gates)(const Recurrent&, const GatesArrays&, const Team&);
  /// Packed weights serve every batch and number of steps, as long as they stay where they were packed, in this instruction set.
  int64_t (*packedFloats)(const Recurrent&);
  void (*packWeights)(const Recurrent&, const float* wx, const float* wh, const float* bias, float* packed, const Team&);
  int64_t (*inferenceFloats)(const Recurrent&, int workers);
  void (*inference)(const Recurrent&, const InferenceArrays&, const Team&);
  int64_t (*matMulFloats)(int rows, int inner, int columns);
  void (*matMul)(const MatMul&, const Team&);
  void (*adam)(const AdamStep&, const Team&);
  void (*sgd)(const SgdStep&, const Team&);
  void (*adamRows)(const RowsStep&, const Team&);
  void (*sgdRows)(const RowsStep&, const Team&);
  double (*squaredNorm)(const float*, int64_t size);
  void (*binary)(const BinaryCall&, const Team&);
  void (*broadcast)(const BroadcastCall&, const Team&);
  void (*stridedCopy)(const StridedCopy&, const Team&);
  void (*map)(const MapCall&, const Team&);
  void (*dropout)(const DropoutCall&, const Team&);
  void (*softmax)(const SoftmaxCall&, const Team&);
  void (*sumAxis)(const SumCall&, const Team&);
  void (*embedding)(const EmbeddingCall&, const Team&);
  void (*embeddingGradient)(const EmbeddingCall&, const Team&);
  int64_t (*convolutionFloats)(const Convolution&, int workers);
  void (*convolution)(const Convolution&, const ConvolutionArrays&, const Team&);
  void (*convolutionInputGradient)(const Convolution&, const ConvolutionArrays&, const Team&);
  void (*convolutionFilterGradient)(const Convolution&, const ConvolutionArrays&, const Team&);
  void (*layerNorm)(const LayerNorm&, const Team&);
  void (*layerNormGradient)(const LayerNormGradient&, const Team&);
  int64_t (*ctcFloats)(const Ctc&, int workers);
  void (*ctc)(const Ctc&, const Team&);
  void (*crossEntropy)(const CrossEntropy&, const Team&);
  void (*crossEntropyGradient)(const CrossEntropy&, const Team&);
  int64_t (*crfFloats)(const Crf&, int workers);
  void (*crf)(const Crf&, const Team&);
  void (*crfGradient)(const Crf&, const Team&);
  void (*additiveScores)(const AdditiveScores&, const Team&);
  void (*additiveScoresGradient)(const AdditiveScores&, const Team&);
  /// Multiply-adds of registers, `rounds` of them; returns operations done. sink: factor, term, result.
  double (*peak)(int64_t rounds, float* sink);
};

}  // namespace seqbench
