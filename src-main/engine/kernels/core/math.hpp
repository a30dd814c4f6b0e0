// exp, sigmoid and tanh of vectors, about 3e-7 relative, without tables or branches. NaN stays NaN.
// Coefficients are our own fits, least maximum relative error (Lawson's iteration): exp on half a binade, tanh on [0, 9].
#pragma once
#include "vector.hpp"

namespace seqbench::SEQBENCH_SET {

/// 2^n p(r) with x = n ln 2 + r, |r| <= ln 2 / 2; x is held within [-87, 88], where floats are normal.
inline Floats exponential(Floats x) {
  x = within(x, -87.0f, 88.0f);
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
  const Floats shifter = splat(12582912.0f);
  const Floats shifted = multiplyAdd(x, splat(1.44269504f), shifter);
  const Floats n = shifted - shifter;
  Floats r = multiplyAdd(n, splat(-0.693359375f), x);
  r = multiplyAdd(n, splat(2.12194440e-4f), r);
  Floats p = splat(0.008312501944601536f);
  p = multiplyAdd(p, r, splat(0.04189033433794975f));
  p = multiplyAdd(p, r, splat(0.16667115688323975f));
  p = multiplyAdd(p, r, splat(0.499992311000824f));
  p = multiplyAdd(p, r, splat(1.0f));
  p = multiplyAdd(p, r, splat(1.0f));
  return p * fromBits((bits(shifted) << 23) + bits(splat(1.0f)));
}

inline Floats sigmoid(Floats x) { return splat(1.0f) / (splat(1.0f) + exponential(-x)); }

/// x P(x^2) / Q(x^2), x held within [-9, 9], where tanh is 1 to a float's precision.
inline Floats hyperbolicTangent(Floats x) {
  x = within(x, -9.0f, 9.0f);
  const Floats y = x * x;
  Floats p = splat(1.82551982e-11f);
  p = multiplyAdd(p, y, splat(-1.27804098e-08f));
  p = multiplyAdd(p, y, splat(9.26740601e-06f));
  p = multiplyAdd(p, y, splat(0.00292075978f));
  p = multiplyAdd(p, y, splat(0.129192264f));
  p = multiplyAdd(p, y, splat(0.999999941f));
  Floats q = splat(0.000228099942f);
  q = multiplyAdd(q, y, splat(0.0237631598f));
  q = multiplyAdd(q, y, splat(0.462525102f));
  q = multiplyAdd(q, y, splat(1.0f));
  return x * p / q;
}

/// 1 / sqrt is not needed to more than a float; the compiler's sqrt of a scalar is one instruction everywhere.
inline Floats squareRoot(Floats x) {
  Floats root;
  for (int i = 0; i < width; i++) root[i] = __builtin_sqrtf(x[i]);
  return root;
}

}  // namespace seqbench::SEQBENCH_SET
