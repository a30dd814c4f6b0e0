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

/// dx of one row, and its share of dgamma and dbeta, which are added to; dx = scale (g - mean(g) - xhat mean(g xhat)) with g = dy gamma,
/// means over the row. The row is read from far once, for the sums; the second pass finds it near.
inline void layerNormRowGradient(const LayerNormGradient& c, int row, float* dgamma, float* dbeta) {
  const float *x = c.x + (int64_t)row * c.columns, *dy = c.dy + (int64_t)row * c.columns;
  float* dx = c.dx + (int64_t)row * c.columns;
  const float mean = c.mean[row], scale = c.scale[row];
  // Of g, and of g (x - mean).
  float totals[2];
  sumRow<2>(c.columns, totals, [&](int at, int used, Floats* to) {
    const Floats given = loadPart(dy + at, used), away = loadPart(x + at, used) - splat(mean), g = given * loadPart(c.gamma + at, used);
    to[0] += g;
    to[1] = multiplyAdd(g, away, to[1]);
    storePart(dgamma + at, multiplyAdd(given, away * splat(scale), loadPart(dgamma + at, used)), used);
    storePart(dbeta + at, loadPart(dbeta + at, used) + given, used);
  });
  const float direct = scale * totals[0] / c.columns, along = scale * scale * scale * totals[1] / c.columns;
  for (int at = 0; at < c.columns; at += width) {
    const int used = least(width, c.columns - at);
    const Floats g = loadPart(dy + at, used) * loadPart(c.gamma + at, used);
    storePart(dx + at, splat(scale) * g - splat(direct) - (loadPart(x + at, used) - splat(mean)) * splat(along), used);
  }
}

/// dgamma = sum of dy xhat, dbeta = sum of dy over the rows: sums over blocks of rows, each block one worker's, then over the blocks in
/// their order. So a sum has one order whatever the number of threads, and ten thousand terms do not lose three digits.
inline void layerNormGradient(const LayerNormGradient& c, const Team& team) {
  const int blocks = ceilDivide(c.rows, layerNormBlock);
  const Piece own = pieceOf(blocks, team), columns = pieceOf(c.columns, team);
  for (int block = own.begin; block < own.end; block++) {
    float* dgamma = c.work + (int64_t)block * 2 * c.columns;
    for (int at = 0; at < 2 * c.columns; at++) dgamma[at] = 0;
    for (int row = block * layerNormBlock; row < least(c.rows, (block + 1) * layerNormBlock); row++) layerNormRowGradient(c, row, dgamma, dgamma + c.columns);
  }
  team.barrier();
  for (int column = columns.begin; column < columns.end; column += width) {
    const int used = least(width, columns.end - column);
    Floats gamma = {}, beta = {};
    for (int block = 0; block < blocks; block++) {
      const float* from = c.work + (int64_t)block * 2 * c.columns + column;
      gamma += loadPart(from, used);
      beta += loadPart(from + c.columns, used);
    }
    storePart(c.dgamma + column, gamma, used);
    storePart(c.dbeta + column, beta, used);
  }
}

}  // namespace seqbench::SEQBENCH_SET
