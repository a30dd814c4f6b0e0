// General matrix product on the recurrent layers' micro-kernel: c = op(a) op(b) + bias.
#pragma once
#include "layout.hpp"
#include "tile.hpp"

namespace seqbench::SEQBENCH_SET {

/// Rows of op(a) that the micro-kernel can read where they lie need k to run in steps of one; else, and for the last part
/// of k that fills no panel, they are packed: [panels][rows][panel], zero behind k.
struct MatMulPlan {
  int kPanels, kWhole, columnPanels;
  bool direct;
  int64_t rowsPadded;
  float *a, *b, *bias, *edge;

  template <class Source>
  MatMulPlan(int rows, int inner, int columns, bool direct, Source&& source)
      : kPanels(ceilDivide(inner, panel)), kWhole(inner / panel), columnPanels(ceilDivide(columns, panel)), direct(direct), rowsPadded(padRows(rows)) {
    a = source.take((direct ? kPanels - kWhole : kPanels) * rowsPadded * panel);
    b = source.take((int64_t)kPanels * panel * columnPanels * panel);
    bias = source.take((int64_t)columnPanels * panel);
    edge = source.take((int64_t)rows * panel);
  }
};

inline int64_t matMulWork(int rows, int inner, int columns) {
  Counter counter;
  MatMulPlan(rows, inner, columns, false, counter);
  return counter.floats;
}

inline void packMatMul(const MatMul& call, const MatMulPlan& plan, const Team& team) {
  const Piece rows = pieceOf(call.rows, team), columns = pieceOf(plan.columnPanels, team);
  const int first = plan.direct ? plan.kWhole : 0;
  for (int p = first; p < plan.kPanels; p++)
    for (int r = rows.begin; r < rows.end; r++) {
      float* to = plan.a + ((p - first) * plan.rowsPadded + r) * panel;
      for (int k = 0; k < panel; k++) to[k] = p * panel + k < call.inner ? call.a[r * call.aRow + (p * panel + k) * call.aInner] : 0;
    }
  for (int p = columns.begin; p < columns.end; p++) {
    const int used = least(panel, call.columns - p * panel);
    float* to = plan.b + (int64_t)p * plan.kPanels * panel * panel;
    if (call.bColumn == 1) {
      packColumns(to, call.b, call.inner, call.bInner, (int64_t)p * panel, used);
    } else {
      clear(to, (int64_t)plan.kPanels * panel * panel);
      for (int n = 0; n < used; n++)
        for (int k = 0; k < call.inner; k++) to[k * panel + n] = call.b[k * call.bInner + (p * panel + n) * call.bColumn];
    }
    toPanels(plan.bias + p * panel, 0, call.bias ? call.bias + p * panel : nullptr, used);
  }
}

inline void matMul(const MatMul& call, const Team& team) {
  const bool direct = call.aInner == 1;
  const MatMulPlan plan(call.rows, call.inner, call.columns, direct, Memory(call.work));
  packMatMul(call, plan, team);
  team.barrier();
  // Whichever side is longer is dealt out.
  const bool byRows = call.rows >= call.columns;
  const Piece rows = byRows ? pieceOf(call.rows, team) : Piece{0, call.rows};
  const Piece columns = byRows ? Piece{0, plan.columnPanels} : pieceOf(plan.columnPanels, team);
  const int block = most(1, 256 / panel);
  for (int start = 0; start < plan.kPanels; start += block) {
    const int whole = direct ? least(plan.kWhole, start + block) - start : 0;
    const int packed = least(plan.kPanels, start + block) - start - most(whole, 0);
    for (int p = columns.begin; p < columns.end; p++) {
      const bool partial = (p + 1) * panel > call.columns;
      float* out = partial ? plan.edge : call.c + p * panel;
      const ptrdiff_t outStride = partial ? panel : call.columns;
      forTiles(rows.end - rows.begin, [&](int from, int n) {
        const int64_t row = rows.begin + from;
        const float* packedRows = plan.a + ((start + most(whole, 0) - (direct ? plan.kWhole : 0)) * plan.rowsPadded + row) * panel;
        const Operand straight = {call.a + row * call.aRow + (int64_t)start * panel, call.aRow, panel, most(whole, 0)};
        const Operand rest = {packedRows, panel, (ptrdiff_t)plan.rowsPadded * panel, packed};
        const Place<const float> initial = start == 0 ? Place<const float>{plan.bias + p * panel, 0, 0} : Place<const float>{out + row * outStride, outStride, 0};
        productOf(n, straight, rest, plan.b + ((int64_t)p * plan.kPanels + start) * panel * panel, initial, {out + row * outStride, outStride, 0});
        if (partial && start + block >= plan.kPanels)
          for (int r = 0; r < n; r++) fromPanels(call.c + (row + r) * call.columns + p * panel, out + (row + r) * panel, 0, call.columns - p * panel);
      });
    }
  }
}

}  // namespace seqbench::SEQBENCH_SET
