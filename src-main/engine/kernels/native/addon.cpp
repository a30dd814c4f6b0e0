// The Node-API addon: functions over typed arrays, which lie where JavaScript allocated them; nothing is copied or kept.
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
static Engine& engine() {
  static Engine instance;
  return instance;
}

constexpr double most = 1 << 30;

static Recurrent readShape(Arguments& in) {
  Recurrent shape;
  shape.cell = (int32_t)in.integer("cell", 0, gruResetFirst);
  shape.batch = (int32_t)in.integer("batch", 1, most);
  shape.steps = (int32_t)in.integer("steps", 1, most);
  shape.inputs = (int32_t)in.integer("inputs", 1, 1 << 20);
  shape.hidden = (int32_t)in.integer("hidden", 1, 1 << 16);
  shape.reverse = in.boolean("reverse");
  shape.truncation = (int32_t)in.integer("truncation", 0, most);
  // Rows are counted in 32 bits.
  if ((double)shape.batch * shape.steps > most) in.refuse("batch", "times steps is too large");
  return shape;
}

static double gatesOf(const Recurrent& shape) { return shape.cell == lstm ? 4 : shape.cell >= gru ? 3 : 1; }

static int64_t checkLengths(Arguments& in, const Recurrent& shape, const int32_t* lengths) {
  if (!lengths) return (int64_t)shape.batch * shape.steps;
  int64_t rows = 0;
  for (int b = 0; b < shape.batch; b++) {
    if (lengths[b] < 1 || lengths[b] > shape.steps) in.refuse("lengths", "has a value that is not in 1 to the number of steps: " + std::to_string(lengths[b]));
    rows += lengths[b];
  }
  return rows;
}

/// No more workers than sequences: a sequence is never divided.
static int workersFor(const Recurrent& shape) { return shape.batch < engine().pool.size() ? shape.batch : engine().pool.size(); }

struct Sizes {
  double batch, steps, inputs, hidden, columns;
  explicit Sizes(const Recurrent& shape)
      : batch(shape.batch), steps(shape.steps), inputs(shape.inputs), hidden(shape.hidden), columns(gatesOf(shape) * shape.hidden) {}
};

/// recurrentSizes(cell, batch, steps, inputs, hidden, reverse, truncation, rows, sizes: Float64Array-like Float32Array[3])
static void recurrentSizes(Arguments& in) {
  const Recurrent shape = readShape(in);
  const int64_t rows = in.integer("rows", 1, (double)shape.batch * shape.steps);
  float* sizes = in.floats("sizes", 3);
  const KernelTable& table = *engine().table;
  const double found[] = {(double)table.reserveFloats(shape, rows), (double)table.forwardFloats(shape, rows, workersFor(shape)), (double)table.backwardFloats(shape, rows, workersFor(shape))};
  // A Float32Array rounds: up to the next float, so that what is allocated is enough.
  for (int i = 0; i < 3; i++) {
    sizes[i] = (float)found[i];
    if (sizes[i] < found[i]) sizes[i] = std::nextafterf(sizes[i], INFINITY);
  }
}

static void recurrentForward(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  ForwardArrays a;
  a.x = in.floats("x", n.batch * n.steps * n.inputs);
  a.wx = in.floats("wx", n.inputs * n.columns);
  a.wh = in.floats("wh", n.hidden * n.columns);
  a.bias = in.floats("bias", 2 * n.columns);
  a.lengths = in.optionalIntegers("lengths", n.batch);
  a.initialHidden = in.optionalFloats("initialHidden", n.batch * n.hidden);
  a.initialCell = in.optionalFloats("initialCell", n.batch * n.hidden);
  a.hidden = in.floats("hidden", n.batch * n.steps * n.hidden);
  a.finalHidden = in.floats("finalHidden", n.batch * n.hidden);
  a.finalCell = in.optionalFloats("finalCell", n.batch * n.hidden);
  if (shape.cell == lstm && !a.finalCell) in.refuse("finalCell", "is missing");
  const int64_t rows = checkLengths(in, shape, a.lengths);
  const int workers = workersFor(shape);
  a.reserve = in.floats("reserve", engine().table->reserveFloats(shape, rows), true);
  a.work = in.floats("work", engine().table->forwardFloats(shape, rows, workers), true);
  engine().pool.run(workers, [&](const Team& team) { engine().table->forward(shape, a, team); });
}

