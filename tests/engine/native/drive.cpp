// Every kernel on random odd shapes, for the sanitizers (scripts/sanitize-kernels.mjs): each array is exactly as long as it must
// be and filled with NaN where a kernel writes. Instruction sets must agree, one thread and two give the same bits, no NaN stays.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <random>
#include <vector>

#include "native/pool.hpp"
#include "native/sets.hpp"

using namespace seqbench;
using Floats = std::vector<float>;
using Integers = std::vector<int32_t>;

static std::mt19937 generator(20261123);

static int integer(int low, int high) { return low + (int)(generator() % (unsigned)(high - low + 1)); }
/// Often just filling, over- or underfilling a vector, panel or tile.
static int size(int high) {
  static const int edges[] = {1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 32, 33};
  const int edge = edges[generator() % 12];
  return integer(0, 1) && edge <= high ? edge : integer(1, high);
}
static Floats random(size_t count, float scale = 1) {
  Floats values(count);
  for (float& value : values) value = ((float)(generator() % 20001) / 10000 - 1) * scale;
  return values;
}
static Floats unset(size_t count) { return Floats(count, NAN); }

/// What a case gives back; all of it must be finite.
using Outputs = std::vector<Floats>;
struct Case {
  const char* name;
  /// The factor on the tolerance: how much a float's error may grow in it.
  float growth;
  std::function<Outputs(const KernelTable&, Pool&)> run;
};

static Case recurrent() {
  Recurrent shape = {integer(0, 4), size(12), size(20), size(40), size(40), integer(0, 1), integer(0, 2) ? 0 : integer(1, 6)};
  const bool isLstm = shape.cell == lstm, uneven = integer(0, 1), initial = integer(0, 1), finals = integer(0, 1);
  const size_t columns = (isLstm ? 4 : shape.cell >= gru ? 3 : 1) * (size_t)shape.hidden, states = (size_t)shape.batch * shape.hidden;
  const size_t places = (size_t)shape.batch * shape.steps;
  Integers lengths(uneven ? shape.batch : 0);
  int64_t rows = uneven ? 0 : (int64_t)places;
  for (int32_t& length : lengths) rows += length = integer(1, shape.steps);
  const float scale = 1 / std::sqrt((float)shape.hidden);
  const Floats x = random(places * shape.inputs), wx = random(shape.inputs * columns, scale), wh = random(shape.hidden * columns, scale), bias = random(2 * columns);
  const Floats h0 = random(states), c0 = random(states), dHidden = random(places * shape.hidden), dFinal = random(states), dCell = random(states);
  return {"recurrent", 20, [=](const KernelTable& table, Pool& pool) {
    const int workers = shape.batch < pool.size() ? shape.batch : pool.size();
    Floats hidden = unset(places * shape.hidden), finalHidden = unset(states), finalCell = unset(isLstm ? states : 0), gates = unset(places * columns);
    Floats reserve = unset(table.reserveFloats(shape, rows)), work = unset(table.forwardFloats(shape, rows, workers));
    const int32_t* given = uneven ? lengths.data() : nullptr;
    const ForwardArrays forward = {x.data(), wx.data(), wh.data(), bias.data(), given, initial ? h0.data() : nullptr, initial && isLstm ? c0.data() : nullptr,
                                   hidden.data(), finalHidden.data(), isLstm ? finalCell.data() : nullptr, reserve.data(), work.data()};
    pool.run(workers, [&](const Team& team) { table.forward(shape, forward, team); });
    table.gates(shape, {given, reserve.data(), gates.data(), work.data()}, Team{1, 0, nullptr, nullptr});
    // Without a reserve: the same bits.
    Floats packed = unset(table.packedFloats(shape)), inferenceWork = unset(table.inferenceFloats(shape, workers)), inferred = unset(places * shape.hidden), h = initial ? h0 : Floats(states), c = initial && isLstm ? c0 : Floats(isLstm ? states : 0);
    pool.run(pool.size(), [&](const Team& team) { table.packWeights(shape, wx.data(), wh.data(), bias.data(), packed.data(), team); });
    const InferenceArrays inference = {x.data(), packed.data(), given, h.data(), isLstm ? c.data() : nullptr, inferred.data(), h.data(), isLstm ? c.data() : nullptr, inferenceWork.data()};
    pool.run(workers, [&](const Team& team) { table.inference(shape, inference, team); });
    if (inferred != hidden || h != finalHidden || c != finalCell) {
      std::printf("inference differs from the training pass\n");
      std::exit(1);
    }
    Floats dx = unset(x.size()), dwx = unset(wx.size()), dwh = unset(wh.size()), dbias = unset(bias.size()), dh0 = unset(states), dc0 = unset(isLstm ? states : 0), norms = unset(places);
    Floats backwardWork = unset(table.backwardFloats(shape, rows, workers));
    const BackwardArrays backward = {wx.data(), wh.data(), given, dHidden.data(), finals ? dFinal.data() : nullptr, finals && isLstm ? dCell.data() : nullptr, dx.data(), dwx.data(),
                                     dwh.data(), dbias.data(), dh0.data(), isLstm ? dc0.data() : nullptr, norms.data(), reserve.data(), backwardWork.data()};
    pool.run(workers, [&](const Team& team) { table.backward(shape, backward, team); });
    return Outputs{hidden, finalHidden, finalCell, gates, dx, dwx, dwh, dbias, dh0, dc0, norms};
  }};
}

