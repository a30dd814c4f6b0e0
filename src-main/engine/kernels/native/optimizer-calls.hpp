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

static void squaredNorm(Arguments& in) {
  const int64_t size = in.integer("size", 0, most);
  const float* x = in.floats("x", (double)size);
  float* result = in.floats("result", 1);
  *result = (float)engine().table->squaredNorm(x, size);
}

constexpr Entry optimizerEntries[] = {
  {"adam", call<adam>},
  {"sgd", call<sgd>},
  {"squaredNorm", call<squaredNorm>},
};

}  // namespace seqbench