static void recurrentBackward(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  BackwardArrays a;
  a.wx = in.floats("wx", n.inputs * n.columns);
  a.wh = in.floats("wh", n.hidden * n.columns);
  a.lengths = in.optionalIntegers("lengths", n.batch);
  a.dHidden = in.floats("dHidden", n.batch * n.steps * n.hidden);
  a.dFinalHidden = in.optionalFloats("dFinalHidden", n.batch * n.hidden);
  a.dFinalCell = in.optionalFloats("dFinalCell", n.batch * n.hidden);
  a.dx = in.floats("dx", n.batch * n.steps * n.inputs);
  a.dwx = in.floats("dwx", n.inputs * n.columns);
  a.dwh = in.floats("dwh", n.hidden * n.columns);
  a.dbias = in.floats("dbias", 2 * n.columns);
  a.dInitialHidden = in.floats("dInitialHidden", n.batch * n.hidden);
  a.dInitialCell = in.optionalFloats("dInitialCell", n.batch * n.hidden);
  a.stepNorms = in.floats("stepNorms", n.batch * n.steps);
  const int64_t rows = checkLengths(in, shape, a.lengths);
  const int workers = workersFor(shape);
  a.reserve = in.floats("reserve", engine().table->reserveFloats(shape, rows), true);
  a.work = in.floats("work", engine().table->backwardFloats(shape, rows, workers), true);
  engine().pool.run(workers, [&](const Team& team) { engine().table->backward(shape, a, team); });
}

static void recurrentGates(Arguments& in) {
  const Recurrent shape = readShape(in);
  const Sizes n(shape);
  GatesArrays a;
  a.lengths = in.optionalIntegers("lengths", n.batch);
  const int64_t rows = checkLengths(in, shape, a.lengths);
  a.reserve = in.floats("reserve", engine().table->reserveFloats(shape, rows), true);
  a.gates = in.floats("gates", n.batch * n.steps * n.columns);
  a.work = in.floats("work", engine().table->forwardFloats(shape, rows, 1), true);
  engine().table->gates(shape, a, Team{1, 0, nullptr, nullptr});
}

/// Small tasks are not worth waking anybody.
static int workersForFloats(double floats) { return floats < 65536 ? 1 : engine().pool.size(); }

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

static void adam(Arguments& in) {
  AdamStep step;
  step.size = in.integer("size", 0, most);
  step.weights = in.floats("value", (double)step.size);
  step.gradient = in.floats("gradient", (double)step.size);
  step.first = in.floats("moment1", (double)step.size);
  step.second = in.floats("moment2", (double)step.size);
  step.rate = (float)in.number("rate");
  step.beta1 = (float)in.number("beta1");
  step.beta2 = (float)in.number("beta2");
  step.epsilon = (float)in.number("epsilon");
  step.spread = (float)in.number("spread");
  step.shrink = (float)in.number("shrink");
  engine().pool.run(workersForFloats((double)step.size), [&](const Team& team) { engine().table->adam(step, team); });
}

static void sgd(Arguments& in) {
  SgdStep step;
  step.size = in.integer("size", 0, most);
  step.weights = in.floats("value", (double)step.size);
  step.gradient = in.floats("gradient", (double)step.size);
  step.velocity = in.floats("momentum", (double)step.size);
  step.rate = (float)in.number("rate");
  step.momentum = (float)in.number("factor");
  engine().pool.run(workersForFloats((double)step.size), [&](const Team& team) { engine().table->sgd(step, team); });
}

static void squaredNorm(Arguments& in) {
  const int64_t size = in.integer("size", 0, most);
  const float* x = in.floats("x", (double)size);
  float* result = in.floats("result", 1);
  *result = (float)engine().table->squaredNorm(x, size);
}

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

template <bool gradient>
static void embedding(Arguments& in) {
  EmbeddingCall call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  call.tokens = (int32_t)in.integer("tokens", 0, most);
  call.table = in.floats("table", (double)call.rows * call.columns);
  call.ids = in.integers("ids", call.tokens);
  call.tokensFloats = in.floats("y", (double)call.tokens * call.columns);
  for (int token = 0; token < call.tokens; token++)
    if (call.ids[token] < 0 || call.ids[token] >= call.rows) in.refuse("ids", "has " + std::to_string(call.ids[token]) + ", which is no row");
  const double floats = gradient ? (double)call.rows * call.columns : (double)call.tokens * call.columns;
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { (gradient ? engine().table->embeddingGradient : engine().table->embedding)(call, team); });
}

