// The instruction sets in this binary, and which of them this machine can run.
#pragma once
#include "../core/table.hpp"

namespace seqbench {

#if defined(__x86_64__) || defined(_M_X64)
namespace baseline { extern const KernelTable table; }
namespace avx2 { extern const KernelTable table; }
namespace avx512 { extern const KernelTable table; }
#else
namespace baseline { extern const KernelTable table; }
#endif

struct InstructionSet {
  const KernelTable* table;
  bool runs;
  /// Chosen by itself. AVX-512 is not: where it was tried it gave nothing over AVX2, and it slows some processors' clocks.
  bool preferred;
};

/// Slowest first. On x86-64 the baseline is SSE2; on arm64 it is NEON, which every such machine has.
inline const InstructionSet* instructionSets(int& count) {
#if defined(__x86_64__) || defined(_M_X64)
  static const bool hasAvx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#if defined(SEQBENCH_EMULATED)
  static const bool hasAvx512 = hasAvx2;
#else
  static const bool hasAvx512 = hasAvx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
                                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
#endif
  static const InstructionSet sets[] = {{&baseline::table, true, true}, {&avx2::table, hasAvx2, true}, {&avx512::table, hasAvx512, false}};
#else
  static const InstructionSet sets[] = {{&baseline::table, true, true}};
#endif
  count = sizeof(sets) / sizeof(sets[0]);
  return sets;
}

}  // namespace seqbench
