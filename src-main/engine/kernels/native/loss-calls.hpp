// Calls of the losses over sequences: CTC and cross-entropy over rows.
#pragma once
#include "engine.hpp"

namespace seqbench {

static void checkRange(Arguments& in, const char* name, const int32_t* values, int64_t count, int64_t first, int64_t last) {
  for (int64_t i = 0; i < count; i++)
    if (values[i] < first || values[i] > last) in.refuse(name, "has " + std::to_string(values[i]) + ", which is not in " + std::to_string(first) + " to " + std::to_string(last));
}

static Ctc readCtcShape(Arguments& in) {
  Ctc c = {};
  c.batch = (int32_t)in.integer("batch", 1, most);
  c.steps = (int32_t)in.integer("steps", 1, most);
  c.symbols = (int32_t)in.integer("symbols", 1, most);
  c.most = (int32_t)in.integer("most", 0, 1 << 24);
  c.blank = (int32_t)in.integer("blank", 0, c.symbols - 1);
  // Places of the work are counted in doubles of the caller and in 64 bits here.
  if ((double)c.batch * c.steps > most || (double)c.steps * c.most > most) in.refuse("steps", "times the others is too large");
  return c;
}

static int ctcWorkers(const Ctc& c) {
  const int workers = workersForFloats(10.0 * c.batch * c.steps * (2 * c.most + 1));
  return workers < c.batch ? workers : c.batch;
}

/// ctcSize(shape, size: 1 float)
static void ctcSize(Arguments& in) {
  const Ctc c = readCtcShape(in);
  *in.floats("size", 1) = std::nextafterf((float)engine().table->ctcFloats(c, ctcWorkers(c)), INFINITY);
}

static void ctc(Arguments& in) {
  Ctc c = readCtcShape(in);
  const double floats = (double)c.batch * c.steps * c.symbols;
  c.logits = in.floats("logits", floats);
  c.lengths = in.integers("lengths", c.batch);
  c.targets = in.integers("targets", (double)c.batch * c.most);
  c.targetLengths = in.integers("targetLengths", c.batch);
  c.loss = in.floats("loss", c.batch);
  c.feasible = in.floats("feasible", c.batch);
  c.dLogits = in.optionalFloats("dLogits", floats);
  checkRange(in, "lengths", c.lengths, c.batch, 1, c.steps);
  checkRange(in, "targetLengths", c.targetLengths, c.batch, 0, c.most);
  for (int b = 0; b < c.batch; b++) checkRange(in, "targets", c.targets + (int64_t)b * c.most, c.targetLengths[b], 0, c.symbols - 1);
  const int workers = ctcWorkers(c);
  c.work = in.floats("work", (double)engine().table->ctcFloats(c, workers), true);
  engine().pool.run(workers, [&](const Team& team) { engine().table->ctc(c, team); });
}

/// Called with (rows, classes, smoothing, logits, labels, weights | null, loss, logSum), the gradient with (..., logSum, dLoss, dLogits).
template <bool gradient>
static void crossEntropy(Arguments& in) {
  CrossEntropy c = {};
  c.rows = (int32_t)in.integer("rows", 1, most);
  c.classes = (int32_t)in.integer("classes", 1, most);
  c.smoothing = (float)in.number("smoothing");
  const double floats = (double)c.rows * c.classes;
  c.logits = in.floats("logits", floats);
  c.labels = in.integers("labels", c.rows);
  c.weights = in.optionalFloats("weights", c.classes);
  if (!gradient) c.loss = in.floats("loss", c.rows);
  c.logSum = in.floats("logSum", c.rows);
  if (gradient) c.dLoss = in.floats("dLoss", c.rows), c.dLogits = in.floats("dLogits", floats);
  checkRange(in, "labels", c.labels, c.rows, -1, c.classes - 1);
  engine().pool.run(workersForFloats(4 * floats), [&](const Team& team) { (gradient ? engine().table->crossEntropyGradient : engine().table->crossEntropy)(c, team); });
}

constexpr Entry lossEntries[] = {
  {"ctcSize", call<ctcSize>},
  {"ctc", call<ctc>},
  {"crossEntropy", call<crossEntropy<false>>},
  {"crossEntropyGradient", call<crossEntropy<true>>},
};

}  // namespace seqbench
