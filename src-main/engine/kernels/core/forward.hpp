// The forward pass over whole sequences: at each step z = [h | x] W + b as one product, the cell's equations on each tile while
// it is in registers. Each worker runs its own sequences through all steps; the only barrier is behind the packing of weights.
#pragma once
#include "packing.hpp"
#include "tile.hpp"

namespace seqbench::SEQBENCH_SET {

template <class Cell>
struct Forward {
  const Recurrent& shape;
  const ForwardArrays& arrays;
  Memory memory;
  ForwardWeights<Cell> weights;
  Plan plan;
  Reserve<Cell> reserve;
  Share share;

  /// Plan memory is one a worker; weights are shared.
  Forward(const Recurrent& shape, const ForwardArrays& arrays, const Team& team)
      : shape(shape), arrays(arrays), memory(arrays.work), weights(shape, memory),
        plan(makePlan(shape, arrays.lengths, memory.take(team.size * planFloats(shape)) + team.worker * planFloats(shape))),
        reserve(shape, plan.rows, Memory(arrays.reserve)), share(shareOf(plan, shape.batch, team)) {
    weights.pack(shape, arrays, team);
  }

  static int64_t workFloats(const Recurrent& shape, int workers) {
    Counter counter;
    ForwardWeights<Cell>(shape, counter);
    counter.take(workers * planFloats(shape));
    return counter.floats;
  }

  void run(const Team& team) {
    begin();
    team.barrier();
    for (int t = 0; t < plan.steps; t++) step(t);
  }

  /// Initial states, and zeroes where a sequence has no step.
  void begin() {
    for (int b = share.first; b < least(shape.batch, share.end); b += share.stride) {
      const int64_t row = plan.order[b];
      toPanels(reserve.hiddenRow(0, b), reserve.rows * panel, arrays.initialHidden ? arrays.initialHidden + row * shape.hidden : nullptr, shape.hidden);
      if (Cell::hasCell)
        toPanels(reserve.cellRow(0, b), reserve.cellRows * panel, arrays.initialCell ? arrays.initialCell + row * shape.hidden : nullptr, shape.hidden);
      clear(arrays.hidden + (row * shape.steps + plan.length[b]) * shape.hidden, (int64_t)(shape.steps - plan.length[b]) * shape.hidden);
    }
  }

  void step(int t) {
    const int own = share.count(plan.active[t]);
    for (int j = 0; j < own; j++) {
      const int b = share.first + j * share.stride;
      const float* x = arrays.x + ((int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])) * shape.inputs;
      toPanels(reserve.inputRow(0, plan.offset[t] + b), reserve.rows * panel, x, shape.inputs);
    }
    // Passes: all tiles at once, or all but the last and then the last.
    for (int from = 0, to; from < Cell::tiles; from = to) {
      to = Cell::resetsFirst && from == 0 ? Cell::tiles - 1 : Cell::tiles;
      for (int first = 0; first < own; first += groupRows)
        for (int u = 0; u < reserve.hiddenPanels; u++) group(t, u, share.first + first * share.stride, least(groupRows, own - first), from, to);
    }
  }

  /// Sequences worked on together: their part of z, the pre-activations of one panel of units, stays in the first-level cache.
  static constexpr int groupRows = tileRows * (width > 8 ? 4 : 8);

  /// `rows` own sequences from sorted sequence b on, the units of panel u: the sums of tiles [from, to), then the cell's equations.
  void group(int t, int u, int b, int rows, int from, int to) {
    alignas(64) float z[Cell::tiles][groupRows][panel];
    const int64_t row = plan.offset[t] + b;
    const bool second = Cell::resetsFirst && from > 0;
    const ptrdiff_t rowStride = share.stride * panel, panelStride = reserve.rows * panel;
    const Operand hidden = {second ? reserve.resetRow(0, row) : reserve.hiddenRow(0, row), rowStride, panelStride, reserve.hiddenPanels};
    const Operand input = {reserve.inputRow(0, row), rowStride, panelStride, reserve.inputPanels};
    if (Cell::tiles == 4 && Cell::gates == 4 && tilesAtOnce(rows) > 1) {
      withRows(rows, [&]<int m>() {
        constexpr int together = tilesAtOnce(m);
        for (int g = 0; g < Cell::tiles; g += together)
          product<m, together>(hidden, input, weights.hiddenBlock(u, g), weights.blockFloats, {weights.biasOf(u, g), 0, panel}, {z[g][0], panel, groupRows * panel});
      });
    } else {
      for (int g = from; g < to; g++) tile(hidden, input, u, g, rows, z[g][0], [&](int r) { fetchRow(t, u, b + r * share.stride, g); });
    }
    for (int r = 0; r < rows; r++) {
      if (Cell::resetsFirst && !second) resetRow(u, row + r * share.stride, z[0][r], groupRows * panel);
      else finishRow(t, u, b + r * share.stride, z[0][r], groupRows * panel);
    }
  }

