// Calls of the recurrent kernels; arrays in the layouts of ops/recurrent.ts.
#pragma once
#include "engine.hpp"

namespace seqbench {

static Recurrent readShape(Arguments& in) {
  Recurrent shape;
  shape.cell = (int32_t)in.integer("cell", 0, gruResetFirst);
  shape.batch = (int32_t)in.integer("batch", 1, most);
  shape.steps = (int32_t)in.integer("steps", 1, most);
  shape.inputs = (int32_t)in.integer("inputs", 1, 1 << 20);
  shape.hidden = (int32_t)in.integer("hidden", 1, 1 << 16);
  shape.reverse = in.boolean("reverse");
  shape.truncation = (int32_t)in.integer("truncation", 0, most);
  // Rows are counted in 32 bits.
  if ((double)shape.batch * shape.steps > most) in.refuse("batch", "times steps is too large");
  return shape;
}

static double gatesOf(const Recurrent& shape) { return shape.cell == lstm ? 4 : shape.cell >= gru ? 3 : 1; }

static int64_t checkLengths(Arguments& in, const Recurrent& shape, const int32_t* lengths) {
  if (!lengths) return (int64_t)shape.batch * shape.steps;
  int64_t rows = 0;
  for (int b = 0; b < shape.batch; b++) {
    if (lengths[b] < 1 || lengths[b] > shape.steps) in.refuse("lengths", "has a value that is not in 1 to the number of steps: " + std::to_string(lengths[b]));
    rows += lengths[b];
  }
  return rows;
}

/// No more workers than sequences: a sequence is never divided.
static int workersFor(const Recurrent& shape) { return shape.batch < engine().pool.size() ? shape.batch : engine().pool.size(); }

struct Sizes {
  double batch, steps, inputs, hidden, columns;
  explicit Sizes(const Recurrent& shape)
      : batch(shape.batch), steps(shape.steps), inputs(shape.inputs), hidden(shape.hidden), columns(gatesOf(shape) * shape.hidden) {}
};

/// recurrentSizes(cell, batch, steps, inputs, hidden, reverse, truncation, rows, sizes: Float64Array-like Float32Array[3])
static void recurrentSizes(Arguments& in) {
  const Recurrent shape = readShape(in);
  const int64_t rows = in.integer("rows", 1, (double)shape.batch * shape.steps);
  float* sizes = in.floats("sizes", 3);
  const KernelTable& table = *engine().table;
  const double found[] = {(double)table.reserveFloats(shape, rows), (double)table.forwardFloats(shape, rows, workersFor(shape)), (double)table.backwardFloats(shape, rows, workersFor(shape))};
  // A Float32Array rounds: up to the next float, so that what is allocated is enough.
  for (int i = 0; i < 3; i++) {
    sizes[i] = (float)found[i];
    if (sizes[i] < found[i]) sizes[i] = std::nextafterf(sizes[i], INFINITY);
  }
}

static void recurrentForward(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  ForwardArrays a;
  a.x = in.floats("x", n.batch * n.steps * n.inputs);
  a.wx = in.floats("wx", n.inputs * n.columns);
  a.wh = in.floats("wh", n.hidden * n.columns);
  a.bias = in.floats("bias", 2 * n.columns);
  a.lengths = in.optionalIntegers("lengths", n.batch);
  a.initialHidden = in.optionalFloats("initialHidden", n.batch * n.hidden);
  a.initialCell = in.optionalFloats("initialCell", n.batch * n.hidden);
  a.hidden = in.floats("hidden", n.batch * n.steps * n.hidden);
  a.finalHidden = in.floats("finalHidden", n.batch * n.hidden);
  a.finalCell = in.optionalFloats("finalCell", n.batch * n.hidden);
  if (shape.cell == lstm && !a.finalCell) in.refuse("finalCell", "is missing");
  const int64_t rows = checkLengths(in, shape, a.lengths);
  const int workers = workersFor(shape);
  a.reserve = in.floats("reserve", engine().table->reserveFloats(shape, rows), true);
  a.work = in.floats("work", engine().table->forwardFloats(shape, rows, workers), true);
  engine().pool.run(workers, [&](const Team& team) { engine().table->forward(shape, a, team); });
}

static void recurrentBackward(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  BackwardArrays a;
  a.wx = in.floats("wx", n.inputs * n.columns);
  a.wh = in.floats("wh", n.hidden * n.columns);
  a.lengths = in.optionalIntegers("lengths", n.batch);
  a.dHidden = in.floats("dHidden", n.batch * n.steps * n.hidden);
  a.dFinalHidden = in.optionalFloats("dFinalHidden", n.batch * n.hidden);
  a.dFinalCell = in.optionalFloats("dFinalCell", n.batch * n.hidden);
  a.dx = in.floats("dx", n.batch * n.steps * n.inputs);
  a.dwx = in.floats("dwx", n.inputs * n.columns);
  a.dwh = in.floats("dwh", n.hidden * n.columns);
  a.dbias = in.floats("dbias", 2 * n.columns);
  a.dInitialHidden = in.floats("dInitialHidden", n.batch * n.hidden);
  a.dInitialCell = in.optionalFloats("dInitialCell", n.batch * n.hidden);
  a.stepNorms = in.floats("stepNorms", n.batch * n.steps);
  const int64_t rows = checkLengths(in, shape, a.lengths);
  const int workers = workersFor(shape);
  a.reserve = in.floats("reserve", engine().table->reserveFloats(shape, rows), true);
  a.work = in.floats("work", engine().table->backwardFloats(shape, rows, workers), true);
  engine().pool.run(workers, [&](const Team& team) { engine().table->backward(shape, a, team); });
}

static void recurrentGates(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  GatesArrays a;
  a.lengths = in.optionalIntegers("lengths", n.batch);
  const int64_t rows = checkLengths(in, shape, a.lengths);
  a.reserve = in.floats("reserve", engine().table->reserveFloats(shape, rows), true);
  a.gates = in.floats("gates", n.batch * n.steps * n.columns);
  a.work = in.floats("work", engine().table->forwardFloats(shape, rows, 1), true);
  engine().table->gates(shape, a, Team{1, 0, nullptr, nullptr});
}

constexpr Entry recurrentEntries[] = {
  {"recurrentSizes", call<recurrentSizes>},
  {"recurrentForward", call<recurrentForward>},
  {"recurrentBackward", call<recurrentBackward>},
  {"recurrentGates", call<recurrentGates>},
};

}  // namespace seqbench
