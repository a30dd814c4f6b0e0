// Calls of the kernels that go over floats one by one.
#pragma once
#include "engine.hpp"

namespace seqbench {

/// binary(operation, size, single, a, b, out)
static void binary(Arguments& in) {
  BinaryCall call;
  call.operation = (Operation)in.integer("operation", addition, multiplication);
  call.size = in.integer("size", 0, most);
  call.single = in.boolean("single");
  call.a = in.floats("a", (double)call.size);
  call.b = in.floats("b", call.single ? 1 : (double)call.size);
  call.out = in.floats("out", (double)call.size);
  engine().pool.run(workersForFloats((double)call.size), [&](const Team& team) { engine().table->binary(call, team); });
}

constexpr Entry elementwiseEntries[] = {
  {"binary", call<binary>},
};

}  // namespace seqbench
