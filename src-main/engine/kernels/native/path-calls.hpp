// Calls of the linear-chain CRF and of additive attention.
#pragma once
#include "loss-calls.hpp"

namespace seqbench {

static int crfWorkers(const Crf& c) {
  const int workers = workersForFloats(4.0 * c.batch * c.steps * c.tags * c.tags);
  return workers < c.batch ? workers : c.batch;
}

static Crf readCrfShape(Arguments& in) {
  Crf c = {};
  c.batch = (int32_t)in.integer("batch", 1, most);
  c.steps = (int32_t)in.integer("steps", 1, most);
  c.tags = (int32_t)in.integer("tags", 1, 1 << 14);
  if ((double)c.batch * c.steps > most || (double)c.batch * c.tags * c.tags > most || (double)c.steps * c.tags > most) in.refuse("tags", "times the others is too large");
  return c;
}

/// crfSize(shape, size: 1 float)
static void crfSize(Arguments& in) {
  const Crf c = readCrfShape(in);
  *in.floats("size", 1) = std::nextafterf((float)engine().table->crfFloats(c, crfWorkers(c)), INFINITY);
}

/// Called with (shape, emissions, transitions, start, end, labels, lengths, loss, work), the gradient with (..., lengths, dLoss, dEmissions,
/// dTransitions, dStart, dEnd, work).
template <bool gradient>
static void crf(Arguments& in) {
  Crf c = readCrfShape(in);
  const double floats = (double)c.batch * c.steps * c.tags, square = (double)c.tags * c.tags;
  c.emissions = in.floats("emissions", floats);
  c.transitions = in.floats("transitions", square);
  c.start = in.floats("start", c.tags);
  c.end = in.floats("end", c.tags);
  c.labels = in.integers("labels", (double)c.batch * c.steps);
  c.lengths = in.integers("lengths", c.batch);
  if (gradient) {
    c.dLoss = in.floats("dLoss", c.batch);
    c.dEmissions = in.floats("dEmissions", floats);
    c.dTransitions = in.floats("dTransitions", square);
    c.dStart = in.floats("dStart", c.tags);
    c.dEnd = in.floats("dEnd", c.tags);
  } else {
    c.loss = in.floats("loss", c.batch);
  }
  checkRange(in, "lengths", c.lengths, c.batch, 1, c.steps);
  for (int b = 0; b < c.batch; b++) checkRange(in, "labels", c.labels + (int64_t)b * c.steps, c.lengths[b], 0, c.tags - 1);
  const int workers = crfWorkers(c);
  c.work = in.floats("work", (double)engine().table->crfFloats(c, workers), true);
  engine().pool.run(workers, [&](const Team& team) { (gradient ? engine().table->crfGradient : engine().table->crf)(c, team); });
}

/// Called with (batch, queryCount, keyCount, width, queries, keys, vector, lengths, scores), the gradient with (..., lengths, dScores,
/// dQueries, dKeys, dVector, work [batch * width]).
template <bool gradient>
static void additiveScores(Arguments& in) {
  AdditiveScores c = {};
  c.batch = (int32_t)in.integer("batch", 1, most);
  c.queryCount = (int32_t)in.integer("queryCount", 1, most);
  c.keyCount = (int32_t)in.integer("keyCount", 1, most);
  c.width = (int32_t)in.integer("width", 1, 1 << 20);
  const double queries = (double)c.batch * c.queryCount, keys = (double)c.batch * c.keyCount, scores = queries * c.keyCount;
  if (queries > most || keys > most) in.refuse("batch", "times the others is too large");
  c.queries = in.floats("queries", queries * c.width);
  c.keys = in.floats("keys", keys * c.width);
  c.vector = in.floats("vector", c.width);
  c.lengths = in.integers("lengths", c.batch);
  if (gradient) {
    c.dScores = in.floats("dScores", scores);
    c.dQueries = in.floats("dQueries", queries * c.width);
    c.dKeys = in.floats("dKeys", keys * c.width);
    c.dVector = in.floats("dVector", c.width);
    c.work = in.floats("work", (double)c.batch * c.width, true);
  } else {
    c.scores = in.floats("scores", scores);
  }
  checkRange(in, "lengths", c.lengths, c.batch, 1, c.keyCount);
  const int wanted = workersForFloats(scores * c.width), workers = wanted < c.batch ? wanted : c.batch;
  engine().pool.run(workers, [&](const Team& team) { (gradient ? engine().table->additiveScoresGradient : engine().table->additiveScores)(c, team); });
}

constexpr Entry pathEntries[] = {
  {"crfSize", call<crfSize>},
  {"crf", call<crf<false>>},
  {"crfGradient", call<crf<true>>},
  {"additiveScores", call<additiveScores<false>>},
  {"additiveScoresGradient", call<additiveScores<true>>},
};

}  // namespace seqbench
