// The triangle of a tall matrix for x86-64-v4. Empty on other CPUs.

#include "kernels/portability.h"

#if NABLA_X86_64

#define NABLA_FUSED 1
#define NABLA_VECTOR_BYTES 64
#define FMA_f64(a, b, c) __builtin_fma(a, b, c)

NABLA_CONTRACT_OFF
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4")
#endif

#include "kernels/double.h"
#include "kernels/vectors.h"
#include "kernels/triangle.h"

void nabla_triangle_x86_64_v4(size_t m, size_t n, double *a, double *memory) { NAME(triangle)(m, n, a, memory); }

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
