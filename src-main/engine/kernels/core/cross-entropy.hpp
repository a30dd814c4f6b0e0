// Softmax cross-entropy over rows (equations: ops/cross-entropy.ts).
#pragma once
#include "logarithm.hpp"
#include "math.hpp"
#include "plan.hpp"

namespace seqbench::SEQBENCH_SET {

inline float rowMaximum(const float* row, int count) {
  float top = row[0];
  if (count >= width) {
    Floats tops = load(row);
    for (int at = width; at + width <= count; at += width) tops = larger(tops, load(row + at));
    for (int i = 0; i < width; i++) top = tops[i] > top ? tops[i] : top;
  }
  for (int at = count / width * width; at < count; at++) top = row[at] > top ? row[at] : top;
  return top;
}

/// Sum of exp(row - top). Sums of 64 vectors are summed: one after the other, many thousand would lose digits.
inline float sumOfExponentials(const float* row, int count, float top) {
  Floats all = {};
  int at = 0;
  while (at + width <= count) {
    Floats part = {};
    const int end = least(count - width, at + 63 * width);
    for (; at <= end; at += width) part += exponential(load(row + at) - splat(top));
    all += part;
  }
  float total = sum(all);
  if (at < count) {
    const Floats rest = exponential(loadPart(row + at, count - at) - splat(top));
    for (int i = 0; i < count - at; i++) total += rest[i];
  }
  return total;
}

inline float weightOf(const CrossEntropy& c, int label) { return c.weights ? c.weights[label] : 1.0f; }

inline void crossEntropy(const CrossEntropy& c, const Team& team) {
  const Piece piece = pieceOf(c.rows, team);
  for (int n = piece.begin; n < piece.end; n++) {
    c.loss[n] = c.logSum[n] = 0;
    const int label = c.labels[n];
    if (label < 0) continue;
    const float* row = c.logits + (int64_t)n * c.classes;
    const float top = rowMaximum(row, c.classes);
    const double total = top + naturalLogarithm(sumOfExponentials(row, c.classes, top));
    double spread = 0;
    if (c.smoothing > 0)
      for (int k = 0; k < c.classes; k++) spread += weightOf(c, k) * (total - row[k]);
    c.logSum[n] = (float)total;
    c.loss[n] = (float)((1 - c.smoothing) * weightOf(c, label) * (total - row[label]) + c.smoothing * spread / c.classes);
  }
}

inline void crossEntropyGradient(const CrossEntropy& c, const Team& team) {
  const Piece piece = pieceOf(c.rows, team);
  double sumOfWeights = c.classes;
  if (c.weights) {
    sumOfWeights = 0;
    for (int k = 0; k < c.classes; k++) sumOfWeights += c.weights[k];
  }
  const float even = c.smoothing / c.classes;
  for (int n = piece.begin; n < piece.end; n++) {
    const int label = c.labels[n];
    const float outer = c.dLoss[n];
    const float* row = c.logits + (int64_t)n * c.classes;
    float* slope = c.dLogits + (int64_t)n * c.classes;
    if (label < 0 || outer == 0) {
      __builtin_memset(slope, 0, c.classes * sizeof(float));
      continue;
    }
    const float own = (1 - c.smoothing) * weightOf(c, label), all = (float)(own + even * sumOfWeights);
    const Floats logSum = splat(c.logSum[n]);
    for (int at = 0; at < c.classes; at += width) {
      const int count = c.classes - at;
      const Floats weight = c.weights ? loadPart(c.weights + at, count) : splat(1);
      storePart(slope + at, (exponential(loadPart(row + at, count) - logSum) * splat(all) - splat(even) * weight) * splat(outer), count);
    }
    slope[label] -= own * outer;
  }
}

}  // namespace seqbench::SEQBENCH_SET
