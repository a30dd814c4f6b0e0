// Calls of the kernels that go over floats one by one, or along an axis.
#pragma once
#include "engine.hpp"

namespace seqbench {

/// binary(operation, size, single, a, b, out)
static void binary(Arguments& in) {
  BinaryCall call;
  call.operation = (Operation)in.integer("operation", addition, division);
  call.size = in.integer("size", 0, most);
  call.single = in.boolean("single");
  call.a = in.floats("a", (double)call.size);
  call.b = in.floats("b", call.single ? 1 : (double)call.size);
  call.out = in.floats("out", (double)call.size);
  engine().pool.run(workersForFloats((double)call.size), [&](const Team& team) { engine().table->binary(call, team); });
}

/// Two operands seen through strides: shape, first strides, second strides, [rank] each.
struct Strided {
  int32_t rank;
  const int32_t *shape, *first, *second;
  double size = 1;

  explicit Strided(Arguments& in) {
    rank = (int32_t)in.integer("rank", 1, maximumRank);
    const int32_t* layout = in.integers("layout", 3.0 * rank);
    shape = layout, first = layout + rank, second = layout + 2 * rank;
    for (int axis = 0; axis < rank; axis++) {
      size *= shape[axis];
      if (shape[axis] < 1 || size > most) in.refuse("layout", "has a shape that is too small or too large");
    }
  }
  /// The place behind the last float that is reached from `offset` on.
  double end(Arguments& in, const int32_t* strides, double offset) const {
    for (int axis = 0; axis < rank; axis++) {
      if (strides[axis] < 0) in.refuse("layout", "has a negative stride");
      offset += (shape[axis] - 1.0) * strides[axis];
    }
    return offset + 1;
  }
};

/// stridedCopy(rank, layout: Int32Array[3 rank], fromOffset, from, toOffset, to)
static void stridedCopy(Arguments& in) {
  const Strided n(in);
  StridedCopy call = {n.rank, n.shape, n.first, n.second, nullptr, nullptr};
  const int64_t fromOffset = in.integer("fromOffset", 0, most);
  call.from = in.floats("from", n.end(in, n.first, (double)fromOffset), true) + fromOffset;
  const int64_t toOffset = in.integer("toOffset", 0, most);
  call.to = in.floats("to", n.end(in, n.second, (double)toOffset), true) + toOffset;
  engine().pool.run(workersForFloats(n.size), [&](const Team& team) { engine().table->stridedCopy(call, team); });
}

/// broadcast(operation, rank, layout: Int32Array[3 rank], a, b, out)
static void broadcast(Arguments& in) {
  const auto operation = (Operation)in.integer("operation", addition, division);
  const Strided n(in);
  if (n.first[n.rank - 1] > 1 || n.second[n.rank - 1] > 1) in.refuse("layout", "has a last stride that is neither 0 nor 1");
  BroadcastCall call = {operation, n.rank, n.shape, n.first, n.second, nullptr, nullptr, nullptr};
  call.a = in.floats("a", n.end(in, n.first, 0), true);
  call.b = in.floats("b", n.end(in, n.second, 0), true);
  call.out = in.floats("out", n.size);
  engine().pool.run(workersForFloats(n.size), [&](const Team& team) { engine().table->broadcast(call, team); });
}

/// map(function, size, x, out)
static void map(Arguments& in) {
  MapCall call;
  call.function = (Function)in.integer("function", negative, hyperbolicTangentOf);
  call.size = in.integer("size", 0, most);
  call.x = in.floats("x", (double)call.size);
  call.out = in.floats("out", (double)call.size);
  engine().pool.run(workersForFloats((double)call.size), [&](const Team& team) { engine().table->map(call, team); });
}

/// dropout(size, seed, threshold, scale, x, out)
static void dropout(Arguments& in) {
  DropoutCall call;
  call.size = in.integer("size", 0, most);
  call.seed = (uint32_t)in.integer("seed", 0, 4294967295.0);
  call.threshold = (uint32_t)in.integer("threshold", 0, 4294967295.0);
  call.scale = (float)in.number("scale");
  call.x = in.floats("x", (double)call.size);
  call.out = in.floats("out", (double)call.size);
  engine().pool.run(workersForFloats((double)call.size), [&](const Team& team) { engine().table->dropout(call, team); });
}

/// softmax(rows, columns, x, p)
static void softmax(Arguments& in) {
  SoftmaxCall call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  const double floats = (double)call.rows * call.columns;
  call.x = in.floats("x", floats);
  call.p = in.floats("p", floats);
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { engine().table->softmax(call, team); });
}

/// sumAxis(outer, length, inner, scale, x [outer, length, inner], out [outer, inner])
static void sumAxis(Arguments& in) {
  SumCall call;
  call.outer = (int32_t)in.integer("outer", 1, most);
  call.length = in.integer("length", 1, most);
  call.inner = (int32_t)in.integer("inner", 1, most);
  call.scale = (float)in.number("scale");
  const double floats = (double)call.outer * call.length * call.inner;
  call.x = in.floats("x", floats);
  call.out = in.floats("out", (double)call.outer * call.inner);
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { engine().table->sumAxis(call, team); });
}

constexpr Entry elementwiseEntries[] = {
  {"binary", call<binary>}, {"stridedCopy", call<stridedCopy>}, {"broadcast", call<broadcast>}, {"map", call<map>},
  {"dropout", call<dropout>}, {"softmax", call<softmax>}, {"sumAxis", call<sumAxis>},
};

}  // namespace seqbench
