// The backward pass through time. Chunks of about 256 rows (sequence steps), from the last step to the first; in each chunk
//   1. every worker runs its own sequences back: dh_t = dz_{t+1} Wh^T + what the loss sends, then the cell's dz_t;
//   2. behind one barrier: dW += [h | x]^T dz with dz panels dealt out to workers, dx = dz Wx^T with rows dealt out.
// Each sum is made by one worker in the order of rows, so results are the same bits for every number of workers.
// dz lies in two buffers in turn: what the next chunk's first step reads stays, and one barrier a chunk is enough.
#pragma once
#include "packing.hpp"
#include "tile.hpp"

namespace seqbench::SEQBENCH_SET {

constexpr int chunkRows = 256;
alignas(64) constexpr float zeros[panel] = {};

template <class Cell>
struct Backward {
  const Recurrent& shape;
  const BackwardArrays& arrays;
  int hiddenPanels, inputPanels;
  int64_t columns, ringRows, batchRows;
  Side<Cell, false> hiddenSide;
  Side<Cell, true> inputSide;
  TransposedWeights hiddenWeights, inputWeights;
  WeightSums hiddenSums, inputSums;
  float *ring[2], *biasSums, *carry, *partial, *inputPartial, *norms, *plans;
  Plan plan;
  Share share;

  template <class Source>
  Backward(const Recurrent& shape, const BackwardArrays& arrays, int workers, Source&& source)
      : shape(shape), arrays(arrays), hiddenPanels(ceilDivide(shape.hidden, panel)), inputPanels(ceilDivide(shape.inputs, panel)),
        columns((int64_t)Cell::gates * shape.hidden), ringRows(padRows(most(chunkRows, shape.batch))), batchRows(padRows(shape.batch)),
        hiddenSide{hiddenPanels}, inputSide{hiddenPanels}, hiddenWeights(shape.hidden, hiddenSide.count(), source),
        inputWeights(shape.inputs, inputSide.count(), source), hiddenSums(shape.hidden, hiddenSide.count(), source),
        inputSums(shape.inputs, inputSide.count(), source) {
    for (auto& buffer : ring) buffer = source.take(Cell::tiles * hiddenPanels * ringRows * panel);
    biasSums = source.take((int64_t)Cell::tiles * hiddenPanels * panel);
    carry = source.take(hiddenPanels * batchRows * panel);
    partial = source.take(hiddenPanels * batchRows * panel);
    inputPartial = source.take(inputPanels * ringRows * panel);
    norms = source.take((int64_t)shape.batch * width);
    plans = source.take(workers * planFloats(shape));
  }

  static int64_t workFloats(const Recurrent& shape, int workers) {
    Counter counter;
    BackwardArrays none = {};
    Backward(shape, none, workers, counter);
    return counter.floats;
  }

  void run(const Team& team) {
    plan = makePlan(shape, arrays.lengths, plans + team.worker * planFloats(shape));
    share = shareOf(plan, shape.batch, team);
    hiddenWeights.pack(hiddenSide, arrays.wh, shape.hidden, shape.hidden, columns, team);
    inputWeights.pack(inputSide, arrays.wx, shape.inputs, shape.hidden, columns, team);
    const Piece own = pieceOf(Cell::tiles * hiddenPanels, team);
    clear(biasSums + (int64_t)own.begin * panel, (int64_t)(own.end - own.begin) * panel);
    clearPadding();
    const Reserve<Cell> reserve(shape, plan.rows, Memory(arrays.reserve));
    team.barrier();

    int high = plan.steps - 1, turn = 0, before = 0;
    for (bool first = true; high >= 0; turn ^= 1, first = false) {
      int low = high;
      while (low > 0 && plan.offset[high + 1] - plan.offset[low - 1] <= chunkRows) low--;
      for (int t = high; t >= low; t--) step(reserve, t, low, turn, t == high ? before : low);
      before = low;
      team.barrier();
      weightGradients(reserve, own, ring[turn], low, high, first);
      inputGradients(team, ring[turn], low, high);
      high = low - 1;
    }
    initialGradients(turn ^ 1);
    finishWeights(own);
  }

  void clearPadding() {
    for (int b = share.first; b < least(shape.batch, share.end); b += share.stride) {
      const int64_t row = (int64_t)plan.order[b] * shape.steps + plan.length[b];
      const int64_t beyond = shape.steps - plan.length[b];
      clear(arrays.dx + row * shape.inputs, beyond * shape.inputs);
      clear(arrays.stepNorms + row, beyond);
    }
  }

