// The micro-kernels. All products are made of tiles of at most tileRows x panel sums held in registers:
//   product  C[m, n] = C0[m, n] + sum_k A[m, k] B[k, n]   A in panels along k (k runs inside a row of a panel), B one panel [k][panel]
//   outer    C[m, n] += sum_r Z[r, m] G[r, n]             Z and G one panel each, [r][panel]; C [m][panel]
// The order of each sum is that of k or r, whatever the tile, hence results depend neither on tiling nor on threads.
// They are functions, not inlined: a call costs little beside a tile, and each exists once instead of once a cell and place.
#pragma once
#include "vector.hpp"

namespace seqbench::SEQBENCH_SET {

#if defined(__wasm__)
#define SEQBENCH_UNROLL _Pragma("clang loop unroll(disable)")
#define SEQBENCH_FULLY _Pragma("clang loop unroll(full)")
#elif defined(__clang__)
#define SEQBENCH_UNROLL _Pragma("clang loop unroll_count(4)")
#define SEQBENCH_FULLY _Pragma("clang loop unroll(full)")
#else
#define SEQBENCH_UNROLL _Pragma("GCC unroll 4")
#define SEQBENCH_FULLY _Pragma("GCC unroll 16")
#endif

/// Rows of A that a tile reads: row m of panel p, its k-th float: base[p * panelStride + m * rowStride + k], for `count` panels.
struct Operand {
  const float* base;
  ptrdiff_t rowStride, panelStride;
  int count;
};

/// A tile in memory: row m of the t-th of several tiles side by side.
template <class Number>
struct Place {
  Number* base;
  ptrdiff_t rowStride, tileStride;
};

/// Lines of B fetched ahead with each of A's panels: a block of B has been fetched when eight tiles have passed over the one before.
constexpr int linesAhead = most(1, panel * panel / 128);

/// out = initial + A B, where A is `a` and then `more` (count 0: nothing), B the panels [k][panel] at b and, for more tiles, bStride on.
/// `next` is what the following tiles will read: brought into the second-level cache, since large weights come from far at every step.
template <int rows, int tiles>
__attribute__((noinline)) void product(Operand a, Operand more, const float* b, ptrdiff_t bStride, Place<const float> initial, Place<float> out, const float* next) {
  Floats sums[tiles][rows][vectors];
  SEQBENCH_FULLY
  for (int t = 0; t < tiles; t++)
    SEQBENCH_FULLY
    for (int m = 0; m < rows; m++)
      SEQBENCH_FULLY
      for (int v = 0; v < vectors; v++) sums[t][m][v] = load(initial.base + t * initial.tileStride + m * initial.rowStride + v * width);
  // Rows are reached from two pointers and one stride: six pointers would not all find a register.
  constexpr int low = rows < 3 ? rows : 3;
  for (int part = 0; part < 2; part++) {
    const float* a0 = a.base;
    const float* a1 = a.base + low * a.rowStride;
    for (int p = 0; p < a.count; p++) {
      SEQBENCH_FULLY
      for (int line = 0; line < linesAhead; line++, next += 16) fetchFar(next);
      SEQBENCH_UNROLL
      for (int k = 0; k < panel; k++) {
        Floats columns[tiles][vectors];
        SEQBENCH_FULLY
        for (int t = 0; t < tiles; t++)
          SEQBENCH_FULLY
          for (int v = 0; v < vectors; v++) columns[t][v] = load(b + t * bStride + v * width);
        SEQBENCH_FULLY
        for (int m = 0; m < rows; m++) {
          const Floats x = splat(m < low ? a0[m * a.rowStride + k] : a1[(m - low) * a.rowStride + k]);
          SEQBENCH_FULLY
          for (int t = 0; t < tiles; t++)
            SEQBENCH_FULLY
            for (int v = 0; v < vectors; v++) sums[t][m][v] = multiplyAdd(x, columns[t][v], sums[t][m][v]);
        }
        b += panel;
      }
      a0 += a.panelStride;
      a1 += a.panelStride;
    }
    a = more;
  }
  SEQBENCH_FULLY
  for (int t = 0; t < tiles; t++)
    SEQBENCH_FULLY
    for (int m = 0; m < rows; m++)
      SEQBENCH_FULLY
      for (int v = 0; v < vectors; v++) store(out.base + t * out.tileStride + m * out.rowStride + v * width, sums[t][m][v]);
}

/// C[m][panel] (+)= sum over `count` rows r of z[r][m] g[r][panel]; both panels' rows are `panel` floats apart.
/// C is fetched first and added last: it comes from far, and the sum need not wait for it.
template <int rows>
__attribute__((noinline)) void outer(float* c, const float* z, const float* g, int count, bool add) {
  Floats sums[rows][vectors];
  SEQBENCH_FULLY
  for (int m = 0; m < rows; m++) {
    fetchToWrite(c + m * panel);
    SEQBENCH_FULLY
    for (int v = 0; v < vectors; v++) sums[m][v] = Floats{};
  }
  SEQBENCH_UNROLL
  for (int r = 0; r < count; r++) {
    Floats columns[vectors];
    SEQBENCH_FULLY
    for (int v = 0; v < vectors; v++) columns[v] = load(g + v * width);
    SEQBENCH_FULLY
    for (int m = 0; m < rows; m++) {
      const Floats x = splat(z[m]);
      SEQBENCH_FULLY
      for (int v = 0; v < vectors; v++) sums[m][v] = multiplyAdd(x, columns[v], sums[m][v]);
    }
    z += panel;
    g += panel;
  }
  SEQBENCH_FULLY
  for (int m = 0; m < rows; m++) {
    SEQBENCH_FULLY
    for (int v = 0; v < vectors; v++) {
      float* to = c + m * panel + v * width;
      store(to, add ? load(to) + sums[m][v] : sums[m][v]);
    }
  }
}

/// Calls body.template operator()<n>() with n = rows, 1 <= rows <= tileRows.
template <int n = tileRows, class Body>
inline __attribute__((always_inline)) void withRows(int rows, Body&& body) {
  if constexpr (n == 1) body.template operator()<1>();
  else if (rows == n) body.template operator()<n>();
  else withRows<n - 1>(rows, body);
}

/// Cuts `rows` into tiles of nearly equal height and calls body(first, count) for each.
template <class Body>
inline void forTiles(int rows, Body&& body) {
  int tiles = ceilDivide(rows, tileRows);
  for (int first = 0; tiles > 0; tiles--) {
    const int count = ceilDivide(rows - first, tiles);
    body(first, count);
    first += count;
  }
}

/// How many tiles of so many rows are best computed at once: few rows leave registers free, and need more sums in flight.
constexpr int tilesAtOnce(int rows) { return rows * 4 <= tileRows ? 4 : rows * 2 <= tileRows ? 2 : 1; }

/// One tile; where `next` is not given, nothing is fetched that is not near already.
inline void productOf(int rows, Operand a, Operand more, const float* b, Place<const float> initial, Place<float> out, const float* next = nullptr) {
  withRows(rows, [&]<int m>() { product<m, 1>(a, more, b, 0, initial, out, next ? next : b); });
}

/// The outer product of one panel of Z (of which `used` columns exist) with one panel of G.
inline void outerPanel(float* c, const float* z, const float* g, int used, int count, bool add) {
  forTiles(used, [&](int first, int rows) {
    withRows(rows, [&]<int m>() { outer<m>(c + first * panel, z + first, g, count, add); });
  });
}

}  // namespace seqbench::SEQBENCH_SET
