// Which sequence runs at which step. Sequences are sorted by falling length (ties keep their order), so that those still
// running at step t are the first active[t]; row offset[t] + b of every time-major array belongs to sorted sequence b.
#pragma once
#include "table.hpp"
#include "vector.hpp"

namespace seqbench::SEQBENCH_SET {

struct Plan {
  /// Longest length; row count; whether all are equally long.
  int steps, rows;
  bool uniform;
  int* order;   // [B] place of sorted sequence b in the batch
  int* length;  // [B] of sorted sequence b
  int* offset;  // [steps + 1]
  int* active;  // [steps + 1], 0 at the end
};

inline int64_t planFloats(const Recurrent& shape) { return 2 * (int64_t)shape.batch + 3 * ((int64_t)shape.steps + 2) + 16; }

/// Every worker may build the same plan into its own memory; costs B + T.
inline Plan makePlan(const Recurrent& shape, const int32_t* lengths, float* memory) {
  Plan plan;
  int* at = reinterpret_cast<int*>(memory);
  plan.order = at;
  plan.length = plan.order + shape.batch;
  plan.offset = plan.length + shape.batch;
  plan.active = plan.offset + shape.steps + 2;
  int* start = plan.active + shape.steps + 2;
  for (int t = 0; t <= shape.steps + 1; t++) plan.active[t] = start[t % (shape.steps + 2)] = 0;
  // active[t] = how many are longer than t, by counting; where length n starts in the sorted order is active[n].
  for (int b = 0; b < shape.batch; b++) start[lengths ? lengths[b] : shape.steps]++;
  int longer = 0, offset = 0;
  plan.steps = 0;
  for (int n = shape.steps; n >= 1; n--) {
    const int same = start[n];
    start[n] = longer;
    longer += same;
    plan.active[n - 1] = longer;
    if (longer > 0 && plan.steps == 0) plan.steps = n;
  }
  for (int b = 0; b < shape.batch; b++) {
    const int n = lengths ? lengths[b] : shape.steps;
    plan.order[start[n]] = b;
    plan.length[start[n]++] = n;
  }
  for (int t = 0; t < plan.steps; t++) {
    plan.offset[t] = offset;
    offset += plan.active[t];
  }
  plan.offset[plan.steps] = plan.rows = offset;
  plan.active[plan.steps] = 0;
  plan.uniform = plan.active[plan.steps - 1] == shape.batch;
  return plan;
}

/// The sorted sequences of one worker: first, first + stride, ... below `end`. Equal lengths: a piece; else dealt out, so that
/// every worker gets long and short ones.
struct Share {
  int first, stride, end;
  int count(int active) const {
    const int limit = least(active, end);
    return limit <= first ? 0 : (limit - first + stride - 1) / stride;
  }
};

inline Share shareOf(const Plan& plan, int batch, const Team& team) {
  if (!plan.uniform) return {team.worker, team.size, batch};
  return {(int)((int64_t)batch * team.worker / team.size), 1, (int)((int64_t)batch * (team.worker + 1) / team.size)};
}

/// [begin, end) of `count` things for this worker.
struct Piece {
  int begin, end;
};
inline Piece pieceOf(int count, const Team& team) {
  return {(int)((int64_t)count * team.worker / team.size), (int)((int64_t)count * (team.worker + 1) / team.size)};
}

/// Step t of a sequence of n steps in time: a reversed one starts at its own end.
inline int timeOf(const Recurrent& shape, int t, int n) { return shape.reverse ? n - 1 - t : t; }

}  // namespace seqbench::SEQBENCH_SET
