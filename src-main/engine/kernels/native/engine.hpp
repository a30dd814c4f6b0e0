// What every call of the addon shares: the process's one pool and instruction set, and how a refusal becomes a thrown error.
#pragma once
#include <cstring>

#include "arguments.hpp"
#include "pool.hpp"
#include "sets.hpp"

namespace seqbench {

/// One pool and one chosen instruction set a process; JavaScript threads take turns.
struct Engine {
  std::mutex turn;
  Pool pool;
  const KernelTable* table;
  Engine() {
    int count;
    const InstructionSet* sets = instructionSets(count);
    for (int i = 0; i < count; i++)
      if (sets[i].runs && sets[i].preferred) table = sets[i].table;
  }
};
inline Engine& engine() {
  static Engine instance;
  return instance;
}

constexpr double most = 1 << 30;

/// Small tasks are not worth waking anybody.
inline int workersForFloats(double floats) { return floats < 65536 ? 1 : engine().pool.size(); }

/// Calls a function of the files *-calls.hpp under the lock; what it refuses becomes a thrown TypeError.
template <void (*function)(Arguments&)>
napi_value call(napi_env env, napi_callback_info info) {
  void* name = nullptr;
  napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &name);
  try {
    const std::lock_guard<std::mutex> lock(engine().turn);
    Arguments in(env, info, static_cast<const char*>(name));
    function(in);
  } catch (const std::exception& refused) {
    napi_throw_type_error(env, "ERR_SEQBENCH_KERNEL", refused.what());
  }
  return nullptr;
}

/// A function as JavaScript sees it: each file of calls ends with a table of these, which addon.cpp lists.
struct Entry {
  const char* name;
  napi_callback callback;
};

}  // namespace seqbench
