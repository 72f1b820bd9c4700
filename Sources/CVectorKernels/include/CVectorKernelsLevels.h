// The kernels of each instruction-set level by themselves, for tests and benchmarks. The functions of CVectorKernels.h
// call those of the best level the CPU has.
#pragma once

#include "CVectorKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// One member a kernel, of the name and type of the function in CVectorKernels.h without its prefix.
#define NABLA_ROW(SUFFIX, result, name, parameters, arguments) result(*name##_##SUFFIX) parameters;

typedef struct {
  const char *name;  // "x86-64-v4", "x86-64-v3", "x86-64" or "generic"
  int32_t level;     // 4, 3 or, for the last two, 0
#include "CVectorKernelsEach.h"
} nabla_kernels;

// The kernels of a level (0, 3 or 4), or NULL where the CPU, or the build, does not have it. Level 0 is always there.
const nabla_kernels *nabla_kernels_at_level(int32_t level);

// The level in use, of 0, 3 and 4.
int32_t nabla_active_level(void);

#ifdef __cplusplus
}
#endif
