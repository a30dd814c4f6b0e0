// Calls of the embedding: lookup and its gradient.
#pragma once
#include "engine.hpp"

namespace seqbench {

template <bool gradient>
static void embedding(Arguments& in) {
  EmbeddingCall call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  call.tokens = (int32_t)in.integer("tokens", 0, most);
  call.table = in.floats("table", (double)call.rows * call.columns);
  call.ids = in.integers("ids", call.tokens);
  call.tokensFloats = in.floats("y", (double)call.tokens * call.columns);
  for (int token = 0; token < call.tokens; token++)
    if (call.ids[token] < 0 || call.ids[token] >= call.rows) in.refuse("ids", "has " + std::to_string(call.ids[token]) + ", which is no row");
  const double floats = gradient ? (double)call.rows * call.columns : (double)call.tokens * call.columns;
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { (gradient ? engine().table->embeddingGradient : engine().table->embedding)(call, team); });
}

constexpr Entry embeddingEntries[] = {
  {"embedding", call<embedding<false>>},
  {"embeddingGradient", call<embedding<true>>},
};

}  // namespace seqbench
