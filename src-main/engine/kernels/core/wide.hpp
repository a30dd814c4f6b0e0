// Numbers held as mantissa times 2^exponent, each in a register of its own: they reach as far as logarithms do, and are multiplied
// and added without one exponential or logarithm, and without the digits that a large logarithm loses. For sums over paths.
#pragma once
#include "math.hpp"

namespace seqbench::SEQBENCH_SET {

typedef int32_t LooseIntegers __attribute__((vector_size(width * 4), aligned(4), may_alias));
inline Integers load(const int32_t* from) { return *reinterpret_cast<const LooseIntegers*>(from); }
inline void store(int32_t* to, Integers value) { *reinterpret_cast<LooseIntegers*>(to) = value; }
inline Integers splatInteger(int32_t value) { return value - Integers{}; }
inline Integers larger(Integers a, Integers b) { return a > b ? a : b; }

/// mantissa 2^exponent, mantissa in [0.7, 6) or 0; zero has this exponent, below all others.
struct Wide {
  Floats mantissa;
  Integers exponent;
};
constexpr int32_t zeroExponent = -(1 << 28);

/// Numbers of one step, one a place; arrays of `row` floats.
struct WideRow {
  float* mantissa;
  int32_t* exponent;
  Wide at(int place) const { return {load(mantissa + place), load(exponent + place)}; }
  void set(int place, Wide value) const {
    store(mantissa + place, value.mantissa);
    store(exponent + place, value.exponent);
  }
  void setOne(int place, float value) const {
    mantissa[place] = value;
    exponent[place] = value == 0 ? zeroExponent : 0;
  }
};

/// 2^n, n held within [-126, 126].
inline Floats powerOfTwo(Integers n) {
  n = larger(n, splatInteger(-126));
  n = n > splatInteger(126) ? splatInteger(126) : n;
  return fromBits((n + splatInteger(127)) << 23);
}

/// The exponential of math.hpp without its limits: of x, down to a million below zero, and a small rest that x has no digits for.
inline Wide wideExponential(Floats x, Floats rest = Floats{}) {
  x = within(x, -1e6f, 1e6f);
  const Floats shifter = splat(12582912.0f);
  const Floats shifted = multiplyAdd(x, splat(1.44269504f), shifter);
  const Floats n = shifted - shifter;
  Floats r = multiplyAdd(n, splat(-0.693359375f), x);
  r = multiplyAdd(n, splat(2.12194440e-4f), r) + rest;
  return {exponential(r), bits(shifted) - bits(shifter)};
}

/// m 2^exponent with the mantissa in [1, 2) or 0; m is not below what a normal float holds, or 0.
inline Wide normalised(Floats m, Integers exponent) {
  const Integers raw = bits(m);
  const Integers isZero = m == Floats{};
  return {fromBits(((raw & splatInteger(0x7fffff)) | splatInteger(0x3f800000)) & ~isZero), isZero ? splatInteger(zeroExponent) : exponent + (raw >> 23) - splatInteger(127)};
}

/// (a + b + c) times factor, mantissa in [1, 2) or 0.
inline Wide addAndMultiply(Wide a, Wide b, Wide c, Wide factor) {
  const Integers top = larger(larger(a.exponent, b.exponent), c.exponent);
  Floats sum = a.mantissa * powerOfTwo(a.exponent - top);
  sum = multiplyAdd(b.mantissa, powerOfTwo(b.exponent - top), sum);
  sum = multiplyAdd(c.mantissa, powerOfTwo(c.exponent - top), sum);
  return normalised(sum * factor.mantissa, top + factor.exponent);
}

inline Wide where(Integers mask, Wide value) { return {fromBits(bits(value.mantissa) & mask), mask ? value.exponent : splatInteger(zeroExponent)}; }

/// 2^n for -1022 <= n <= 1023.
inline double powerOfTwoDouble(int n) {
  const uint64_t raw = (uint64_t)(n + 1023) << 52;
  double value;
  __builtin_memcpy(&value, &raw, sizeof value);
  return value;
}

}  // namespace seqbench::SEQBENCH_SET
