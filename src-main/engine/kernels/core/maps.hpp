// Maps of floats one by one, softmax, dropout and sums along an axis.
#pragma once
#include "math.hpp"
#include "plan.hpp"
#include "pointwise.hpp"

namespace seqbench::SEQBENCH_SET {

/// exp of any float: half the argument squared, so that what is too large becomes infinite and what is too small zero.
inline Floats fullExponential(Floats x) {
  const Floats half = exponential(x * splat(0.5f));
  return half * half;
}

template <class Function>
inline void mapFloats(const MapCall& c, const Team& team, Function&& function) {
  overFloats(
      c.size, team, [&](int64_t at) { store(c.out + at, function(load(c.x + at))); }, [&](int64_t at) { storePart(c.out + at, function(loadPart(c.x + at, 1)), 1); });
}

/// out = f(x); NaN stays NaN.
inline void map(const MapCall& c, const Team& team) {
  switch (c.function) {
    case negative: return mapFloats(c, team, [](Floats x) { return -x; });
    case square: return mapFloats(c, team, [](Floats x) { return x * x; });
    case positivePart: return mapFloats(c, team, [](Floats x) { return x < splat(0.0f) ? splat(0.0f) : x; });
    case isPositive: return mapFloats(c, team, [](Floats x) { return x > splat(0.0f) ? splat(1.0f) : (x <= splat(0.0f) ? splat(0.0f) : x); });
    case exponentialOf: return mapFloats(c, team, [](Floats x) { return fullExponential(x); });
    case sigmoidOf: return mapFloats(c, team, [](Floats x) { return sigmoid(x); });
    default: return mapFloats(c, team, [](Floats x) { return hyperbolicTangent(x); });
  }
}

/// Unsigned: their sums and products wrap around.
typedef uint32_t Words __attribute__((vector_size(width * 4)));

/// A hash of 32 bits, the one of src-main/engine/random.ts.
inline Words mixBits(Words bits) {
  bits ^= bits >> 16;
  bits *= 0x85ebca6bu;
  bits ^= bits >> 13;
  bits *= 0xc2b2ae35u;
  bits ^= bits >> 16;
  return bits;
}

/// out[i] = x[i] scale where the hash of (seed, i) is at least the threshold, else 0 (contract: ops/dropout.ts).
inline void dropout(const DropoutCall& c, const Team& team) {
  Words lanes;
  for (int i = 0; i < width; i++) lanes[i] = (uint32_t)i;
  const Words seed = lanes - lanes + c.seed, least = lanes - lanes + c.threshold;
  const auto kept = [&](Floats x, int64_t at) {
    const Integers stays = (Integers)(mixBits(mixBits((lanes + (uint32_t)at) ^ seed) + seed) >= least);
    return fromBits(bits(x * splat(c.scale)) & stays);
  };
  overFloats(
      c.size, team, [&](int64_t at) { store(c.out + at, kept(load(c.x + at), at)); }, [&](int64_t at) { storePart(c.out + at, kept(loadPart(c.x + at, 1), at), 1); });
}

inline float largestOf(const float* x, int count) {
  Floats many = splat(x[0]);
  int at = 0;
  for (; at + width <= count; at += width) many = larger(many, load(x + at));
  float most = many[0];
  for (int i = 1; i < width; i++) most = many[i] > most ? many[i] : most;
  for (; at < count; at++) most = x[at] > most ? x[at] : most;
  return most;
}

/// p = exp(x - largest of the row) / their sum
inline void softmax(const SoftmaxCall& c, const Team& team) {
  const Piece piece = pieceOf(c.rows, team);
  for (int row = piece.begin; row < piece.end; row++) {
    const float* x = c.x + (int64_t)row * c.columns;
    float* p = c.p + (int64_t)row * c.columns;
    const Floats largest = splat(largestOf(x, c.columns));
    Floats sums = {};
    for (int at = 0; at < c.columns; at += width) {
      const int used = least(width, c.columns - at);
      const Floats e = exponential(loadPart(x + at, used) - largest);
      storePart(p + at, e, used);
      sums += loadPart(p + at, used);
    }
    const float scale = 1 / sum(sums);
    for (int at = 0; at < c.columns; at += width) {
      const int used = least(width, c.columns - at);
      storePart(p + at, loadPart(p + at, used) * splat(scale), used);
    }
  }
}

/// out[o, i] = scale times the sum of x[o, n, i] over n; x [outer, length, inner]. Sums of 256 are summed: one after the other, ten
/// thousand would lose three digits. A sum has one order, whatever the number of threads.
inline void sumAxis(const SumCall& c, const Team& team) {
  constexpr int block = 256;
  if (c.inner == 1) {
    const Piece piece = pieceOf(c.outer, team);
    for (int row = piece.begin; row < piece.end; row++) {
      const float* x = c.x + (int64_t)row * c.length;
      double total = 0;
      for (int64_t first = 0; first < c.length; first += block * width) {
        const int64_t end = c.length - first < block * width ? c.length : first + block * width;
        Floats part = {};
        int64_t at = first;
        for (; at + width <= end; at += width) part += load(x + at);
        total += sum(part);
        for (; at < end; at++) total += x[at];
      }
      c.out[row] = (float)(total * c.scale);
    }
    return;
  }
  const int parts = ceilDivide(c.inner, width);
  const int64_t tasks = (int64_t)c.outer * parts;
  for (int64_t task = tasks * team.worker / team.size; task < tasks * (team.worker + 1) / team.size; task++) {
    const int64_t column = task % parts * width;
    const int used = c.inner - column < width ? (int)(c.inner - column) : width;
    const float* x = c.x + task / parts * c.length * c.inner + column;
    Floats total = {};
    for (int64_t first = 0; first < c.length; first += block) {
      Floats part = {};
      for (int64_t n = first; n < c.length && n < first + block; n++) part += loadPart(x + n * c.inner, used);
      total += part;
    }
    storePart(c.out + task / parts * c.inner + column, total * splat(c.scale), used);
  }
}

}  // namespace seqbench::SEQBENCH_SET
