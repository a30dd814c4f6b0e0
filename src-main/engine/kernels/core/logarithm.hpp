// ln of one positive double: m 2^e with m in [0.7, 1.42), ln m = 2 (s + s^3/3 + s^5/5 + ...), s = (m - 1) / (m + 1).
#pragma once
#include "vector.hpp"

namespace seqbench::SEQBENCH_SET {

/// |s| < 0.172, so twelve terms reach double precision. NaN stays NaN.
inline double naturalLogarithm(double x) {
  if (x != x) return x;
  uint64_t bits;
  __builtin_memcpy(&bits, &x, sizeof bits);
  int exponent = (int)(bits >> 52) - 1022;
  bits = (bits & 0xfffffffffffffULL) | 0x3fe0000000000000ULL;
  double m;
  __builtin_memcpy(&m, &bits, sizeof m);
  if (m < 0.70710678118654752) m *= 2, exponent--;
  const double s = (m - 1) / (m + 1), square = s * s;
  double series = 0;
  for (int odd = 23; odd >= 1; odd -= 2) series = series * square + 1.0 / odd;
  return 2 * s * series + exponent * 0.69314718055994531;
}

}  // namespace seqbench::SEQBENCH_SET
