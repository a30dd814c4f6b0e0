// Calls of the general matrix product.
#pragma once
#include "engine.hpp"

namespace seqbench {

/// matMul(a, b, bias | null, c, rows, inner, columns, transposeA, transposeB, work); a [rows, inner], b [inner, columns] or transposed.
static void matMul(Arguments& in) {
  MatMul call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.inner = (int32_t)in.integer("inner", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  const bool transposeA = in.boolean("transposeA"), transposeB = in.boolean("transposeB");
  call.a = in.floats("a", (double)call.rows * call.inner);
  call.b = in.floats("b", (double)call.inner * call.columns);
  call.bias = in.optionalFloats("bias", call.columns);
  call.c = in.floats("c", (double)call.rows * call.columns);
  call.work = in.floats("work", engine().table->matMulFloats(call.rows, call.inner, call.columns), true);
  call.aRow = transposeA ? 1 : call.inner;
  call.aInner = transposeA ? call.rows : 1;
  call.bInner = transposeB ? 1 : call.columns;
  call.bColumn = transposeB ? call.inner : 1;
  const int workers = workersForFloats((double)call.rows * call.inner * call.columns);
  engine().pool.run(workers, [&](const Team& team) { engine().table->matMul(call, team); });
}

static void matMulSize(Arguments& in) {
  const int rows = (int)in.integer("rows", 1, most), inner = (int)in.integer("inner", 1, most), columns = (int)in.integer("columns", 1, most);
  float* size = in.floats("size", 1);
  const double found = (double)engine().table->matMulFloats(rows, inner, columns);
  *size = std::nextafterf((float)found, INFINITY);
}

constexpr Entry matMulEntries[] = {
  {"matMul", call<matMul>},
  {"matMulSize", call<matMulSize>},
};

}  // namespace seqbench
