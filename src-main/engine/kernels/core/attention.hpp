// Additive scores of attention and their gradient (equations: ops/attention.ts): scores[b, u, s] = v . tanh(queries[b, u] + keys[b, s]).
#pragma once
#include "math.hpp"
#include "plan.hpp"

namespace seqbench::SEQBENCH_SET {

inline void additiveScores(const AdditiveScores& c, const Team& team) {
  const Piece piece = pieceOf(c.batch * c.queryCount, team);
  for (int row = piece.begin; row < piece.end; row++) {
    const int b = row / c.queryCount;
    const float* query = c.queries + (int64_t)row * c.width;
    float* scores = c.scores + (int64_t)row * c.keyCount;
    for (int s = 0; s < c.keyCount; s++) {
      if (s >= c.lengths[b]) {
        scores[s] = 0;
        continue;
      }
      const float* key = c.keys + ((int64_t)b * c.keyCount + s) * c.width;
      Floats sums = {};
      for (int at = 0; at < c.width; at += width) {
        const int count = c.width - at;
        sums = multiplyAdd(loadPart(c.vector + at, count), hyperbolicTangent(loadPart(query + at, count) + loadPart(key + at, count)), sums);
      }
      scores[s] = sum(sums);
    }
  }
}

/// Examples are dealt out; the vector's gradient is summed over them in their order, whatever the number of workers.
inline void additiveScoresGradient(const AdditiveScores& c, const Team& team) {
  for (int b = team.worker; b < c.batch; b += team.size) {
    float* dVector = c.work + (int64_t)b * c.width;
    __builtin_memset(dVector, 0, c.width * sizeof(float));
    __builtin_memset(c.dKeys + (int64_t)b * c.keyCount * c.width, 0, (int64_t)c.keyCount * c.width * sizeof(float));
    for (int u = 0; u < c.queryCount; u++) {
      const int64_t row = (int64_t)b * c.queryCount + u;
      const float *query = c.queries + row * c.width, *outer = c.dScores + row * c.keyCount;
      float* dQuery = c.dQueries + row * c.width;
      for (int at = 0; at < c.width; at += width) {
        const int count = c.width - at;
        const Floats own = loadPart(query + at, count), v = loadPart(c.vector + at, count);
        Floats toQuery = {}, toVector = loadPart(dVector + at, count);
        for (int s = 0; s < c.lengths[b]; s++) {
          const int64_t key = ((int64_t)b * c.keyCount + s) * c.width + at;
          const Floats value = hyperbolicTangent(own + loadPart(c.keys + key, count)), slope = splat(outer[s]);
          const Floats direct = slope * v * (splat(1) - value * value);
          toVector = multiplyAdd(slope, value, toVector);
          toQuery += direct;
          storePart(c.dKeys + key, loadPart(c.dKeys + key, count) + direct, count);
        }
        storePart(dQuery + at, toQuery, count);
        storePart(dVector + at, toVector, count);
      }
    }
  }
  team.barrier();
  const Piece piece = pieceOf(c.width, team);
  for (int at = piece.begin; at < piece.end; at++) {
    double total = 0;
    for (int b = 0; b < c.batch; b++) total += c.work[(int64_t)b * c.width + at];
    c.dVector[at] = (float)total;
  }
}

}  // namespace seqbench::SEQBENCH_SET