static Case product() {
  const int rows = size(70), inner = size(300), columns = size(70);
  const bool transposeA = integer(0, 1), transposeB = integer(0, 1), biased = integer(0, 1);
  const Floats a = random((size_t)rows * inner), b = random((size_t)inner * columns), bias = random(columns);
  return {"matMul", 10, [=](const KernelTable& table, Pool& pool) {
    Floats c = unset((size_t)rows * columns), work = unset(table.matMulFloats(rows, inner, columns));
    const MatMul call = {rows, inner, columns, a.data(), transposeA ? 1 : inner, transposeA ? rows : 1, b.data(), transposeB ? 1 : columns, transposeB ? inner : 1, biased ? bias.data() : nullptr, c.data(), work.data()};
    pool.run(pool.size(), [&](const Team& team) { table.matMul(call, team); });
    return Outputs{c};
  }};
}

static Case convolution() {
  const int outHeight = size(9), outWidth = size(40), strideHeight = integer(1, 3), strideWidth = integer(1, 3), filterHeight = integer(1, 4), filterWidth = integer(1, 5);
  const int padTop = integer(0, filterHeight - 1), padLeft = integer(0, filterWidth - 1);
  // The image may end before the last patch does, or go on behind it.
  const int height = (outHeight - 1) * strideHeight + integer(1, filterHeight + 2), width = (outWidth - 1) * strideWidth + integer(1, filterWidth + 2);
  const Convolution shape = {integer(1, 4), height, width, size(20), filterHeight, filterWidth, size(40), strideHeight, strideWidth, padTop, padLeft, outHeight, outWidth};
  const Floats x = random((size_t)shape.batch * height * width * shape.channels), filter = random((size_t)filterHeight * filterWidth * shape.channels * shape.filters);
  const Floats dy = random((size_t)shape.batch * outHeight * outWidth * shape.filters);
  return {"convolution", 20, [=](const KernelTable& table, Pool& pool) {
    const auto call = [&](auto function, Floats x, Floats filter, Floats y) {
      Floats work = unset(table.convolutionFloats(shape, pool.size()));
      const ConvolutionArrays arrays = {x.data(), filter.data(), y.data(), work.data()};
      pool.run(pool.size(), [&](const Team& team) { function(shape, arrays, team); });
      return Outputs{x, filter, y};
    };
    return Outputs{call(table.convolution, x, filter, unset(dy.size()))[2], call(table.convolutionInputGradient, unset(x.size()), filter, dy)[0],
                   call(table.convolutionFilterGradient, x, unset(filter.size()), dy)[1]};
  }};
}

static Case layerNorm() {
  const int rows = integer(0, 3) ? size(40) : integer(200, 600), columns = integer(2, 70);
  const size_t floats = (size_t)rows * columns;
  const Floats x = random(floats), gamma = random(columns), beta = random(columns), dy = random(floats);
  return {"layerNorm", 50, [=](const KernelTable& table, Pool& pool) {
    Floats y = unset(floats), mean = unset(rows), scale = unset(rows), dx = unset(floats), dgamma = unset(columns), dbeta = unset(columns);
    Floats work = unset((size_t)2 * columns * ((rows + layerNormBlock - 1) / layerNormBlock));
    pool.run(pool.size(), [&](const Team& team) { table.layerNorm({rows, columns, 1e-3f, x.data(), gamma.data(), beta.data(), y.data(), mean.data(), scale.data()}, team); });
    pool.run(pool.size(), [&](const Team& team) {
      table.layerNormGradient({rows, columns, x.data(), gamma.data(), mean.data(), scale.data(), dy.data(), dx.data(), dgamma.data(), dbeta.data(), work.data()}, team);
    });
    return Outputs{y, mean, scale, dx, dgamma, dbeta};
  }};
}

