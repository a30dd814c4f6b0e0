// Threads that work on one task together. Idle ones spin for about as long as JavaScript needs between two kernels of a step, then
// sleep: an idle engine costs nothing.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "../core/table.hpp"

namespace seqbench {

class Pool {
 public:
  ~Pool() { resize(1); }

  int size() const { return (int)threads_.size() + 1; }

  /// `workers` in all, the caller being one; may be called between tasks only.
  void resize(int workers) {
    stop_.store(true);
    task_.fetch_add(1);
    task_.notify_all();
    for (auto& thread : threads_) thread.join();
    threads_.clear();
    stop_.store(false);
    const unsigned seen = task_.load();
    for (int worker = 1; worker < workers; worker++) threads_.emplace_back([this, worker, seen] { loop(worker, seen); });
  }

  /// Runs work(team) on the first `workers` of the pool and returns when all are done. One task at a time.
  template <class Work>
  void run(int workers, Work&& work) {
    if (workers > size()) workers = size();
    if (workers <= 1) return work(Team{1, 0, nullptr, nullptr});
    call_ = [](void* context, const Team& team) { (*static_cast<Work*>(context))(team); };
    context_ = const_cast<void*>(static_cast<const void*>(&work));
    team_ = workers;
    // Every thread of the pool answers, also those that have nothing to do: then none can miss a task.
    pending_.store(size() - 1, std::memory_order_relaxed);
    task_.fetch_add(1);
    task_.notify_all();
    work(team(0));
    waitUntil(pending_, [](unsigned left) { return left == 0; });
  }

 private:
  /// Waking a thread that sleeps takes longer than this.
  static constexpr std::chrono::microseconds spinning{150};

  static void pause() {
#if defined(__x86_64__) || defined(_M_X64)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    asm volatile("yield");
#endif
  }

  template <class Done>
  static void waitUntil(std::atomic<unsigned>& value, Done done) {
    // The clock is read now and then only.
    const auto end = std::chrono::steady_clock::now() + spinning;
    do {
      for (int i = 0; i < 32; i++) {
        if (done(value.load(std::memory_order_acquire))) return;
        pause();
      }
    } while (std::chrono::steady_clock::now() < end);
    for (unsigned seen; !done(seen = value.load(std::memory_order_acquire));) value.wait(seen, std::memory_order_acquire);
  }

  Team team(int worker) { return {team_, worker, [](void* pool, int) { static_cast<Pool*>(pool)->barrier(); }, this}; }

  void barrier() {
    const unsigned round = round_.load(std::memory_order_acquire);
    if (arrived_.fetch_add(1, std::memory_order_acq_rel) + 1 == (unsigned)team_) {
      arrived_.store(0, std::memory_order_relaxed);
      round_.fetch_add(1, std::memory_order_acq_rel);
      round_.notify_all();
    } else {
      waitUntil(round_, [round](unsigned now) { return now != round; });
    }
  }

  void loop(int worker, unsigned seen) {
    for (;;) {
      waitUntil(task_, [seen](unsigned now) { return now != seen; });
      seen = task_.load(std::memory_order_acquire);
      if (stop_.load()) return;
      if (worker < team_) call_(context_, team(worker));
      if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) pending_.notify_one();
    }
  }

  std::vector<std::thread> threads_;
  std::atomic<bool> stop_{false};
  std::atomic<unsigned> task_{0}, pending_{0}, arrived_{0}, round_{0};
  int team_ = 1;
  void (*call_)(void*, const Team&) = nullptr;
  void* context_ = nullptr;
};

}  // namespace seqbench
