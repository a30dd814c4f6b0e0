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
  ForwardWeights<Cell> weights;
  Plan plan;
  /// Whether nothing is kept for a gradient: the reserve is then rows of two steps, used in turn.
  bool rolling;
  Reserve<Cell> reserve;
  Share share;

  /// Memory of the plans: one a worker.
  Forward(const Recurrent& shape, const ForwardArrays& arrays, const ForwardWeights<Cell>& weights, float* plans, bool rolling, const Team& team)
      : shape(shape), arrays(arrays), weights(weights), plan(makePlan(shape, arrays.lengths, plans + team.worker * planFloats(shape))), rolling(rolling),
        reserve(shape, rolling ? 2 * (int64_t)shape.batch : plan.rows, Memory(arrays.reserve)), share(shareOf(plan, shape.batch, team)) {}

  static int64_t workFloats(const Recurrent& shape, int workers) {
    Counter counter;
    ForwardWeights<Cell>(shape, counter);
    counter.take(workers * planFloats(shape));
    return counter.floats;
  }

  /// Keeps in arrays.reserve what the gradient needs.
  static void train(const Recurrent& shape, const ForwardArrays& arrays, const Team& team) {
    Memory memory(arrays.work);
    const ForwardWeights<Cell> weights(shape, memory);
    weights.pack(shape, arrays.wx, arrays.wh, arrays.bias, team);
    Forward pass(shape, arrays, weights, memory.take(team.size * planFloats(shape)), false, team);
    pass.begin();
    team.barrier();
    pass.run();
  }

  static int64_t inferenceFloats(const Recurrent& shape, int workers) {
    Counter counter;
    counter.take(workers * planFloats(shape));
    Counter reserve;
    Reserve<Cell>(shape, 2 * (int64_t)shape.batch, reserve);
    counter.take(reserve.floats);
    return counter.floats;
  }

  /// The same with weights packed before, keeping nothing. Final states may lie where the initial ones do.
  static void infer(const Recurrent& shape, const InferenceArrays& given, const Team& team) {
    const ForwardWeights<Cell> weights(shape, Memory(given.packed));
    Memory memory(given.work);
    float* const plans = memory.take(team.size * planFloats(shape));
    const ForwardArrays arrays = {given.x, nullptr, nullptr, nullptr, given.lengths, given.initialHidden, given.initialCell, given.hidden, given.finalHidden, given.finalCell, memory.next, nullptr};
    Forward pass(shape, arrays, weights, plans, true, team);
    pass.begin();
    pass.run();
  }

  void run() {
    for (int t = 0; t < plan.steps; t++) step(t);
  }

  /// Row of the reserve that belongs to sorted sequence b at step t.
  int64_t rowOf(int t, int b) const { return (rolling ? (int64_t)(t & 1) * shape.batch : plan.offset[t]) + b; }
  int64_t cellRowBefore(int t, int b) const { return t == 0 ? b : shape.batch + rowOf(t - 1, b); }
  /// Where h of sorted sequence b at step t goes in the result.
  int64_t place(int t, int b) const { return ((int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])) * shape.hidden; }

  /// Initial states, and zeroes where a sequence has no step.
  void begin() {
    for (int b = share.first; b < least(shape.batch, share.end); b += share.stride) {
      const int64_t row = plan.order[b];
      toPanels(reserve.hiddenRow(0, b), reserve.rows * panel, arrays.initialHidden ? arrays.initialHidden + row * shape.hidden : nullptr, shape.hidden);
      if (Cell::hasCell)
        toPanels(reserve.cellRow(0, b), reserve.cellRows * panel, arrays.initialCell ? arrays.initialCell + row * shape.hidden : nullptr, shape.hidden);
      if (arrays.hidden) clear(arrays.hidden + (row * shape.steps + plan.length[b]) * shape.hidden, (int64_t)(shape.steps - plan.length[b]) * shape.hidden);
    }
  }

  void step(int t) {
    const int own = share.count(plan.active[t]);
    for (int j = 0; j < own; j++) {
      const int b = share.first + j * share.stride;
      const float* x = arrays.x + ((int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])) * shape.inputs;
      toPanels(reserve.inputRow(0, rowOf(t, b)), reserve.rows * panel, x, shape.inputs);
    }
    // Passes: all tiles at once, or all but the last and then the last.
    for (int from = 0, to; from < Cell::tiles; from = to) {
      to = Cell::resetsFirst && from == 0 ? Cell::tiles - 1 : Cell::tiles;
      int groups = ceilDivide(own, groupRows);
      for (int first = 0, rows; first < own; first += rows, groups--) {
        rows = ceilDivide(own - first, groups);
        for (int u = 0; u < reserve.hiddenPanels; u++) group(t, u, share.first + first * share.stride, rows, from, to);
      }
    }
  }

  /// Most sequences worked on together: their part of z, the pre-activations of one panel of units, stays in the first-level cache.
  static constexpr int groupRows = tileRows * (width > 8 ? 4 : 8);

  /// Panels of k worked through at a time. Fewer, longer sums than backward's: the weights of one block still find room in the first-level cache.
  static constexpr int forwardPanels = 384 / panel;

  /// `rows` own sequences from sorted sequence b on, the units of panel u: the sums of tiles [from, to), then the cell's equations.
  void group(int t, int u, int b, int rows, int from, int to) {
    alignas(64) float z[Cell::tiles][groupRows][panel];
    const int64_t row = rowOf(t, b);
    const bool second = Cell::resetsFirst && from > 0;
    const ptrdiff_t rowStride = share.stride * panel, panelStride = reserve.rows * panel;
    const Operand hidden = {second ? reserve.resetRow(0, row) : reserve.hiddenRow(0, row), rowStride, panelStride, reserve.hiddenPanels};
    const Operand input = {reserve.inputRow(0, row), rowStride, panelStride, reserve.inputPanels};
    if (Cell::tiles == 4 && Cell::gates == 4 && tilesAtOnce(rows) > 1) {
      withRows(rows, [&]<int m>() {
        constexpr int together = tilesAtOnce(m);
        for (int g = 0; g < Cell::tiles; g += together)
          product<m, together>(hidden, input, weights.hiddenBlock(u, g), weights.blockFloats, {weights.biasOf(u, g), 0, panel}, {z[g][0], panel, groupRows * panel}, weights.hiddenBlock(u, g));
      });
    } else {
      for (int g = from; g < to; g++) tile(hidden, input, u, g, rows, z[g][0], [&](int r) { fetchRow(t, u, b + r * share.stride, g); });
    }
    if (Cell::resetsFirst && !second)
      for (int r = 0; r < rows; r++) resetRow(u, row + r * share.stride, z[0][r], groupRows * panel);
    else
      finishRows(t, u, b, rows, z[0][0], groupRows * panel);
  }

  /// Tile g's sums, in blocks of k whose weights stay in the first-level cache while the rows pass; near(row) before a row's last part.
  template <class Near>
  void tile(Operand hidden, Operand input, int u, int g, int rows, float* z, Near&& near) {
    const int first = readsHidden<Cell>(g) ? 0 : reserve.hiddenPanels;
    const int last = readsInput<Cell>(g) ? reserve.hiddenPanels + reserve.inputPanels : reserve.hiddenPanels;
    int blocks = ceilDivide(last - first, forwardPanels);
    for (int start = first; start < last; blocks--) {
      const int end = start + ceilDivide(last - start, blocks);
      const int fromHidden = most(0, least(end, reserve.hiddenPanels) - start), fromInput = most(0, start - reserve.hiddenPanels);
      Operand a = hidden, more = input;
      a.base += start * hidden.panelStride;
      a.count = fromHidden;
      more.base += fromInput * input.panelStride;
      more.count = end - start - fromHidden;
      const float* block = weights.hiddenBlock(u, g) + (int64_t)start * panel * panel;
      const float* next = block + (int64_t)(end - start) * panel * panel;
      forTiles(rows, [&](int at, int n) {
        Operand ownA = a, ownMore = more;
        ownA.base += at * a.rowStride;
        ownMore.base += at * more.rowStride;
        if (end == last)
          for (int r = at; r < at + n; r++) near(r);
        const Place<const float> initial = start == first ? Place<const float>{weights.biasOf(u, g), 0, 0} : Place<const float>{z + at * panel, panel, 0};
        productOf(n, ownA, ownMore, block, initial, {z + at * panel, panel, 0}, next);
        next += (end - start) * linesAhead * 16;
      });
      start = end;
    }
  }

  /// What finishRow will write of tile g, and some of the rest with each tile, fetched while the products are computed.
  void fetchRow(int t, int u, int b, int g) const {
    const int64_t row = rowOf(t, b);
    fetchToWrite(reserve.keptRow(g, u, row));
    if (Cell::hasCell && g == 0) fetchToWrite(reserve.cellRow(u, shape.batch + row));
    if (g == 1 % Cell::tiles && b < plan.active[t + 1]) fetchToWrite(reserve.hiddenRow(u, rowOf(t + 1, b)));
    if (g == 2 % Cell::tiles && arrays.hidden) fetchToWrite(arrays.hidden + place(t, b) + u * panel);
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

  /// The cell's equations for the units of panel u of `rows` own sequences from b on; tile g of row r of z lies at g * zStride + r * panel.
  void finishRows(int t, int u, int b, int rows, float* z, ptrdiff_t zStride) {
    const int stride = share.stride;
    const int64_t keptStride = reserve.hiddenPanels * reserve.rows * panel;
    float* kept = reserve.keptRow(0, u, rowOf(t, b));
    const float* before = reserve.hiddenRow(u, rowOf(t, b));
    const float* cellBefore = Cell::hasCell ? reserve.cellRow(u, cellRowBefore(t, b)) : nullptr;
    float* cell = Cell::hasCell ? reserve.cellRow(u, shape.batch + rowOf(t, b)) : nullptr;
    float* to = z;
    for (int r = 0; r < rows; r++, to += panel) {
      for (int at = 0; at < panel; at += width) {
        Floats sums[Cell::tiles], keep[Cell::tiles];
        for (int g = 0; g < Cell::tiles; g++) sums[g] = load(to + g * zStride + at);
        if (Cell::resetsFirst) keep[1] = load(kept + keptStride + at);
        const State next = Cell::forward(sums, {load(before + at), Cell::hasCell ? load(cellBefore + at) : Floats{}}, keep);
        for (int g = Cell::resetsFirst ? Cell::tiles - 1 : 0; g < Cell::tiles; g++) store(kept + g * keptStride + at, keep[g]);
        if (Cell::hasCell) store(cell + at, next.cell);
        store(to + at, next.hidden);
      }
      kept += stride * panel;
      before += stride * panel;
      if (Cell::hasCell) cellBefore += stride * panel, cell += stride * panel;
    }
    spreadRows(t, u, b, rows, z);
  }

  /// h of the rows whose equations are done, to where it is read. A loop of its own: the equations of one vector wait for each other, and
  /// shorter ones let a processor work on more vectors at once.
  void spreadRows(int t, int u, int b, int rows, const float* z) {
    const int stride = share.stride, going = plan.active[t + 1], units = shape.hidden;
    const int64_t unit = (int64_t)u * panel;
    const int used = units - u * panel;
    float* after = reserve.hiddenRow(u, rowOf(t + 1, b));
    const float* cell = Cell::hasCell ? reserve.cellRow(u, shape.batch + rowOf(t, b)) : nullptr;
    for (int r = 0; r < rows; r++, b += stride, z += panel, after += stride * panel) {
      float* const hidden = arrays.hidden ? arrays.hidden + place(t, b) + unit : nullptr;
      const bool last = b >= going;
      for (int at = 0; at < panel; at += width) {
        const State next = {load(z + at), Cell::hasCell ? load(cell + at) : Floats{}};
        const Floats h = Cell::hidden(next);
        if (hidden) storePart(hidden + at, h, used - at);
        if (!last) {
          store(after + at, h);
        } else {
          const int64_t state = plan.order[b] * (int64_t)units + unit + at;
          storePart(arrays.finalHidden + state, h, used - at);
          if (Cell::hasCell) storePart(arrays.finalCell + state, next.cell, used - at);
        }
      }
      if (Cell::hasCell) cell += stride * panel;
    }
  }
};

}  // namespace seqbench::SEQBENCH_SET