  /// Tile g's sums, in blocks of k whose weights stay in the first-level cache while the rows pass; near(row) before a row's last part.
  template <class Near>
  void tile(Operand hidden, Operand input, int u, int g, int rows, float* z, Near&& near) {
    const int first = readsHidden<Cell>(g) ? 0 : reserve.hiddenPanels;
    const int last = readsInput<Cell>(g) ? reserve.hiddenPanels + reserve.inputPanels : reserve.hiddenPanels;
    int blocks = ceilDivide(last - first, blockPanels);
    for (int start = first; start < last; blocks--) {
      const int end = start + ceilDivide(last - start, blocks);
      const int fromHidden = most(0, least(end, reserve.hiddenPanels) - start), fromInput = most(0, start - reserve.hiddenPanels);
      Operand a = hidden, more = input;
      a.base += start * hidden.panelStride;
      a.count = fromHidden;
      more.base += fromInput * input.panelStride;
      more.count = end - start - fromHidden;
      forTiles(rows, [&](int at, int n) {
        Operand ownA = a, ownMore = more;
        ownA.base += at * a.rowStride;
        ownMore.base += at * more.rowStride;
        if (end == last)
          for (int r = at; r < at + n; r++) near(r);
        const Place<const float> initial = start == first ? Place<const float>{weights.biasOf(u, g), 0, 0} : Place<const float>{z + at * panel, panel, 0};
        productOf(n, ownA, ownMore, weights.hiddenBlock(u, g) + (int64_t)start * panel * panel, initial, {z + at * panel, panel, 0});
      });
      start = end;
    }
  }

  /// What finishRow will write of tile g, and some of the rest with each tile, fetched while the products are computed.
  void fetchRow(int t, int u, int b, int g) const {
    const int64_t row = plan.offset[t] + b;
    fetchToWrite(reserve.keptRow(g, u, row));
    if (Cell::hasCell && g == 0) fetchToWrite(reserve.cellRow(u, shape.batch + row));
    if (g == 1 % Cell::tiles && b < plan.active[t + 1]) fetchToWrite(reserve.hiddenRow(u, plan.offset[t + 1] + b));
    if (g == 2 % Cell::tiles) fetchToWrite(arrays.hidden + ((int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])) * shape.hidden + u * panel);
  }

  /// First pass of a cell that resets before the product.
  void resetRow(int u, int64_t row, const float* z, int stride) {
    if constexpr (Cell::resetsFirst) {
      for (int at = 0; at < panel; at += width) {
        const Floats sums[] = {load(z + at), load(z + stride + at)};
        Floats keep[2];
        store(reserve.resetRow(u, row) + at, Cell::reset(sums, {load(reserve.hiddenRow(u, row) + at), Floats{}}, keep));
        for (int g = 0; g < 2; g++) store(reserve.keptRow(g, u, row) + at, keep[g]);
      }
    }
  }

  /// The cell's equations for the units of panel u of sequence b; tile g of z lies at g * stride.
  void finishRow(int t, int u, int b, const float* z, int stride) {
    const int64_t row = plan.offset[t] + b;
    const bool last = b >= plan.active[t + 1];
    for (int v = 0; v < vectors; v++) {
      const int at = v * width;
      Floats sums[Cell::tiles], keep[Cell::tiles];
      for (int g = 0; g < Cell::tiles; g++) sums[g] = load(z + g * stride + at);
      if (Cell::resetsFirst) keep[1] = load(reserve.keptRow(1, u, row) + at);
      State before = {load(reserve.hiddenRow(u, row) + at), Floats{}};
      if (Cell::hasCell) before.cell = load(reserve.cellRow(u, cellRowBefore(plan, shape.batch, t, b)) + at);
      const State state = Cell::forward(sums, before, keep);
      for (int g = Cell::resetsFirst ? Cell::tiles - 1 : 0; g < Cell::tiles; g++) store(reserve.keptRow(g, u, row) + at, keep[g]);
      if (Cell::hasCell) store(reserve.cellRow(u, shape.batch + row) + at, state.cell);
      writeState(t, u, b, at, state, last);
    }
  }

  void writeState(int t, int u, int b, int at, State state, bool last) {
    const int64_t sequence = plan.order[b], unit = (int64_t)u * panel + at;
    const int used = (int)(shape.hidden - unit);
    storePart(arrays.hidden + (sequence * shape.steps + timeOf(shape, t, plan.length[b])) * shape.hidden + unit, state.hidden, used);
    if (!last) return store(reserve.hiddenRow(u, plan.offset[t + 1] + b) + at, state.hidden);
    storePart(arrays.finalHidden + sequence * shape.hidden + unit, state.hidden, used);
    if (Cell::hasCell) storePart(arrays.finalCell + sequence * shape.hidden + unit, state.cell, used);
  }

  static int64_t cellRowBefore(const Plan& plan, int batch, int t, int b) { return t == 0 ? b : batch + plan.offset[t - 1] + b; }
};

}  // namespace seqbench::SEQBENCH_SET
