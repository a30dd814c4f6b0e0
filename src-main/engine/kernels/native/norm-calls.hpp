// Calls of layer norm and its gradient.
#pragma once
#include "engine.hpp"

namespace seqbench {

static void layerNorm(Arguments& in) {
  LayerNorm call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  call.epsilon = (float)in.number("epsilon");
  const double floats = (double)call.rows * call.columns;
  call.x = in.floats("x", floats);
  call.gamma = in.floats("gamma", call.columns);
  call.beta = in.floats("beta", call.columns);
  call.y = in.floats("y", floats);
  call.mean = in.floats("mean", call.rows);
  call.scale = in.floats("scale", call.rows);
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { engine().table->layerNorm(call, team); });
}

static void layerNormGradient(Arguments& in) {
  LayerNormGradient call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  const double floats = (double)call.rows * call.columns;
  call.x = in.floats("x", floats);
  call.gamma = in.floats("gamma", call.columns);
  call.mean = in.floats("mean", call.rows);
  call.scale = in.floats("scale", call.rows);
  call.dy = in.floats("dy", floats);
  call.dx = in.floats("dx", floats);
  call.dgamma = in.floats("dgamma", call.columns);
  call.dbeta = in.floats("dbeta", call.columns);
  call.work = in.floats("work", 2.0 * call.columns * ((call.rows + layerNormBlock - 1) / layerNormBlock), true);
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { engine().table->layerNormGradient(call, team); });
}

constexpr Entry normEntries[] = {
  {"layerNorm", call<layerNorm>},
  {"layerNormGradient", call<layerNormGradient>},
};

}  // namespace seqbench
