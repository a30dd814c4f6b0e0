// Loops over floats: updates of the optimisers (in place; rules as in src-main/engine/optimizers), norms, sums and products.
#pragma once
#include "math.hpp"
#include "plan.hpp"
#include "tile.hpp"

namespace seqbench::SEQBENCH_SET {

/// The worker's piece of `size` floats, cut at multiples of a vector; calls body(at) for whole vectors, rest(at) for single floats.
template <class Body, class Rest>
inline void overFloats(int64_t size, const Team& team, Body&& body, Rest&& rest) {
  const int64_t wholes = size / width;
  const int64_t begin = wholes * team.worker / team.size, end = wholes * (team.worker + 1) / team.size;
  for (int64_t i = begin; i < end; i++) body(i * width);
  if (team.worker == team.size - 1)
    for (int64_t at = wholes * width; at < size; at++) rest(at);
}

/// m = beta1 m + (1 - beta1) g;  v = beta2 v + (1 - beta2) g^2;  w = w shrink - size m / (sqrt(v) spread + epsilon)
inline void adam(const AdamStep& s, const Team& team) {
  const auto update = [&](auto& w, const auto& g, auto& m, auto& v, auto&& root) {
    m = s.beta1 * m + (1 - s.beta1) * g;
    v = s.beta2 * v + (1 - s.beta2) * g * g;
    w = w * s.shrink - s.rate * m / (root(v) * s.spread + s.epsilon);
  };
  overFloats(
      s.size, team,
      [&](int64_t at) {
        Floats w = load(s.weights + at), m = load(s.first + at), v = load(s.second + at);
        update(w, load(s.gradient + at), m, v, [](Floats x) { return squareRoot(x); });
        store(s.weights + at, w);
        store(s.first + at, m);
        store(s.second + at, v);
      },
      [&](int64_t at) { update(s.weights[at], s.gradient[at], s.first[at], s.second[at], [](float x) { return __builtin_sqrtf(x); }); });
}

/// m = momentum m + g;  w = w - rate m
inline void sgd(const SgdStep& s, const Team& team) {
  overFloats(
      s.size, team,
      [&](int64_t at) {
        const Floats m = s.momentum * load(s.velocity + at) + load(s.gradient + at);
        store(s.velocity + at, m);
        store(s.weights + at, load(s.weights + at) - s.rate * m);
      },
      [&](int64_t at) {
        s.velocity[at] = s.momentum * s.velocity[at] + s.gradient[at];
        s.weights[at] -= s.rate * s.velocity[at];
      });
}

/// Sum of squares in double precision; eight sums in turn, so that the additions need not wait for each other.
inline double squaredNorm(const float* x, int64_t size) {
  double sums[8] = {};
  int64_t at = 0;
  for (; at + 8 <= size; at += 8)
    for (int i = 0; i < 8; i++) sums[i] += (double)x[at + i] * x[at + i];
  for (; at < size; at++) sums[0] += (double)x[at] * x[at];
  return ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
}

/// Calls use(operation), a function of two vectors or two floats.
template <class Use>
inline void withOperation(Operation operation, Use&& use) {
  switch (operation) {
    case addition: return use([](auto a, auto b) { return a + b; });
    case subtraction: return use([](auto a, auto b) { return a - b; });
    case multiplication: return use([](auto a, auto b) { return a * b; });
    default: return use([](auto a, auto b) { return a / b; });
  }
}

/// out = a op b, b one float or as many as a.
inline void binary(const BinaryCall& c, const Team& team) {
  withOperation(c.operation, [&](auto&& operation) {
    overFloats(
        c.size, team, [&](int64_t at) { store(c.out + at, operation(load(c.a + at), c.single ? splat(*c.b) : load(c.b + at))); },
        [&](int64_t at) { c.out[at] = operation(c.a[at], c.single ? *c.b : c.b[at]); });
  });
}

/// y[token, :] = table[ids[token], :]
inline void embedding(const EmbeddingCall& c, const Team& team) {
  const Piece piece = pieceOf(c.tokens, team);
  for (int token = piece.begin; token < piece.end; token++)
    __builtin_memcpy(c.tokensFloats + (int64_t)token * c.columns, c.table + (int64_t)c.ids[token] * c.columns, c.columns * sizeof(float));
}

/// dtable[v, :] = sum of dy[token, :] over the tokens of row v, in their order; each worker sums its own rows.
inline void embeddingGradient(const EmbeddingCall& c, const Team& team) {
  const Piece rows = pieceOf(c.rows, team);
  float* table = c.table + (int64_t)rows.begin * c.columns;
  __builtin_memset(table, 0, (int64_t)(rows.end - rows.begin) * c.columns * sizeof(float));
  for (int token = 0; token < c.tokens; token++) {
    if (c.ids[token] < rows.begin || c.ids[token] >= rows.end) continue;
    float* to = c.table + (int64_t)c.ids[token] * c.columns;
    const float* from = c.tokensFloats + (int64_t)token * c.columns;
    int at = 0;
    for (; at + width <= c.columns; at += width) store(to + at, load(to + at) + load(from + at));
    for (; at < c.columns; at++) to[at] += from[at];
  }
}

/// Multiply-adds on registers alone, as many chains as hide their latency: what the machine can do at most. Returns operations.
inline double peak(int64_t rounds, float* sink) {
  constexpr int chains = 12;
  Floats sums[chains];
  for (int i = 0; i < chains; i++) sums[i] = splat((float)i);
  const Floats factor = splat(sink[0]), term = splat(sink[1]);
  for (int64_t round = 0; round < rounds; round++) {
    SEQBENCH_FULLY
    for (int i = 0; i < chains; i++) sums[i] = multiplyAdd(sums[i], factor, term);
  }
  for (int i = 0; i < chains; i++) sink[2] += sum(sums[i]);
  return 2.0 * chains * width * (double)rounds;
}

}  // namespace seqbench::SEQBENCH_SET
