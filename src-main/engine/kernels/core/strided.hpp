// Arrays seen through strides: copies (slice, split, concat, transpose, pad) and binary operations on operands that are repeated.
#pragma once
#include "plan.hpp"
#include "pointwise.hpp"

namespace seqbench::SEQBENCH_SET {

/// Calls line(offsets[0], offsets[1], number) for each row along the last axis, the worker's piece of them; offsets are counted in
/// floats by `strides` [2][rank].
template <class Line>
inline void overLines(int rank, const int32_t* shape, const int32_t* first, const int32_t* second, const Team& team, Line&& line) {
  int64_t lines = 1;
  for (int axis = 0; axis + 1 < rank; axis++) lines *= shape[axis];
  const int64_t begin = lines * team.worker / team.size, end = lines * (team.worker + 1) / team.size;
  int32_t place[maximumRank] = {};
  int64_t offsets[2] = {};
  for (int64_t rest = begin, axis = rank - 2; axis >= 0; axis--) {
    place[axis] = (int32_t)(rest % shape[axis]);
    rest /= shape[axis];
    offsets[0] += (int64_t)place[axis] * first[axis];
    offsets[1] += (int64_t)place[axis] * second[axis];
  }
  for (int64_t number = begin; number < end; number++) {
    line(offsets[0], offsets[1], number);
    for (int axis = rank - 2; axis >= 0; axis--) {
      offsets[0] += first[axis], offsets[1] += second[axis];
      if (++place[axis] < shape[axis]) break;
      offsets[0] -= (int64_t)shape[axis] * first[axis], offsets[1] -= (int64_t)shape[axis] * second[axis];
      place[axis] = 0;
    }
  }
}

/// to[sum of i toStrides] = from[sum of i fromStrides] for every place i of the shape.
inline void stridedCopy(const StridedCopy& c, const Team& team) {
  const int last = c.rank - 1, count = c.shape[last];
  const ptrdiff_t fromStep = c.fromStrides[last], toStep = c.toStrides[last];
  const bool whole = fromStep == 1 && toStep == 1;
  overLines(c.rank, c.shape, c.fromStrides, c.toStrides, team, [&](int64_t fromAt, int64_t toAt, int64_t) {
    const float* from = c.from + fromAt;
    float* to = c.to + toAt;
    if (whole) {
      int at = 0;
      for (; at + width <= count; at += width) store(to + at, load(from + at));
      for (; at < count; at++) to[at] = from[at];
    } else {
      for (int i = 0; i < count; i++) to[i * toStep] = from[i * fromStep];
    }
  });
}

/// out = a op b with out in one piece; a stride of 0 repeats an operand along its axis. Along the last axis strides are 0 or 1.
inline void broadcast(const BroadcastCall& c, const Team& team) {
  const int last = c.rank - 1, count = c.shape[last];
  const bool aWhole = c.aStrides[last] == 1, bWhole = c.bStrides[last] == 1;
  withOperation(c.operation, [&](auto&& operation) {
    overLines(c.rank, c.shape, c.aStrides, c.bStrides, team, [&](int64_t aAt, int64_t bAt, int64_t number) {
      const float *a = c.a + aAt, *b = c.b + bAt;
      float* out = c.out + number * count;
      int at = 0;
      for (; at + width <= count; at += width) store(out + at, operation(aWhole ? load(a + at) : splat(*a), bWhole ? load(b + at) : splat(*b)));
      for (; at < count; at++) out[at] = operation(aWhole ? a[at] : *a, bWhole ? b[at] : *b);
    });
  });
}

}  // namespace seqbench::SEQBENCH_SET
