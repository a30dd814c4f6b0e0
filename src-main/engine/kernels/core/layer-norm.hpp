// Layer norm (equations: ops/layer-norm.ts), x [rows, columns]: xhat = (x - mean) scale, y = xhat gamma + beta.
#pragma once
#include "math.hpp"
#include "plan.hpp"

namespace seqbench::SEQBENCH_SET {

/// Sum over a row of term(at) for vectors and single(at) for the floats behind the last whole vector.
template <class Term, class Single>
inline float sumRow(int columns, Term&& term, Single&& single) {
  Floats sums = {};
  int at = 0;
  for (; at + width <= columns; at += width) sums += term(at);
  float total = sum(sums);
  for (; at < columns; at++) total += single(at);
  return total;
}

/// mean and scale = 1 / sqrt(variance + epsilon) of each row are kept for the gradient.
inline void layerNorm(const LayerNorm& c, const Team& team) {
  const Piece piece = pieceOf(c.rows, team);
  for (int row = piece.begin; row < piece.end; row++) {
    const float* x = c.x + (int64_t)row * c.columns;
    float* y = c.y + (int64_t)row * c.columns;
    const float mean = sumRow(c.columns, [&](int at) { return load(x + at); }, [&](int at) { return x[at]; }) / c.columns;
    const float variance = sumRow(
                               c.columns,
                               [&](int at) {
                                 const Floats away = load(x + at) - splat(mean);
                                 return away * away;
                               },
                               [&](int at) { return (x[at] - mean) * (x[at] - mean); }) /
                           c.columns;
    const float scale = 1 / __builtin_sqrtf(variance + c.epsilon);
    c.mean[row] = mean;
    c.scale[row] = scale;
    int at = 0;
    for (; at + width <= c.columns; at += width) store(y + at, (load(x + at) - splat(mean)) * splat(scale) * load(c.gamma + at) + load(c.beta + at));
    for (; at < c.columns; at++) y[at] = (x[at] - mean) * scale * c.gamma[at] + c.beta[at];
  }
}

/// dx = scale (g - mean(g) - xhat mean(g xhat)) with g = dy gamma, means over the row.
inline void layerNormInputGradient(const LayerNormGradient& c, int row) {
  const float *x = c.x + (int64_t)row * c.columns, *dy = c.dy + (int64_t)row * c.columns;
  float* dx = c.dx + (int64_t)row * c.columns;
  const float mean = c.mean[row], scale = c.scale[row];
  const float direct = sumRow(c.columns, [&](int at) { return load(dy + at) * load(c.gamma + at); }, [&](int at) { return dy[at] * c.gamma[at]; }) / c.columns;
  const float along = sumRow(
                          c.columns, [&](int at) { return load(dy + at) * load(c.gamma + at) * (load(x + at) - splat(mean)) * splat(scale); },
                          [&](int at) { return dy[at] * c.gamma[at] * (x[at] - mean) * scale; }) /
                      c.columns;
  int at = 0;
  for (; at + width <= c.columns; at += width)
    store(dx + at, splat(scale) * (load(dy + at) * load(c.gamma + at) - splat(direct) - (load(x + at) - splat(mean)) * splat(scale * along)));
  for (; at < c.columns; at++) dx[at] = scale * (dy[at] * c.gamma[at] - direct - (x[at] - mean) * scale * along);
}

/// dgamma = sum of dy xhat, dbeta = sum of dy over the rows, for `count` columns from `column` on. Sums of 256 rows are summed:
/// one after the other, ten thousand would lose three digits.
inline void layerNormWeightGradient(const LayerNormGradient& c, int column, int count) {
  Floats gamma = {}, beta = {};
  for (int first = 0; first < c.rows; first += 256) {
    Floats gammaPart = {}, betaPart = {};
    for (int row = first; row < least(c.rows, first + 256); row++) {
      const int64_t at = (int64_t)row * c.columns + column;
      const Floats dy = loadPart(c.dy + at, count);
      gammaPart += dy * (loadPart(c.x + at, count) - splat(c.mean[row])) * splat(c.scale[row]);
      betaPart += dy;
    }
    gamma += gammaPart;
    beta += betaPart;
  }
  storePart(c.dgamma + column, gamma, count);
  storePart(c.dbeta + column, beta, count);
}

/// Rows of dx and vectors of columns of dgamma and dbeta belong to one worker each: sums do not depend on their number.
inline void layerNormGradient(const LayerNormGradient& c, const Team& team) {
  const Piece rows = pieceOf(c.rows, team), parts = pieceOf(ceilDivide(c.columns, width), team);
  for (int row = rows.begin; row < rows.end; row++) layerNormInputGradient(c, row);
  for (int part = parts.begin; part < parts.end; part++) layerNormWeightGradient(c, part * width, c.columns - part * width);
}

}  // namespace seqbench::SEQBENCH_SET