static Convolution readConvolution(Arguments& in) {
  Convolution c;
  const auto size = [&](const char* name) { return (int32_t)in.integer(name, 1, 1 << 24); };
  c.batch = size("batch"), c.height = size("height"), c.width = size("width"), c.channels = size("channels");
  c.filterHeight = size("filterHeight"), c.filterWidth = size("filterWidth"), c.filters = size("filters");
  c.strideHeight = size("strideHeight"), c.strideWidth = size("strideWidth");
  c.padTop = (int32_t)in.integer("padTop", 0, 1 << 24), c.padLeft = (int32_t)in.integer("padLeft", 0, 1 << 24);
  c.outHeight = size("outHeight"), c.outWidth = size("outWidth");
  // Places within an image and within a patch are counted in 32 bits.
  const double inner = (double)c.filterHeight * c.filterWidth * c.channels, rows = (double)c.batch * c.outHeight * c.outWidth;
  const double down = (double)c.outHeight * c.strideHeight + c.padTop + c.filterHeight, across = ((double)c.outWidth * c.strideWidth + c.padLeft + c.filterWidth) * c.channels;
  if (inner > most || rows > most || down > most || across > most || inner * c.filters > most || (double)c.width * c.channels > most) in.refuse("filterHeight", "and the sizes with it are too large");
  return c;
}

/// convolutionSize(shape, size: 1 float): floats of the work of all three
static void convolutionSize(Arguments& in) {
  const Convolution shape = readConvolution(in);
  *in.floats("size", 1) = std::nextafterf((float)engine().table->convolutionFloats(shape, engine().pool.size()), INFINITY);
}

/// Called with (shape, x, filter, y, work); the function writes one of the three arrays.
template <void (*KernelTable::*function)(const Convolution&, const ConvolutionArrays&, const Team&)>
static void convolution(Arguments& in) {
  const Convolution c = readConvolution(in);
  const double inner = (double)c.filterHeight * c.filterWidth * c.channels, outputs = (double)c.batch * c.outHeight * c.outWidth * c.filters;
  ConvolutionArrays a;
  a.x = in.floats("x", (double)c.batch * c.height * c.width * c.channels);
  a.filter = in.floats("filter", inner * c.filters);
  a.y = in.floats("y", outputs);
  a.work = in.floats("work", (double)engine().table->convolutionFloats(c, engine().pool.size()), true);
  engine().pool.run(workersForFloats(inner * outputs), [&](const Team& team) { (engine().table->*function)(c, a, team); });
}

static void layerNorm(Arguments& in) {
  LayerNorm call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  call.epsilon = (float)in.number("epsilon");
  const double floats = (double)call.rows * call.columns;
  call.x = in.floats("x", floats);
  call.gamma = in.floats("gamma", call.columns);
  call.beta = in.floats("beta", call.columns);
  call.y = in.floats("y", floats);
  call.mean = in.floats("mean", call.rows);
  call.scale = in.floats("scale", call.rows);
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { engine().table->layerNorm(call, team); });
}

static void layerNormGradient(Arguments& in) {
  LayerNormGradient call;
  call.rows = (int32_t)in.integer("rows", 1, most);
  call.columns = (int32_t)in.integer("columns", 1, most);
  const double floats = (double)call.rows * call.columns;
  call.x = in.floats("x", floats);
  call.gamma = in.floats("gamma", call.columns);
  call.mean = in.floats("mean", call.rows);
  call.scale = in.floats("scale", call.rows);
  call.dy = in.floats("dy", floats);
  call.dx = in.floats("dx", floats);
  call.dgamma = in.floats("dgamma", call.columns);
  call.dbeta = in.floats("dbeta", call.columns);
  engine().pool.run(workersForFloats(floats), [&](const Team& team) { engine().table->layerNormGradient(call, team); });
}

