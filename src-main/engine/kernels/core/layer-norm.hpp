// Layer norm (equations: ops/layer-norm.ts), x [rows, columns]: xhat = (x - mean) scale, y = xhat gamma + beta.
#pragma once
#include "math.hpp"
#include "plan.hpp"
#include "tile.hpp"

namespace seqbench::SEQBENCH_SET {

/// Sums of a row, several at once: term(at, used, sums) adds what floats [at, at + used) give to each of them. Four vectors of
/// partial sums in turn, so that an addition need not wait for the one before it.
template <int sums, class Term>
inline void sumRow(int columns, float* totals, Term&& term) {
  constexpr int lanes = 4;
  Floats parts[lanes][sums] = {};
  int at = 0;
  for (; at + lanes * width <= columns; at += lanes * width) {
    SEQBENCH_FULLY
    for (int lane = 0; lane < lanes; lane++) term(at + lane * width, width, parts[lane]);
  }
  for (int lane = 0; at < columns; at += width, lane = (lane + 1) % lanes) term(at, least(width, columns - at), parts[lane]);
  for (int i = 0; i < sums; i++) totals[i] = sum((parts[0][i] + parts[1][i]) + (parts[2][i] + parts[3][i]));
}

/// Zero where a partial vector has no float, so that it adds nothing.
inline Floats firstOnly(Floats value, int used) {
  if (used >= width) return value;
  for (int i = used; i < width; i++) value[i] = 0;
  return value;
}

/// mean and scale = 1 / sqrt(variance + epsilon) of each row are kept for the gradient.
inline void layerNorm(const LayerNorm& c, const Team& team) {
  const Piece piece = pieceOf(c.rows, team);
  for (int row = piece.begin; row < piece.end; row++) {
    const float* x = c.x + (int64_t)row * c.columns;
    float* y = c.y + (int64_t)row * c.columns;
    float mean, variance;
    sumRow<1>(c.columns, &mean, [&](int at, int used, Floats* to) { to[0] += loadPart(x + at, used); });
    mean /= c.columns;
    sumRow<1>(c.columns, &variance, [&](int at, int used, Floats* to) {
      const Floats away = firstOnly(loadPart(x + at, used) - splat(mean), used);
      to[0] = multiplyAdd(away, away, to[0]);
    });
    const float scale = 1 / __builtin_sqrtf(variance / c.columns + c.epsilon);
    c.mean[row] = mean;
    c.scale[row] = scale;
    int at = 0;
    for (; at + width <= c.columns; at += width) store(y + at, multiplyAdd((load(x + at) - splat(mean)) * splat(scale), load(c.gamma + at), load(c.beta + at)));
    for (; at < c.columns; at++) y[at] = (x[at] - mean) * scale * c.gamma[at] + c.beta[at];
  }
}

/// dx = scale (g - mean(g) - xhat mean(g xhat)) with g = dy gamma, means over the row.
inline void layerNormInputGradient(const LayerNormGradient& c, int row) {
  const float *x = c.x + (int64_t)row * c.columns, *dy = c.dy + (int64_t)row * c.columns;
  float* dx = c.dx + (int64_t)row * c.columns;
  const float mean = c.mean[row], scale = c.scale[row];
  // Of g, and of g (x - mean).
  float totals[2];
  sumRow<2>(c.columns, totals, [&](int at, int used, Floats* to) {
    const Floats g = loadPart(dy + at, used) * loadPart(c.gamma + at, used);
    to[0] += g;
    to[1] = multiplyAdd(g, loadPart(x + at, used) - splat(mean), to[1]);
  });
  const float direct = scale * totals[0] / c.columns, along = scale * scale * scale * totals[1] / c.columns;
  for (int at = 0; at < c.columns; at += width) {
    const int used = least(width, c.columns - at);
    const Floats g = loadPart(dy + at, used) * loadPart(c.gamma + at, used);
    storePart(dx + at, splat(scale) * g - splat(direct) - (loadPart(x + at, used) - splat(mean)) * splat(along), used);
  }
}

/// Vectors of columns summed at once: a row's floats of several lie in the same lines of the cache.
constexpr int weightVectors = 4;

/// dgamma = sum of dy xhat, dbeta = sum of dy over the rows, for `count` columns from `column` on. Sums of 256 rows are summed:
/// one after the other, ten thousand would lose three digits.
inline void layerNormWeightGradient(const LayerNormGradient& c, int column, int count) {
  Floats gamma[weightVectors] = {}, beta[weightVectors] = {};
  for (int first = 0; first < c.rows; first += 256) {
    Floats gammaPart[weightVectors] = {}, betaPart[weightVectors] = {};
    const auto addRow = [&](int row, auto&& read) {
      const int64_t at = (int64_t)row * c.columns + column;
      const Floats mean = splat(c.mean[row]), scale = splat(c.scale[row]);
      SEQBENCH_FULLY
      for (int v = 0; v < weightVectors; v++) {
        const Floats dy = read(c.dy + at, v);
        gammaPart[v] = multiplyAdd(dy, (read(c.x + at, v) - mean) * scale, gammaPart[v]);
        betaPart[v] += dy;
      }
    };
    const int end = least(c.rows, first + 256);
    if (count >= weightVectors * width) {
      for (int row = first; row < end; row++) addRow(row, [](const float* from, int v) { return load(from + v * width); });
    } else {
      for (int row = first; row < end; row++) addRow(row, [&](const float* from, int v) { return loadPart(from + v * width, count - v * width); });
    }
    for (int v = 0; v < weightVectors; v++) gamma[v] += gammaPart[v], beta[v] += betaPart[v];
  }
  for (int v = 0; v < weightVectors; v++) {
    storePart(c.dgamma + column + v * width, gamma[v], count - v * width);
    storePart(c.dbeta + column + v * width, beta[v], count - v * width);
  }
}

/// Rows of dx and vectors of columns of dgamma and dbeta belong to one worker each: sums do not depend on their number.
inline void layerNormGradient(const LayerNormGradient& c, const Team& team) {
  constexpr int wide = weightVectors * width;
  const Piece rows = pieceOf(c.rows, team), parts = pieceOf(ceilDivide(c.columns, wide), team);
  for (int row = rows.begin; row < rows.end; row++) layerNormInputGradient(c, row);
  for (int part = parts.begin; part < parts.end; part++) layerNormWeightGradient(c, part * wide, c.columns - part * wide);
}

}  // namespace seqbench::SEQBENCH_SET
