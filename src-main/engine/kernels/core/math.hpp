// exp, sigmoid and tanh of vectors, about 3e-7 relative, without tables or branches. NaN stays NaN.
// Coefficients are our own fits, least maximum relative error (Lawson's iteration): exp on half a binade, tanh on [0, 9].
#pragma once
#include "vector.hpp"

namespace seqbench::SEQBENCH_SET {

#if defined(__wasm__)
/// V8 makes a vector of a constant anew at every use, in three instructions; read from memory it takes one. Weak: else clang would fold it back.
#define SEQBENCH_NUMBERS __attribute__((weak)) float
#else
#define SEQBENCH_NUMBERS constexpr float
#endif

/// Lowest and highest x, shifter, 1 / ln 2, - ln 2 in two parts, the coefficients of p from r^6's on, 1.
SEQBENCH_NUMBERS exponentialNumbers[] = {-87.0f, 88.0f, 12582912.0f, 1.44269504f, -0.693359375f, 2.12194440e-4f,
                                         0.008312501944601536f, 0.04189033433794975f, 0.16667115688323975f, 0.499992311000824f, 1.0f};
/// Lowest and highest x, the coefficients of P, those of Q, 1.
SEQBENCH_NUMBERS tangentNumbers[] = {-9.0f, 9.0f, 1.82551982e-11f, -1.27804098e-08f, 9.26740601e-06f, 0.00292075978f, 0.129192264f, 0.999999941f,
                                     0.000228099942f, 0.0237631598f, 0.462525102f, 1.0f};

/// 2^n p(r) with x = n ln 2 + r, |r| <= ln 2 / 2; x is held within [-87, 88], where floats are normal.
inline Floats exponential(Floats x) {
  const float* k = exponentialNumbers;
  x = within(x, k[0], k[1]);
  // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits.
  const Floats shifter = splat(k[2]);
  const Floats shifted = multiplyAdd(x, splat(k[3]), shifter);
  const Floats n = shifted - shifter;
  Floats r = multiplyAdd(n, splat(k[4]), x);
  r = multiplyAdd(n, splat(k[5]), r);
  const Floats one = splat(k[10]);
  Floats p = splat(k[6]);
  p = multiplyAdd(p, r, splat(k[7]));
  p = multiplyAdd(p, r, splat(k[8]));
  p = multiplyAdd(p, r, splat(k[9]));
  p = multiplyAdd(p, r, one);
  p = multiplyAdd(p, r, one);
  return p * fromBits((bits(shifted) << 23) + bits(one));
}

inline Floats sigmoid(Floats x) {
  const Floats one = splat(exponentialNumbers[10]);
  return one / (one + exponential(-x));
}

/// x P(x^2) / Q(x^2), x held within [-9, 9], where tanh is 1 to a float's precision.
inline Floats hyperbolicTangent(Floats x) {
  const float* k = tangentNumbers;
  x = within(x, k[0], k[1]);
  const Floats y = x * x;
  Floats p = splat(k[2]);
  p = multiplyAdd(p, y, splat(k[3]));
  p = multiplyAdd(p, y, splat(k[4]));
  p = multiplyAdd(p, y, splat(k[5]));
  p = multiplyAdd(p, y, splat(k[6]));
  p = multiplyAdd(p, y, splat(k[7]));
  Floats q = splat(k[8]);
  q = multiplyAdd(q, y, splat(k[9]));
  q = multiplyAdd(q, y, splat(k[10]));
  q = multiplyAdd(q, y, splat(k[11]));
  return x * p / q;
}

/// 1 / sqrt is not needed to more than a float; the compiler's sqrt of a scalar is one instruction everywhere.
inline Floats squareRoot(Floats x) {
  Floats root;
  for (int i = 0; i < width; i++) root[i] = __builtin_sqrtf(x[i]);
  return root;
}

}  // namespace seqbench::SEQBENCH_SET
