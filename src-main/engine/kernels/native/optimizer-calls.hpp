// Calls of the optimisers: updates in place, and norms of gradients.
#pragma once
#include "engine.hpp"

namespace seqbench {

static void adam(Arguments& in) {
  AdamStep step;
  step.size = in.integer("size", 0, most);
  step.weights = in.floats("value", (double)step.size);
  step.gradient = in.floats("gradient", (double)step.size);
  step.first = in.floats("moment1", (double)step.size);
  step.second = in.floats("moment2", (double)step.size);
  step.rate = (float)in.number("rate");
  step.beta1 = (float)in.number("beta1");
  step.beta2 = (float)in.number("beta2");
  step.epsilon = (float)in.number("epsilon");
  step.spread = (float)in.number("spread");
  step.shrink = (float)in.number("shrink");
  engine().pool.run(workersForFloats((double)step.size), [&](const Team& team) { engine().table->adam(step, team); });
}

static void sgd(Arguments& in) {
  SgdStep step;
  step.size = in.integer("size", 0, most);
  step.weights = in.floats("value", (double)step.size);
  step.gradient = in.floats("gradient", (double)step.size);
  step.velocity = in.floats("momentum", (double)step.size);
  step.rate = (float)in.number("rate");
  step.momentum = (float)in.number("factor");
  engine().pool.run(workersForFloats((double)step.size), [&](const Team& team) { engine().table->sgd(step, team); });
}

/// adamRows(tableRows, columns, count, steps, limit, rows | null, gradient | null, value, moment1, moment2, last, history, beta1, beta2, epsilon)
/// sgdRows(the same without moment2, beta2 and epsilon). Rows are given once each; null stands for all, and then no gradient.
template <bool isAdam>
static void rowsStep(Arguments& in) {
  RowsStep step = {};
  const int32_t tableRows = (int32_t)in.integer("tableRows", 1, most);
  step.columns = (int32_t)in.integer("columns", 1, most);
  step.count = (int32_t)in.integer("count", 0, tableRows);
  step.steps = (int32_t)in.integer("steps", 0, most);
  step.limit = (int32_t)in.integer("limit", 1, most);
  const double size = (double)tableRows * step.columns;
  step.rows = in.optionalIntegers("rows", step.count);
  step.gradient = in.optionalFloats("gradient", (double)step.count * step.columns);
  if (!step.rows && (step.count != tableRows || step.gradient)) in.refuse("rows", "is missing");
  if (step.gradient && step.steps == 0) in.refuse("steps", "is 0, but there is a gradient");
  step.weights = in.floats("value", size);
  step.first = in.floats("moment1", size);
  if (isAdam) step.second = in.floats("moment2", size);
  step.last = in.integers("last", tableRows);
  step.history = in.floats("history", 4.0 * (step.steps + 1), true);
  step.beta1 = (float)in.number("beta1");
  if (isAdam) step.beta2 = (float)in.number("beta2"), step.epsilon = (float)in.number("epsilon");
  int32_t before = -1;
  for (int32_t i = 0; i < step.count; i++) {
    const int32_t row = step.rows ? step.rows[i] : i;
    // Rising, so that none is there twice: two threads would move it.
    if (row <= before || row >= tableRows) in.refuse("rows", "has " + std::to_string(row) + " where a row above " + std::to_string(before) + " is expected");
    before = row;
    const int32_t done = step.last[row] < 0 ? ~step.last[row] : step.last[row];
    if (done > (step.gradient ? step.steps - 1 : step.steps)) in.refuse("last", "says that a row is ahead of the steps");
  }
  const double floats = (double)step.count * step.columns;
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { (isAdam ? engine().table->adamRows : engine().table->sgdRows)(step, team); });
}

static void squaredNorm(Arguments& in) {
  const int64_t size = in.integer("size", 0, most);
  const float* x = in.floats("x", (double)size);
  float* result = in.floats("result", 1);
  *result = (float)engine().table->squaredNorm(x, size);
}

constexpr Entry optimizerEntries[] = {
  {"adam", call<adam>},
  {"sgd", call<sgd>},
  {"adamRows", call<rowsStep<true>>},
  {"sgdRows", call<rowsStep<false>>},
  {"squaredNorm", call<squaredNorm>},
};

}  // namespace seqbench