  /// Gradients carried from step t to the step before are cut; never into the initial state.
  bool cuts(int t) const { return shape.truncation > 0 && t > 0 && t % shape.truncation == 0; }

  float* dz(int turn, int dzPanel, int64_t localRow) const { return ring[turn] + (dzPanel * ringRows + localRow) * panel; }

  /// Step t, whose chunk starts at step `low` in buffer `turn`; `lowAfter`: where the chunk of step t + 1 starts.
  void step(const Reserve<Cell>& reserve, int t, int low, int turn, int lowAfter) {
    const int now = share.count(plan.active[t]), after = share.count(plan.active[t + 1]);
    const int turnAfter = low == lowAfter ? turn : turn ^ 1;
    const bool cut = cuts(t + 1);
    const int64_t local = plan.offset[t] - plan.offset[low];
    const auto near = [&](int u, int b) { fetchRow(reserve, t, u, b); };
    products(cut ? 0 : after, turnAfter, plan.offset[t + 1] - (after > 0 ? plan.offset[lowAfter] : 0), near,
             [&](int u, int b, int count) { rows(reserve, t, u, b, count, turn, local, partial + (u * batchRows + b) * panel, share.stride * panel, false); });
    for (int u = 0; u < hiddenPanels; u++) {
      if (cut && after > 0) rows(reserve, t, u, share.first, after, turn, local, zeros, 0, true);
      for (int j = after; j < now; j++) {
        const int b = share.first + j * share.stride;
        const int64_t at = (int64_t)plan.order[b] * shape.hidden + u * panel;
        alignas(64) float final[panel];
        for (int v = 0; v < vectors; v++) {
          const int used = shape.hidden - u * panel - v * width;
          store(final + v * width, arrays.dFinalHidden ? loadPart(arrays.dFinalHidden + at + v * width, used) : Floats{});
          const bool cell = Cell::hasCell && arrays.dFinalCell;
          store(carry + (u * batchRows + b) * panel + v * width, cell ? loadPart(arrays.dFinalCell + at + v * width, used) : Floats{});
        }
        rows(reserve, t, u, b, 1, turn, local, final, 0, false);
      }
    }
    if (Cell::resetsFirst) resets(reserve, t, now, turn, local);
    for (int j = 0; j < now; j++) {
      const int b = share.first + j * share.stride;
      const float norm = __builtin_sqrtf(sum(load(norms + (int64_t)b * width)));
      arrays.stepNorms[(int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])] = norm;
    }
  }

