// Threads of the module: instances of it in other JavaScript threads over one memory, which serve until their thread ends. Idle ones
// spin for some microseconds, then sleep. As native/pool.hpp, without a library.
#pragma once
#include "../core/table.hpp"

namespace seqbench {

struct Crew {
  unsigned task, pending, arrived, round;
  /// Threads that have come to serve.
  unsigned ready;
  /// Threads of the current task, and of any: the caller is one of them.
  int team, size;
  void (*call)(void* context, const Team&);
  void* context;
};
static Crew crew = {0, 0, 0, 0, 0, 1, 1, nullptr, nullptr};

inline unsigned read(unsigned* value) { return __atomic_load_n(value, __ATOMIC_SEQ_CST); }
inline void wake(unsigned* value) { __builtin_wasm_memory_atomic_notify(reinterpret_cast<int*>(value), 0xffffffffu); }

template <class Done>
inline void waitUntil(unsigned* value, Done done) {
  constexpr int spins = 20000;
  for (int i = 0; i < spins; i++)
    if (done(read(value))) return;
  for (unsigned seen; !done(seen = read(value));) __builtin_wasm_memory_atomic_wait32(reinterpret_cast<int*>(value), (int)seen, -1);
}

inline void crewBarrier(void*, int) {
  const unsigned round = read(&crew.round);
  if (__atomic_add_fetch(&crew.arrived, 1, __ATOMIC_SEQ_CST) == (unsigned)crew.team) {
    __atomic_store_n(&crew.arrived, 0, __ATOMIC_SEQ_CST);
    __atomic_add_fetch(&crew.round, 1, __ATOMIC_SEQ_CST);
    wake(&crew.round);
  } else {
    waitUntil(&crew.round, [round](unsigned now) { return now != round; });
  }
}

/// Runs work(team) on `workers` threads at most and returns when all are done. Every serving thread answers, also those without a part.
template <class Work>
inline void onCrew(int workers, Work&& work) {
  if (workers > crew.size) workers = crew.size;
  if (workers <= 1) return work(Team{1, 0, nullptr, nullptr});
  crew.call = [](void* context, const Team& team) { (*static_cast<Work*>(context))(team); };
  crew.context = const_cast<void*>(static_cast<const void*>(&work));
  crew.team = workers;
  __atomic_store_n(&crew.pending, crew.ready, __ATOMIC_SEQ_CST);
  __atomic_add_fetch(&crew.task, 1, __ATOMIC_SEQ_CST);
  wake(&crew.task);
  work(Team{workers, 0, crewBarrier, nullptr});
  waitUntil(&crew.pending, [](unsigned left) { return left == 0; });
}

/// A thread's life.
inline void serve(int worker) {
  unsigned seen = read(&crew.task);
  __atomic_add_fetch(&crew.ready, 1, __ATOMIC_SEQ_CST);
  wake(&crew.ready);
  for (;;) {
    waitUntil(&crew.task, [seen](unsigned now) { return now != seen; });
    seen = read(&crew.task);
    if (worker < crew.team) crew.call(crew.context, Team{crew.team, worker, crewBarrier, nullptr});
    if (__atomic_sub_fetch(&crew.pending, 1, __ATOMIC_SEQ_CST) == 0) wake(&crew.pending);
  }
}

}  // namespace seqbench