/// peak(rounds, sinks: 16 floats a worker) runs multiply-adds on every thread; sinks[0] is the operations done by all.
static void peak(Arguments& in) {
  const int64_t rounds = in.integer("rounds", 1, 1e12);
  const int workers = engine().pool.size();
  float* sinks = in.floats("sinks", 16.0 * workers);
  double done = 0;
  engine().pool.run(workers, [&](const Team& team) {
    float* sink = sinks + 16 * team.worker;
    sink[0] = 0.999f, sink[1] = 0.001f, sink[2] = 0;
    const double operations = engine().table->peak(rounds, sink);
    if (team.worker == 0) done = operations * team.size;
  });
  sinks[0] = (float)done;
}

static void setThreads(Arguments& in) {
  const int64_t threads = in.integer("threads", 1, 256);
  if (threads != engine().pool.size()) engine().pool.resize((int)threads);
}

static void setInstructions(Arguments& in) {
  const std::string name = in.text("name");
  int count;
  const InstructionSet* sets = instructionSets(count);
  for (int i = 0; i < count; i++)
    if (sets[i].runs && name == sets[i].table->name) {
      engine().table = sets[i].table;
      return;
    }
  in.refuse("name", "is not an instruction set of this machine: " + name);
}

/// Calls a function above under the lock; what it refuses becomes a thrown TypeError.
template <void (*function)(Arguments&)>
static napi_value call(napi_env env, napi_callback_info info) {
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

static napi_value text(napi_env env, const char* value) {
  napi_value result;
  napi_create_string_utf8(env, value, NAPI_AUTO_LENGTH, &result);
  return result;
}

/// { instructions, available: string[], threads, width }
static napi_value describe(napi_env env, napi_callback_info) {
  napi_value result, available, number;
  napi_create_object(env, &result);
  napi_create_array(env, &available);
  int count;
  uint32_t at = 0;
  const InstructionSet* sets = instructionSets(count);
  for (int i = 0; i < count; i++)
    if (sets[i].runs) napi_set_element(env, available, at++, text(env, sets[i].table->name));
  napi_set_named_property(env, result, "available", available);
  napi_set_named_property(env, result, "instructions", text(env, engine().table->name));
  napi_create_int32(env, engine().pool.size(), &number);
  napi_set_named_property(env, result, "threads", number);
  napi_create_int32(env, engine().table->width, &number);
  napi_set_named_property(env, result, "width", number);
  return result;
}

static void add(napi_env env, napi_value exports, const char* name, napi_callback callback) {
  napi_value function;
  napi_create_function(env, name, NAPI_AUTO_LENGTH, callback, const_cast<char*>(name), &function);
  napi_set_named_property(env, exports, name, function);
}

}  // namespace seqbench

NAPI_MODULE_INIT() {
  using namespace seqbench;
  add(env, exports, "describe", describe);
  add(env, exports, "setThreads", call<setThreads>);
  add(env, exports, "setInstructions", call<setInstructions>);
  add(env, exports, "recurrentSizes", call<recurrentSizes>);
  add(env, exports, "recurrentForward", call<recurrentForward>);
  add(env, exports, "recurrentBackward", call<recurrentBackward>);
  add(env, exports, "recurrentGates", call<recurrentGates>);
  add(env, exports, "matMul", call<matMul>);
  add(env, exports, "matMulSize", call<matMulSize>);
  add(env, exports, "adam", call<adam>);
  add(env, exports, "sgd", call<sgd>);
  add(env, exports, "squaredNorm", call<squaredNorm>);
  add(env, exports, "binary", call<binary>);
  add(env, exports, "embedding", call<embedding<false>>);
  add(env, exports, "embeddingGradient", call<embedding<true>>);
  add(env, exports, "convolutionSize", call<convolutionSize>);
  add(env, exports, "convolution", call<convolution<&KernelTable::convolution>>);
  add(env, exports, "convolutionInputGradient", call<convolution<&KernelTable::convolutionInputGradient>>);
  add(env, exports, "convolutionFilterGradient", call<convolution<&KernelTable::convolutionFilterGradient>>);
  add(env, exports, "layerNorm", call<layerNorm>);
  add(env, exports, "layerNormGradient", call<layerNormGradient>);
  add(env, exports, "peak", call<peak>);
  // Threads must not outlive the process's last environment.
  napi_add_env_cleanup_hook(env, [](void*) { engine().pool.resize(1); }, nullptr);
  return exports;
}
