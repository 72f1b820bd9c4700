// Chooses the kernels of the best level the CPU has, once, when the module is loaded.

#include <sched.h>

#include "include/CVectorKernels.h"
#include "include/CVectorKernelsLevels.h"
#include "kernels/portability.h"

#include <stdlib.h>

extern const nabla_kernels nabla_kernels_baseline;

#if NABLA_X86_64

#include <cpuid.h>

extern const nabla_kernels nabla_kernels_x86_64_v3, nabla_kernels_x86_64_v4;

// The state that the operating system saves for a thread: bits 1 and 2 for AVX, 5 to 7 for AVX-512.
static uint32_t saved_state(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static int has_all(uint32_t bits, uint32_t wanted) { return (bits & wanted) == wanted; }

// The level of the x86-64 psABI. CPUID is asked directly: the compilers' __builtin_cpu_supports needs a run-time
// library that knows the levels.
static int32_t cpu_level(void) {
  uint32_t a, b, c, d, leaf7, extended;
  if (!__get_cpuid(1, &a, &b, &c, &d)) return 0;
  if (!has_all(c, bit_FMA | bit_MOVBE | bit_OSXSAVE | bit_AVX | bit_F16C)) return 0;
  if (!has_all(saved_state(), 0x06)) return 0;
  if (!__get_cpuid(0x80000001, &a, &b, &extended, &d)) return 0;
  if (!has_all(extended, 1u << 5)) return 0;  // LZCNT
  if (!__get_cpuid_count(7, 0, &a, &leaf7, &c, &d)) return 0;
  if (!has_all(leaf7, bit_AVX2 | bit_BMI | bit_BMI2)) return 0;
  if (!has_all(leaf7, bit_AVX512F | bit_AVX512BW | bit_AVX512CD | bit_AVX512DQ | bit_AVX512VL)) return 3;
  return has_all(saved_state(), 0xe6) ? 4 : 3;
}

const nabla_kernels *nabla_kernels_at_level(int32_t level) {
  if (level == 0) return &nabla_kernels_baseline;
  if (level != 3 && level != 4) return NULL;
  if (level > cpu_level()) return NULL;
  return level == 4 ? &nabla_kernels_x86_64_v4 : &nabla_kernels_x86_64_v3;
}

#else

const nabla_kernels *nabla_kernels_at_level(int32_t level) { return level == 0 ? &nabla_kernels_baseline : NULL; }

#endif

// Valid before the constructor has run, in case another constructor computes.
static const nabla_kernels *active = &nabla_kernels_baseline;

// The best level that the CPU has and that is not above NABLA_KERNEL_LEVEL, where the environment names one.
__attribute__((constructor)) static void choose_level(void) {
  const char *text = getenv("NABLA_KERNEL_LEVEL");
  const int32_t most = text && *text ? (int32_t)strtol(text, NULL, 10) : 4;
  for (int32_t level = most < 4 ? most : 4; level >= 0; level--) {
    const nabla_kernels *kernels = nabla_kernels_at_level(level);
    if (!kernels) continue;
    active = kernels;
    return;
  }
}

void nabla_yield(void) { sched_yield(); }

const char *nabla_kernel_level(void) { return active->name; }

int32_t nabla_active_level(void) { return active->level; }

// One jump through the table; a kernel without a result returns its void.
#define NABLA_ROW(SUFFIX, result, name, parameters, arguments) \
  result nabla_##name##_##SUFFIX parameters { return active->name##_##SUFFIX arguments; }
#include "include/CVectorKernelsEach.h"
