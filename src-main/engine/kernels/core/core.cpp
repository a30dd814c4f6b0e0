// One instruction set's build of the core: the table of its kernels. Compiled several times, see scripts/build-kernels.mjs.
#include "attention.hpp"
#include "backward.hpp"
#include "convolution.hpp"
#include "crf.hpp"
#include "cross-entropy.hpp"
#include "ctc.hpp"
#include "forward.hpp"
#include "gates.hpp"
#include "layer-norm.hpp"
#include "maps.hpp"
#include "matmul.hpp"
#include "pointwise.hpp"
#include "rows.hpp"
#include "strided.hpp"
#include "table.hpp"

namespace seqbench::SEQBENCH_SET {

/// Calls use.template operator()<Cell>() with the cell's type.
template <class Use>
auto withCell(const Recurrent& shape, Use&& use) {
  switch (shape.cell) {
    case rnnTanh: return use.template operator()<Rnn<false>>();
    case rnnRelu: return use.template operator()<Rnn<true>>();
    case lstm: return use.template operator()<Lstm>();
    case gru: return use.template operator()<Gru>();
    default: return use.template operator()<GruResetFirst>();
  }
}

static int64_t reserveFloats(const Recurrent& shape, int64_t rows) {
  return withCell(shape, [&]<class Cell>() {
    Counter counter;
    Reserve<Cell>(shape, rows, counter);
    return counter.floats;
  });
}
static int64_t forwardFloats(const Recurrent& shape, int64_t, int workers) {
  return withCell(shape, [&]<class Cell>() { return Forward<Cell>::workFloats(shape, workers); });
}
static int64_t backwardFloats(const Recurrent& shape, int64_t, int workers) {
  return withCell(shape, [&]<class Cell>() { return Backward<Cell>::workFloats(shape, workers); });
}
static void forward(const Recurrent& shape, const ForwardArrays& arrays, const Team& team) {
  withCell(shape, [&]<class Cell>() { Forward<Cell>::train(shape, arrays, team); });
}
static void backward(const Recurrent& shape, const BackwardArrays& arrays, const Team& team) {
  withCell(shape, [&]<class Cell>() { Backward<Cell>(shape, arrays, team.size, Memory(arrays.work)).run(team); });
}

static void gates(const Recurrent& shape, const GatesArrays& arrays, const Team&) {
  withCell(shape, [&]<class Cell>() { readGates<Cell>(shape, arrays); });
}

static int64_t packedFloats(const Recurrent& shape) {
  return withCell(shape, [&]<class Cell>() {
    Counter counter;
    ForwardWeights<Cell>(shape, counter);
    return counter.floats;
  });
}
static void packWeights(const Recurrent& shape, const float* wx, const float* wh, const float* bias, float* packed, const Team& team) {
  withCell(shape, [&]<class Cell>() { ForwardWeights<Cell>(shape, Memory(packed)).pack(shape, wx, wh, bias, team); });
}
static int64_t inferenceFloats(const Recurrent& shape, int workers) {
  return withCell(shape, [&]<class Cell>() { return Forward<Cell>::inferenceFloats(shape, workers); });
}
static void inference(const Recurrent& shape, const InferenceArrays& arrays, const Team& team) {
  withCell(shape, [&]<class Cell>() { Forward<Cell>::infer(shape, arrays, team); });
}

extern const KernelTable table;
const KernelTable table = {
  SEQBENCH_NAME, width, panel, reserveFloats, forwardFloats, backwardFloats, forward, backward, gates,
  packedFloats, packWeights, inferenceFloats, inference,
  matMulWork, matMul, adam, sgd, adamRows, sgdRows, squaredNorm, binary, broadcast, stridedCopy, map, dropout, softmax, sumAxis, embedding, embeddingGradient,
  convolutionFloats, convolution, convolutionInputGradient, convolutionFilterGradient, layerNorm, layerNormGradient,
  ctcFloats, ctc, crossEntropy, crossEntropyGradient, crfFloats, crf, crfGradient, additiveScores, additiveScoresGradient, peak,
};

}  // namespace seqbench::SEQBENCH_SET