static Case embedding() {
  const int rows = size(30), columns = size(40), tokens = integer(0, 50);
  Integers ids(tokens);
  for (int32_t& id : ids) id = integer(0, rows - 1);
  const Floats table = random((size_t)rows * columns), dy = random((size_t)tokens * columns);
  return {"embedding", 1, [=](const KernelTable& kernels, Pool& pool) {
    Floats from = table, y = unset(dy.size()), dTable = unset(table.size()), given = dy;
    pool.run(pool.size(), [&](const Team& team) { kernels.embedding({rows, columns, tokens, ids.data(), from.data(), y.data()}, team); });
    pool.run(pool.size(), [&](const Team& team) { kernels.embeddingGradient({rows, columns, tokens, ids.data(), dTable.data(), given.data()}, team); });
    return Outputs{y, dTable};
  }};
}

static Case pointwise() {
  const size_t count = integer(0, 9) ? size(200) : 0;
  Floats gradient = random(count);
  for (float& number : gradient) number = number < 0 ? number - 0.5f : number + 0.5f;
  const Floats value = random(count), first = random(count, 0.1f), one = random(1);
  Floats second = random(count);
  for (float& number : second) number = number * number + 1e-2f;
  return {"adam, sgd, norm, binary", 10, [=](const KernelTable& table, Pool& pool) {
    Floats w = value, m = first, v = second, w2 = value, velocity = first, norm = {0};
    Outputs outputs;
    pool.run(pool.size(), [&](const Team& team) { table.adam({(int64_t)count, w.data(), m.data(), v.data(), gradient.data(), 1e-3f, 0.9f, 0.999f, 1e-8f, 1.1f, 0.99f}, team); });
    pool.run(pool.size(), [&](const Team& team) { table.sgd({(int64_t)count, w2.data(), velocity.data(), gradient.data(), 1e-2f, 0.9f}, team); });
    norm[0] = (float)table.squaredNorm(gradient.data(), (int64_t)count);
    for (int operation = addition; operation <= division; operation++)
      for (const bool single : {false, true}) {
        Floats out = unset(count);
        const BinaryCall call = {(Operation)operation, (int64_t)count, single, value.data(), single ? one.data() : gradient.data(), out.data()};
        pool.run(pool.size(), [&](const Team& team) { table.binary(call, team); });
        outputs.push_back(out);
      }
    outputs.insert(outputs.end(), {w, m, v, w2, velocity, norm});
    return outputs;
  }};
}

/// Strides of an array of this shape that lies in one piece.
static Integers stridesOf(const Integers& shape) {
  Integers strides(shape.size());
  for (int axis = (int)shape.size() - 1, step = 1; axis >= 0; step *= shape[axis--]) strides[axis] = step;
  return strides;
}

static Case strided() {
  const int rank = integer(1, maximumRank);
  Integers shape(rank), order(rank), repeated(rank);
  size_t count = 1;
  for (int axis = 0; axis < rank; axis++) count *= shape[axis] = rank > 3 ? integer(1, 5) : size(20);
  // A transposition: the last axis changes places with another.
  Integers to = stridesOf(shape), from = to;
  for (int axis = 0; axis < rank; axis++) order[axis] = axis;
  std::swap(order[integer(0, rank - 1)], order[rank - 1]);
  Integers turned(rank);
  for (int axis = 0; axis < rank; axis++) turned[axis] = shape[order[axis]], repeated[axis] = integer(0, 1) ? to[axis] : 0;
  const Integers turnedStrides = stridesOf(turned);
  for (int axis = 0; axis < rank; axis++) from[order[axis]] = turnedStrides[axis];
  const Floats a = random(count), b = random(count);
  return {"strides", 1, [=](const KernelTable& table, Pool& pool) {
    Floats copied = unset(count), out = unset(count);
    pool.run(pool.size(), [&](const Team& team) { table.stridedCopy({rank, shape.data(), from.data(), to.data(), a.data(), copied.data()}, team); });
    pool.run(pool.size(), [&](const Team& team) { table.broadcast({subtraction, rank, shape.data(), to.data(), repeated.data(), a.data(), b.data(), out.data()}, team); });
    return Outputs{copied, out};
  }};
}

static Case maps() {
  const int rows = size(20), columns = size(60), outer = size(9), length = integer(0, 5) ? size(40) : integer(250, 600), inner = size(40);
  const size_t count = (size_t)rows * columns, summed = (size_t)outer * length * inner;
  const Floats x = random(count, 5), y = random(summed);
  const uint32_t seed = (uint32_t)generator();
  return {"maps, softmax, sums", 20, [=](const KernelTable& table, Pool& pool) {
    Outputs outputs(10);
    for (int function = negative; function <= hyperbolicTangentOf; function++) {
      outputs[function] = unset(count);
      pool.run(pool.size(), [&](const Team& team) { table.map({(Function)function, (int64_t)count, x.data(), outputs[function].data()}, team); });
    }
    outputs[7] = outputs[8] = unset(count), outputs[9] = unset((size_t)outer * inner);
    pool.run(pool.size(), [&](const Team& team) { table.softmax({rows, columns, x.data(), outputs[7].data()}, team); });
    pool.run(pool.size(), [&](const Team& team) { table.dropout({(int64_t)count, seed, 0x50000000u, 1.5f, x.data(), outputs[8].data()}, team); });
    pool.run(pool.size(), [&](const Team& team) { table.sumAxis({outer, length, inner, 0.5f, y.data(), outputs[9].data()}, team); });
    return outputs;
  }};
}

