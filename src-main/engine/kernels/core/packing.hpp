// Weights between their canonical layout (ops/recurrent.ts) and the panels of the micro-kernel. Done on every call: it costs
// under 1 % of a training step and leaves nothing that could go stale.
#pragma once
#include "layout.hpp"

namespace seqbench::SEQBENCH_SET {

template <class Cell>
constexpr int gateOfTile(int tile) { return tile < Cell::gates ? tile : Cell::gates - 1; }
template <class Cell>
constexpr bool readsHidden(int tile) { return tile < Cell::gates; }
template <class Cell>
constexpr bool readsInput(int tile) { return Cell::inputTile(gateOfTile<Cell>(tile)) == tile; }

/// Weights and bias of the forward pass: block (u, tile) holds [h rows | x rows][panel] at (u * tiles + tile) * blockFloats.
template <class Cell>
struct ForwardWeights {
  int hiddenPanels, inputPanels;
  int64_t blockFloats;
  float *blocks, *bias;

  template <class Source>
  ForwardWeights(const Recurrent& shape, Source&& source)
      : hiddenPanels(ceilDivide(shape.hidden, panel)), inputPanels(ceilDivide(shape.inputs, panel)) {
    blockFloats = (int64_t)(hiddenPanels + inputPanels) * panel * panel;
    blocks = source.take(hiddenPanels * Cell::tiles * blockFloats);
    bias = source.take((int64_t)hiddenPanels * Cell::tiles * panel);
  }

  const float* hiddenBlock(int u, int tile) const { return blocks + (u * Cell::tiles + tile) * blockFloats; }
  const float* inputBlock(int u, int tile) const { return hiddenBlock(u, tile) + (int64_t)hiddenPanels * panel * panel; }
  const float* biasOf(int u, int tile) const { return bias + (int64_t)(u * Cell::tiles + tile) * panel; }

  void pack(const Recurrent& shape, const float* wx, const float* wh, const float* biases, const Team& team) const {
    const int64_t columns = (int64_t)Cell::gates * shape.hidden;
    const Piece piece = pieceOf(hiddenPanels * Cell::tiles, team);
    for (int block = piece.begin; block < piece.end; block++) {
      const int u = block / Cell::tiles, tile = block % Cell::tiles;
      const int64_t first = (int64_t)gateOfTile<Cell>(tile) * shape.hidden + u * panel;
      const int used = least(panel, shape.hidden - u * panel);
      float* to = blocks + block * blockFloats;
      if (readsHidden<Cell>(tile)) packColumns(to, wh, shape.hidden, columns, first, used);
      if (readsInput<Cell>(tile)) packColumns(to + (int64_t)hiddenPanels * panel * panel, wx, shape.inputs, columns, first, used);
      for (int v = 0; v < vectors; v++) {
        Floats sum = {};
        if (readsInput<Cell>(tile)) sum += loadPart(biases + first + v * width, used - v * width);
        if (readsHidden<Cell>(tile)) sum += loadPart(biases + columns + first + v * width, used - v * width);
        store(bias + block * (int64_t)panel + v * width, sum);
      }
    }
  }
};

/// Panels of gradients dz that one side (hidden or input) of the weights is multiplied with: gate by gate, unit panel by unit panel.
template <class Cell, bool input>
struct Side {
  int hiddenPanels;
  int count() const { return Cell::gates * hiddenPanels; }
  /// Which dz panel the i-th is.
  int source(int i) const { return input ? Cell::inputTile(i / hiddenPanels) * hiddenPanels + i % hiddenPanels : i; }
  /// Panels below this go to the step before in one product; the others are multiplied apart.
  int stop() const { return !input && Cell::resetsFirst ? 2 * hiddenPanels : count(); }
  /// Panels from `start` that lie one behind the other, at most `limit`.
  int run(int start, int limit) const {
    int n = 1;
    while (n < limit && start + n < count() && start + n != stop() && source(start + n) == source(start) + n) n++;
    return n;
  }
};

/// Panels of k worked through at a time in the backward products: B of one block stays in the first-level cache.
constexpr int blockPanels = 256 / panel;

/// w transposed for dz w^T: block of k starting at side panel s, output panel n: [k of block][panel], at s * panel * outputs + ...
struct TransposedWeights {
  int outputPanels;
  float* blocks;

  template <class Source>
  TransposedWeights(int outputs, int sidePanels, Source&& source) : outputPanels(ceilDivide(outputs, panel)) {
    blocks = source.take((int64_t)sidePanels * panel * outputPanels * panel);
  }
  float* block(int start, int count, int output) const {
    return blocks + (int64_t)start * panel * outputPanels * panel + (int64_t)output * count * panel * panel;
  }

  /// w [outputs, gates * hidden]
  template <class S>
  void pack(const S& side, const float* w, int outputs, int hidden, int64_t columns, const Team& team) {
    for (int start = 0; start < side.count();) {
      const int count = side.run(start, blockPanels);
      const Piece piece = pieceOf(outputPanels, team);
      for (int output = piece.begin; output < piece.end; output++) {
        float* to = block(start, count, output);
        for (int i = start; i < start + count; i++, to += panel * panel) {
          const int first = i / side.hiddenPanels * hidden + i % side.hiddenPanels * panel;
          packTransposed(to, w + (int64_t)output * panel * columns + first, columns, least(panel, outputs - output * panel), least(panel, hidden - i % side.hiddenPanels * panel));
        }
      }
      start += count;
    }
  }

  /// to[k][n] = from[n][k] for n < rows, k < used; zero elsewhere.
  static void packTransposed(float* to, const float* from, int64_t stride, int rows, int used) {
    if (rows < panel || used < panel) clear(to, panel * panel);
    for (int n = 0; n < rows; n++)
      for (int k = 0; k < used; k++) to[k * panel + n] = from[n * stride + k];
  }
};

/// Sums of dW in panels: dz panel i of a side, [rows padded][panel].
struct WeightSums {
  int rows;
  int64_t stride;
  float* sums;

  template <class Source>
  WeightSums(int rows, int sidePanels, Source&& source) : rows(rows), stride((int64_t)ceilDivide(rows, panel) * panel * panel) {
    sums = source.take(sidePanels * stride);
  }
  float* at(int i, int zPanel) const { return sums + i * stride + (int64_t)zPanel * panel * panel; }

  void unpack(float* w, int i, int hiddenPanels, int hidden, int64_t columns) const {
    const int u = i % hiddenPanels, used = least(panel, hidden - u * panel);
    float* to = w + (int64_t)(i / hiddenPanels) * hidden + u * panel;
    const float* from = sums + i * stride;
    for (int k = 0; k < rows; k++, to += columns, from += panel) fromPanels(to, from, 0, used);
  }
};

}  // namespace seqbench::SEQBENCH_SET