  /// What `row` will read, fetched while the product before it is computed.
  void fetchRow(const Reserve<Cell>& reserve, int t, int u, int b) const {
    const int64_t r = plan.offset[t] + b;
    for (int g = 0; g < Cell::tiles; g++) fetch(reserve.keptRow(g, u, r));
    if (Cell::hasCell) fetch(reserve.cellRow(u, t == 0 ? b : shape.batch + plan.offset[t - 1] + b));
    if (Cell::carriesHidden) fetch(reserve.hiddenRow(u, r));
    fetch(arrays.dHidden + ((int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])) * shape.hidden + u * panel);
  }

  /// Second pass of a cell that resets before the product: through r * h' of the same step.
  void resets(const Reserve<Cell>& reserve, int t, int now, int turn, int64_t local) {
    if constexpr (Cell::resetsFirst) {
      productsOf(hiddenSide.stop(), hiddenSide.count(), now, turn, local, [](int, int) {}, [&](int u, int first, int count) {
        for (int b = first; b < first + count * share.stride; b += share.stride) {
          const int64_t r = plan.offset[t] + b, place = (u * batchRows + b) * panel;
          for (int at = 0; at < panel; at += width) {
            Floats carried = load(carry + place + at);
            store(dz(turn, u, local + b) + at, Cell::resetBackward(load(partial + place + at), load(reserve.keptRow(0, u, r) + at), load(reserve.hiddenRow(u, r) + at), carried));
            store(carry + place + at, carried);
          }
        }
      });
    }
  }

  /// dz Wh^T for the first `count` own sequences of the step whose rows start at `local`, into `partial`; for each sequence
  /// near(u, b) one tile before the last part of its product; finish(u, b, count) after it for the sequences of a tile.
  template <class Near, class Finish>
  void products(int count, int turn, int64_t local, Near&& near, Finish&& finish) {
    productsOf(0, hiddenSide.stop(), count, turn, local, near, finish);
  }

  /// The same over side panels [begin, end).
  template <class Near, class Finish>
  void productsOf(int begin, int end, int count, int turn, int64_t local, Near&& near, Finish&& finish) {
    for (int start = begin; start < end && count > 0;) {
      const int k = hiddenSide.run(start, blockPanels);
      const bool last = start + k == end;
      for (int u = 0; u < hiddenPanels; u++) {
        const float* weights = hiddenWeights.block(start, k, u);
        const float* next = weights + (int64_t)k * panel * panel;
        forTiles(count, [&](int from, int rows) {
          const int b = share.first + from * share.stride;
          float* sums = partial + (u * batchRows + b) * panel;
          const ptrdiff_t stride = share.stride * panel;
          if (last) {
            const bool below = from + rows < count;
            const int first = below ? from + rows : 0;
            for (int j = first; u + !below < hiddenPanels && j < least(count, first + tileRows); j++) near(u + !below, share.first + j * share.stride);
          }
          productOf(rows, {dz(turn, start, local + b), stride, (ptrdiff_t)ringRows * panel, k}, {}, weights, initialSums(start == begin, sums, stride), {sums, stride, 0}, next);
          next += k * linesAhead * 16;
          if (last) finish(u, b, rows);
        });
      }
      start += k;
    }
  }

  static Place<const float> initialSums(bool first, const float* sums, ptrdiff_t stride) {
    return first ? Place<const float>{zeros, 0, 0} : Place<const float>{sums, stride, 0};
  }

  /// The cell's gradient for the units of panel u of `count` own sequences from b on; `arriving` is what the step after sent each.
  void rows(const Reserve<Cell>& reserve, int t, int u, int b, int count, int turn, int64_t local, const float* arriving, ptrdiff_t arrivingStride, bool cut) {
    const int stride = share.stride;
    const int64_t r = plan.offset[t] + b;
    float* norm = norms + (int64_t)b * width;
    float* carried = carry + (u * batchRows + b) * panel;
    float* to = dz(turn, u, local + b);
    const float* kept = reserve.keptRow(0, u, r);
    const float* hiddenBefore = reserve.hiddenRow(u, r);
    const float* cellBefore = Cell::hasCell ? reserve.cellRow(u, t == 0 ? b : shape.batch + plan.offset[t - 1] + b) : nullptr;
    const float* cellNow = Cell::hasCell ? reserve.cellRow(u, shape.batch + r) : nullptr;
    const int64_t keptStride = hiddenPanels * reserve.rows * panel, dzStride = hiddenPanels * ringRows * panel;
    const int units = shape.hidden, used = units - u * panel;
    for (int i = 0; i < count; i++, b += stride, arriving += arrivingStride, norm += stride * width) {
      const float* const dHidden = arrays.dHidden + ((int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])) * units + u * panel;
      Floats squares = u == 0 ? Floats{} : load(norm);
      for (int at = 0; at < panel; at += width) {
        const Floats carryIn = cut ? Floats{} : load(carried + at);
        Floats dh = load(arriving + at) + loadPart(dHidden + at, used - at);
        if (Cell::carriesHidden) dh += carryIn;
        squares = multiplyAdd(dh, dh, squares);
        Floats keep[Cell::tiles], gradients[Cell::tiles];
        for (int g = 0; g < Cell::tiles; g++) keep[g] = load(kept + g * keptStride + at);
        State before = {load(hiddenBefore + at), Floats{}};
        Floats cell = {};
        if (Cell::hasCell) {
          before.cell = load(cellBefore + at);
          cell = load(cellNow + at);
        }
        store(carried + at, Cell::backward(keep, before, cell, dh, carryIn, gradients));
        for (int g = 0; g < Cell::tiles; g++) store(to + g * dzStride + at, gradients[g]);
      }
      store(norm, squares);
      carried += stride * panel;
      to += stride * panel;
      kept += stride * panel;
      hiddenBefore += stride * panel;
      if (Cell::hasCell) cellBefore += stride * panel, cellNow += stride * panel;
    }
  }

  /// dWh += h^T dz, dWx += x^T dz, db += sum of dz over the rows of steps low..high, for the worker's own dz panels.
  void weightGradients(const Reserve<Cell>& reserve, Piece own, const float* gradients, int low, int high, bool first) {
    const int64_t row = plan.offset[low];
    const int count = plan.offset[high + 1] - plan.offset[low];
    // Panels of h or x worked on together: they stay in the second-level cache while dz panels pass.
    constexpr int group = 16;
    for (int from = 0; from < hiddenPanels + inputPanels; from += group) {
      const int to = least(from + group, hiddenPanels + inputPanels);
      for (int j = own.begin; j < own.end; j++) {
        const float* panelOfDz = gradients + (int64_t)j * ringRows * panel;
        const int tile = j / hiddenPanels, gate = gateOfTile<Cell>(tile), i = gate * hiddenPanels + j % hiddenPanels;
        for (int p = from; p < to; p++) {
          const bool input = p >= hiddenPanels;
          if (input ? !readsInput<Cell>(tile) : !readsHidden<Cell>(tile)) continue;
          float* sums = input ? inputSums.at(i, p - hiddenPanels) : hiddenSums.at(i, p);
          const int used = input ? least(panel, shape.inputs - (p - hiddenPanels) * panel) : least(panel, shape.hidden - p * panel);
          const bool reset = Cell::resetsFirst && !input && tile == 2;
          outerPanel(sums, reset ? reserve.resetRow(p, row) : reserve.hiddenRow(p, row), panelOfDz, used, count, !first);
        }
        if (from == 0) addRows(biasSums + (int64_t)j * panel, panelOfDz, count);
      }
    }
  }

  static void addRows(float* sums, const float* rows, int count) {
    for (int v = 0; v < vectors; v++) {
      Floats total = load(sums + v * width);
      for (int r = 0; r < count; r++) total += load(rows + r * panel + v * width);
      store(sums + v * width, total);
    }
  }

  /// dx = dz Wx^T for the worker's piece of the rows of steps low..high.
  void inputGradients(const Team& team, const float* gradients, int low, int high) {
    const Piece rows = pieceOf(plan.offset[high + 1] - plan.offset[low], team);
    for (int start = 0; start < inputSide.count();) {
      const int k = inputSide.run(start, blockPanels);
      for (int p = 0; p < inputPanels; p++)
        forTiles(rows.end - rows.begin, [&](int from, int n) {
          const int64_t at = rows.begin + from;
          float* sums = inputPartial + (p * ringRows + at) * panel;
          productOf(n, {gradients + (inputSide.source(start) * ringRows + at) * panel, panel, (ptrdiff_t)ringRows * panel, k}, {}, inputWeights.block(start, k, p), initialSums(start == 0, sums, panel), {sums, panel, 0});
        });
      start += k;
    }
    int t = low;
    for (int local = rows.begin; local < rows.end; local++) {
      const int row = plan.offset[low] + local;
      while (row >= plan.offset[t + 1]) t++;
      const int b = row - plan.offset[t];
      fromPanels(arrays.dx + ((int64_t)plan.order[b] * shape.steps + timeOf(shape, t, plan.length[b])) * shape.inputs, inputPartial + (int64_t)local * panel, ringRows * panel, shape.inputs);
    }
  }

  /// dL/dh and dL/dc of the initial states, from step 0 in buffer `turn`.
  void initialGradients(int turn) {
    products(share.count(shape.batch), turn, 0, [](int, int) {}, [&](int u, int first, int count) {
      for (int b = first; b < first + count * share.stride; b += share.stride) {
        const int64_t at = (int64_t)plan.order[b] * shape.hidden + u * panel;
        for (int v = 0; v < vectors; v++) {
          const int used = shape.hidden - u * panel - v * width;
          const int64_t place = (u * batchRows + b) * panel + v * width;
          const Floats carried = load(carry + place), arriving = load(partial + place);
          storePart(arrays.dInitialHidden + at + v * width, Cell::carriesHidden ? arriving + carried : arriving, used);
          if (Cell::hasCell && arrays.dInitialCell) storePart(arrays.dInitialCell + at + v * width, carried, used);
        }
      }
    });
  }

  /// The worker's own dz panels into dwx, dwh and both rows of dbias.
  void finishWeights(Piece own) {
    for (int j = own.begin; j < own.end; j++) {
      const int tile = j / hiddenPanels, gate = gateOfTile<Cell>(tile), u = j % hiddenPanels, i = gate * hiddenPanels + u;
      float* bias = arrays.dbias + (int64_t)gate * shape.hidden + u * panel;
      const int used = least(panel, shape.hidden - u * panel);
      if (readsInput<Cell>(tile)) {
        inputSums.unpack(arrays.dwx, i, hiddenPanels, shape.hidden, columns);
        fromPanels(bias, biasSums + (int64_t)j * panel, 0, used);
      }
      if (readsHidden<Cell>(tile)) {
        hiddenSums.unpack(arrays.dwh, i, hiddenPanels, shape.hidden, columns);
        fromPanels(bias + columns, biasSums + (int64_t)j * panel, 0, used);
      }
    }
  }
};

}  // namespace seqbench::SEQBENCH_SET