static Case rowUpdates() {
  const int tableRows = size(30), columns = size(40), steps = integer(1, 12), limit = integer(1, 20);
  const size_t floats = (size_t)tableRows * columns;
  Integers rows, last(tableRows);
  for (int row = 0; row < tableRows; row++) {
    if (integer(0, 1)) rows.push_back(row);
    last[row] = integer(0, steps - 1);
    if (integer(0, 1)) last[row] = ~last[row];
  }
  Floats history(4 * (size_t)(steps + 1), 1);
  for (int step = 0; step < steps; step++) history[4 * step] = 1e-2f, history[4 * step + 2] = 0.99f, history[4 * step + 7] = history[4 * step + 3] * 0.99f;
  Floats second = random(floats);
  for (float& number : second) number = number * number + 1e-2f;
  const Floats value = random(floats), first = random(floats, 0.1f), gradient = random(rows.size() * columns);
  return {"adamRows, sgdRows", 10, [=](const KernelTable& table, Pool& pool) {
    Outputs outputs;
    for (const auto function : {table.adamRows, table.sgdRows}) {
      Floats w = value, m = first, v = second;
      Integers done = last;
      RowsStep step = {columns, (int32_t)rows.size(), steps, limit, rows.data(), gradient.data(), w.data(), m.data(), v.data(), done.data(), history.data(), 0.9f, 0.999f, 1e-8f};
      pool.run(pool.size(), [&](const Team& team) { function(step, team); });
      // And all rows brought up to date.
      step.count = tableRows, step.rows = nullptr, step.gradient = nullptr;
      pool.run(pool.size(), [&](const Team& team) { function(step, team); });
      outputs.insert(outputs.end(), {w, m, v});
    }
    return outputs;
  }};
}

[[noreturn]] static void give(const char* name, int round, const char* set, const char* problem) {
  std::fprintf(stderr, "%s, case %d, %s: %s\n", name, round, set, problem);
  std::exit(1);
}

/// Every difference within `tolerance` of the largest number of its array.
static bool alike(const Outputs& a, const Outputs& b, float tolerance) {
  for (size_t i = 0; i < a.size(); i++) {
    float largest = 1e-3f;
    for (const float value : a[i]) largest = std::fmax(largest, std::fabs(value));
    for (size_t at = 0; at < a[i].size(); at++)
      if (!(std::fabs(a[i][at] - b[i][at]) <= tolerance * largest)) return false;
  }
  return true;
}

int main(int count, char** values) {
  const int rounds = count > 1 ? std::atoi(values[1]) : 40;
  int setCount;
  const InstructionSet* sets = instructionSets(setCount);
  Pool one, two;
  two.resize(2);
  Case (*const makers[])() = {recurrent, product, convolution, layerNorm, embedding, pointwise, strided, maps, rowUpdates};
  for (const auto maker : makers) {
    const char* name = "";
    for (int round = 0; round < rounds; round++) {
      const Case current = maker();
      name = current.name;
      Outputs wanted;
      for (int i = 0; i < setCount; i++) {
        if (!sets[i].runs) continue;
        const char* set = sets[i].table->name;
        const Outputs alone = current.run(*sets[i].table, one), together = current.run(*sets[i].table, two);
        for (const Floats& output : alone)
          for (const float value : output)
            if (!std::isfinite(value)) give(name, round, set, "left a number unset, or used one");
        for (size_t at = 0; at < alone.size(); at++)
          if (alone[at].size() && std::memcmp(alone[at].data(), together[at].data(), alone[at].size() * 4) != 0) give(name, round, set, "two threads gave other bits than one");
        if (wanted.empty()) wanted = alone;
        else if (!alike(wanted, alone, 2e-6f * current.growth)) give(name, round, set, "differs from the baseline");
      }
    }
    std::printf("%s: %d random shapes\n", name, rounds);
  }
  for (int i = 0; i < setCount; i++) {
    float sink[16] = {0.999f, 0.001f};
    if (sets[i].runs && !(sets[i].table->peak(1000, sink) > 0)) give("peak", 0, sets[i].table->name, "counts nothing");
  }
  return 0;
}
