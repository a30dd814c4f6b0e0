// The Node-API addon: functions over typed arrays, which lie where JavaScript allocated them; nothing is copied or kept.
// A family of calls is a file *-calls.hpp that ends with its table, and a row in the list below.
#include "convolution-calls.hpp"
#include "elementwise-calls.hpp"
#include "embedding-calls.hpp"
#include "engine-calls.hpp"
#include "inference-calls.hpp"
#include "loss-calls.hpp"
#include "matmul-calls.hpp"
#include "norm-calls.hpp"
#include "optimizer-calls.hpp"
#include "path-calls.hpp"
#include "recurrent-calls.hpp"

namespace seqbench {

template <class... Tables>
static void addAll(napi_env env, napi_value exports, const Tables&... tables) {
  const auto add = [&](const Entry& entry) {
    napi_value function;
    napi_create_function(env, entry.name, NAPI_AUTO_LENGTH, entry.callback, const_cast<char*>(entry.name), &function);
    napi_set_named_property(env, exports, entry.name, function);
  };
  const auto addTable = [&](const auto& table) {
    for (const Entry& entry : table) add(entry);
  };
  (addTable(tables), ...);
}

}  // namespace seqbench

NAPI_MODULE_INIT() {
  using namespace seqbench;
  addAll(env, exports, engineEntries, recurrentEntries, inferenceEntries, matMulEntries, optimizerEntries, elementwiseEntries, embeddingEntries, convolutionEntries, normEntries, lossEntries, pathEntries);
  // Threads must not outlive the process's last environment.
  napi_add_env_cleanup_hook(env, [](void*) { engine().pool.resize(1); }, nullptr);
  return exports;
}
