// Calls about the engine itself: threads, instruction sets, what the machine can do at most.
#pragma once
#include "engine.hpp"

namespace seqbench {

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

constexpr Entry engineEntries[] = {
  {"describe", describe}, {"setThreads", call<setThreads>}, {"setInstructions", call<setInstructions>}, {"peak", call<peak>},
};

}  // namespace seqbench
