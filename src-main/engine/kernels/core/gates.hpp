// What the gates did: their activations by time step, out of what the forward pass kept.
#pragma once
#include "layout.hpp"

namespace seqbench::SEQBENCH_SET {

/// gates [B, T, G, H], zero beyond a sequence's length. Gate g is tile inputTile(g): for gru the third is n, not its recurrent part.
template <class Cell>
void readGates(const Recurrent& shape, const GatesArrays& arrays) {
  Memory memory(arrays.work);
  const Plan plan = makePlan(shape, arrays.lengths, memory.take(planFloats(shape)));
  const Reserve<Cell> reserve(shape, plan.rows, Memory(arrays.reserve));
  const int64_t columns = (int64_t)Cell::gates * shape.hidden;
  for (int b = 0; b < shape.batch; b++) {
    float* sequence = arrays.gates + (int64_t)plan.order[b] * shape.steps * columns;
    clear(sequence + plan.length[b] * columns, (shape.steps - plan.length[b]) * columns);
    for (int t = 0; t < plan.length[b]; t++)
      for (int g = 0; g < Cell::gates; g++)
        fromPanels(sequence + timeOf(shape, t, plan.length[b]) * columns + g * shape.hidden, reserve.keptRow(Cell::inputTile(g), 0, plan.offset[t] + b), reserve.rows * panel, shape.hidden);
  }
}

}  // namespace seqbench::SEQBENCH_SET
