// Calls of the general matrix product.
#pragma once
#include "engine.hpp"

namespace seqbench {

/// matMul(rows, inner, columns, transposeA, transposeB, a, b, bias | null, c, work); a [rows, inner], b [inner, columns] or transposed.
static MatMul readMatMul(Arguments& in, double count = 1, bool sharedA = false, bool sharedB = false, bool hasBias = true) {
  MatMul call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.inner = (int32_t)in.integer("inner", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  const bool transposeA = in.boolean("transposeA"), transposeB = in.boolean("transposeB");
  call.a = in.floats("a", (sharedA ? 1 : count) * call.rows * call.inner);
  call.b = in.floats("b", (sharedB ? 1 : count) * call.inner * call.columns);
  call.bias = hasBias ? in.optionalFloats("bias", call.columns) : nullptr;
  call.c = in.floats("c", count * call.rows * call.columns);
  call.aRow = transposeA ? 1 : call.inner;
  call.aInner = transposeA ? call.rows : 1;
  call.bInner = transposeB ? 1 : call.columns;
  call.bColumn = transposeB ? call.inner : 1;
  return call;
}

static void matMul(Arguments& in) {
  MatMul call = readMatMul(in);
  call.work = in.floats("work", engine().table->matMulFloats(call.rows, call.inner, call.columns), true);
  const int workers = workersForFloats((double)call.rows * call.inner * call.columns);
  engine().pool.run(workers, [&](const Team& team) { engine().table->matMul(call, team); });
}

/// batchMatMul(count, sharedA, sharedB, rows, inner, columns, transposeA, transposeB, a, b, c, work): `count` products, a worker
/// doing whole ones; a shared operand is the same in all. Work is that of one product for each thread.
static void batchMatMul(Arguments& in) {
  const int64_t count = in.integer("count", 1, most);
  const bool sharedA = in.boolean("sharedA"), sharedB = in.boolean("sharedB");
  MatMul call = readMatMul(in, (double)count, sharedA, sharedB, false);
  const int64_t each = engine().table->matMulFloats(call.rows, call.inner, call.columns);
  const int workers = workersForFloats((double)count * call.rows * call.inner * call.columns);
  call.work = in.floats("work", (double)each * workers, true);
  const int64_t aStep = sharedA ? 0 : (int64_t)call.rows * call.inner, bStep = sharedB ? 0 : (int64_t)call.inner * call.columns, cStep = (int64_t)call.rows * call.columns;
  engine().pool.run(workers, [&](const Team& team) {
    MatMul own = call;
    own.work = call.work + each * team.worker;
    for (int64_t i = count * team.worker / team.size; i < count * (team.worker + 1) / team.size; i++) {
      own.a = call.a + i * aStep, own.b = call.b + i * bStep, own.c = call.c + i * cStep;
      engine().table->matMul(own, Team{1, 0, nullptr, nullptr});
    }
  });
}

static void matMulSize(Arguments& in) {
  const int rows = (int)in.integer("rows", 1, most), inner = (int)in.integer("inner", 1, most), columns = (int)in.integer("columns", 1, most);
  float* size = in.floats("size", 1);
  const double found = (double)engine().table->matMulFloats(rows, inner, columns);
  *size = std::nextafterf((float)found, INFINITY);
}

constexpr Entry matMulEntries[] = {
  {"matMul", call<matMul>},
  {"batchMatMul", call<batchMatMul>},
  {"matMulSize", call<matMulSize>},
};

}  // namespace seqbench
