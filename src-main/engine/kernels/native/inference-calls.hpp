// Calls of recurrent layers without a gradient: whole sequences, or one step at a time with the state carried in place.
#pragma once
#include "recurrent-calls.hpp"

namespace seqbench {

/// inferenceSizes(...shape, sizes: Float32Array[2]): floats of the packed weights and of the work
static void inferenceSizes(Arguments& in) {
  const Recurrent shape = readShape(in);
  float* sizes = in.floats("sizes", 2);
  sizes[0] = std::nextafterf((float)engine().table->packedFloats(shape), INFINITY);
  sizes[1] = std::nextafterf((float)engine().table->inferenceFloats(shape, workersFor(shape)), INFINITY);
}

/// packWeights(...shape, wx, wh, bias, packed); what is packed serves the instruction set it was packed with.
static void packWeights(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  const float* wx = in.floats("wx", n.inputs * n.columns);
  const float* wh = in.floats("wh", n.hidden * n.columns);
  const float* bias = in.floats("bias", 2 * n.columns);
  float* packed = in.floats("packed", (double)engine().table->packedFloats(shape), true);
  engine().table->packWeights(shape, wx, wh, bias, packed, Team{1, 0, nullptr, nullptr});
}

/// recurrentInference(...shape, x, packed, lengths | null, initialHidden | null, initialCell | null, hidden | null, finalHidden,
/// finalCell | null, work); the final states may be the initial ones, which are then carried on in place.
static void recurrentInference(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  InferenceArrays a;
  a.x = in.floats("x", n.batch * n.steps * n.inputs);
  a.packed = in.floats("packed", (double)engine().table->packedFloats(shape), true);
  a.lengths = in.optionalIntegers("lengths", n.batch);
  a.initialHidden = in.optionalFloats("initialHidden", n.batch * n.hidden);
  a.initialCell = in.optionalFloats("initialCell", n.batch * n.hidden);
  a.hidden = in.optionalFloats("hidden", n.batch * n.steps * n.hidden);
  a.finalHidden = in.floats("finalHidden", n.batch * n.hidden);
  a.finalCell = in.optionalFloats("finalCell", n.batch * n.hidden);
  if (shape.cell == lstm && !a.finalCell) in.refuse("finalCell", "is missing");
  checkLengths(in, shape, a.lengths);
  const int workers = workersFor(shape);
  a.work = in.floats("work", (double)engine().table->inferenceFloats(shape, workers), true);
  engine().pool.run(workers, [&](const Team& team) { engine().table->inference(shape, a, team); });
}

constexpr Entry inferenceEntries[] = {
  {"inferenceSizes", call<inferenceSizes>}, {"packWeights", call<packWeights>}, {"recurrentInference", call<recurrentInference>},
};

}  // namespace seqbench
