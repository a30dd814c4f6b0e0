// Where things lie in `reserve` (kept from forward to backward), and sizes shared by both.
#pragma once
#include "cells.hpp"
#include "plan.hpp"

namespace seqbench::SEQBENCH_SET {

/// Rows between two panels: 16 n + 9, so that rows of many panels never meet in one set of a cache, as strides of 4096 bytes would.
inline int64_t padRows(int64_t rows) { return ((rows + 6) & ~(int64_t)15) + 9; }

/// Bump allocator over one array; every piece starts at 64 bytes.
struct Memory {
  float* next;
  explicit Memory(const float* start) : next(reinterpret_cast<float*>((reinterpret_cast<uintptr_t>(start) + 63) & ~(uintptr_t)63)) {}
  float* take(int64_t floats) {
    float* piece = next;
    next += (floats + 15) & ~(int64_t)15;
    return piece;
  }
};

/// The same, counting only.
struct Counter {
  int64_t floats = 16;
  float* take(int64_t more) {
    floats += (more + 15) & ~(int64_t)15;
    return nullptr;
  }
};

template <class Cell>
struct Reserve {
  int64_t rows, cellRows;
  int hiddenPanels, inputPanels;
  float* z;      // [hiddenPanels + inputPanels][rows][panel]: h_{t-1} | x_t
  float* kept;   // [tiles * hiddenPanels][rows][panel], see cells.hpp
  float* cells;  // [hiddenPanels][cellRows][panel]: rows 0..B-1 initial, row B + r the one of row r
  float* reset;  // [hiddenPanels][rows][panel]: r * h_{t-1}, where the cell resets before the product

  template <class Source>
  Reserve(const Recurrent& shape, int64_t count, Source&& source) {
    rows = padRows(count);
    cellRows = padRows(count + shape.batch);
    hiddenPanels = ceilDivide(shape.hidden, panel);
    inputPanels = ceilDivide(shape.inputs, panel);
    z = source.take((hiddenPanels + inputPanels) * rows * panel);
    kept = source.take(Cell::tiles * hiddenPanels * rows * panel);
    cells = Cell::hasCell ? source.take(hiddenPanels * cellRows * panel) : nullptr;
    reset = Cell::resetsFirst ? source.take(hiddenPanels * rows * panel) : nullptr;
  }

  float* hiddenRow(int p, int64_t row) const { return z + (p * rows + row) * panel; }
  float* inputRow(int p, int64_t row) const { return z + ((hiddenPanels + p) * rows + row) * panel; }
  float* keptRow(int tile, int p, int64_t row) const { return kept + ((int64_t)(tile * hiddenPanels + p) * rows + row) * panel; }
  float* cellRow(int p, int64_t row) const { return cells + (p * cellRows + row) * panel; }
  float* resetRow(int p, int64_t row) const { return reset + (p * rows + row) * panel; }
};

/// Copies one row of `count` floats into panels, zero behind them.
inline void toPanels(float* to, int64_t panelStride, const float* from, int count) {
  for (int first = 0; first < count; first += panel, to += panelStride)
    for (int v = 0; v < vectors; v++) store(to + v * width, from ? loadPart(from + first + v * width, count - first - v * width) : Floats{});
}

/// The other way round.
inline void fromPanels(float* to, const float* from, int64_t panelStride, int count) {
  for (int first = 0; first < count; first += panel, from += panelStride)
    for (int v = 0; v < vectors; v++) storePart(to + first + v * width, load(from + v * width), count - first - v * width);
}

inline void clear(float* to, int64_t floats) { __builtin_memset(to, 0, floats * sizeof(float)); }

/// Panel [rows padded][panel] of columns first.. first + panel - 1 of w [rows, stride], of which `used` exist.
inline void packColumns(float* to, const float* w, int rows, int64_t stride, int64_t first, int used) {
  for (int k = 0; k < rows; k++, to += panel)
    for (int v = 0; v < vectors; v++) store(to + v * width, loadPart(w + k * stride + first + v * width, used - v * width));
  clear(to, (int64_t)(ceilDivide(rows, panel) * panel - rows) * panel);
}

}  // namespace seqbench::SEQBENCH_SET
