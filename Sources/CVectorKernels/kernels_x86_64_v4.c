// The kernels for x86-64-v4 (AVX-512). Empty on other CPUs.

#include "kernels/portability.h"

#if NABLA_X86_64

#define NABLA_TABLE nabla_kernels_x86_64_v4
#define NABLA_NAME "x86-64-v4"
#define NABLA_LEVEL 4
#define NABLA_FUSED 1
#define NABLA_INTERLEAVE 2
#define NABLA_VECTOR_BYTES 64
#define NABLA_PRODUCT_ROWS 8
#define NABLA_WIDE_PANELS 1
#define NABLA_DOT_ROWS 4
#define NABLA_DOT_COLUMNS 4

NABLA_CONTRACT_OFF
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4,tune=znver4"))), apply_to = function)
#else
#pragma GCC push_options
#pragma GCC target("arch=x86-64-v4")
#endif

#include "kernels/body.h"

#if defined(__clang__)
#pragma clang attribute pop
#else
#pragma GCC pop_options
#endif

#endif
