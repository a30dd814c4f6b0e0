// Vectors of floats by the compiler's own extension. Everything in core/ is compiled once per instruction set, in a
// namespace of that name; nothing here includes a library header, so that no inlined library function compiled for a
// newer instruction set can end up in code that an older machine runs.
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifndef SEQBENCH_SET
#error "SEQBENCH_SET (namespace), SEQBENCH_WIDTH (floats a vector) and SEQBENCH_ROWS (rows a tile) are given by scripts/build-kernels.mjs"
#endif

namespace seqbench::SEQBENCH_SET {

/// Floats in a vector.
constexpr int width = SEQBENCH_WIDTH;
/// Vectors side by side in a tile.
constexpr int vectors = 2;
/// Columns of a panel: every matrix the micro-kernel reads is cut into panels [rows][panel], each row of one lying in one piece.
constexpr int panel = width * vectors;
/// Most rows of a tile: rows * vectors accumulators, with the operands, just fit the registers.
constexpr int tileRows = SEQBENCH_ROWS;

typedef float Floats __attribute__((vector_size(width * 4)));
typedef int32_t Integers __attribute__((vector_size(width * 4)));
typedef float LooseFloats __attribute__((vector_size(width * 4), aligned(4), may_alias));

inline Floats load(const float* from) { return *reinterpret_cast<const LooseFloats*>(from); }
inline void store(float* to, Floats value) { *reinterpret_cast<LooseFloats*>(to) = value; }
/// value - 0 is value, even for -0, so the compiler leaves only a broadcast; value + 0 would be an addition.
inline Floats splat(float value) { return value - Floats{}; }

/// a b + c: one instruction where there is one (the build allows contraction).
inline Floats multiplyAdd(Floats a, Floats b, Floats c) {
#if defined(__wasm_relaxed_simd__)
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return a * b + c;
#endif
}

inline Floats larger(Floats a, Floats b) { return a > b ? a : b; }
/// Held within [low, high]; a NaN stays one. With relaxed SIMD a comparison and choice may become an instruction that drops it.
inline Floats within(Floats x, float low, float high) {
#if defined(__wasm__)
  return __builtin_wasm_pmin_f32x4(__builtin_wasm_pmax_f32x4(x, splat(low)), splat(high));
#elif defined(__AVX__) && SEQBENCH_WIDTH == 8
  // g++ makes four instructions of two choices. Where either is a NaN these give the second operand.
  return __builtin_ia32_minps256(splat(high), __builtin_ia32_maxps256(splat(low), x));
#else
  x = x < splat(low) ? splat(low) : x;
  return x > splat(high) ? splat(high) : x;
#endif
}
inline Integers bits(Floats value) { return (Integers)value; }
inline Floats fromBits(Integers value) { return (Floats)value; }

inline float sum(Floats value) {
  float total = 0;
  for (int i = 0; i < width; i++) total += value[i];
  return total;
}

/// Brings a panel row (one or two cache lines) near before it is needed; a product's time hides the way to memory.
inline void fetch(const float* row) {
  for (int at = 0; at < panel; at += 16) __builtin_prefetch(row + at, 0);
}
inline void fetchToWrite(float* row) {
  for (int at = 0; at < panel; at += 16) __builtin_prefetch(row + at, 1);
}

/// One line into the second-level cache: what is needed soon, but not by this tile.
inline void fetchFar(const float* line) { __builtin_prefetch(line, 0, 2); }

/// Reads `count` floats of a row, zero behind them; count <= width may be 0 or less.
inline Floats loadPart(const float* from, int count) {
  if (count >= width) return load(from);
  Floats value = {};
  for (int i = 0; i < count; i++) value[i] = from[i];
  return value;
}
inline void storePart(float* to, Floats value, int count) {
  if (count >= width) return store(to, value);
  for (int i = 0; i < count; i++) to[i] = value[i];
}

constexpr int ceilDivide(int value, int by) { return (value + by - 1) / by; }
constexpr int least(int a, int b) { return a < b ? a : b; }
constexpr int most(int a, int b) { return a > b ? a : b; }

}  // namespace seqbench::SEQBENCH_SET
