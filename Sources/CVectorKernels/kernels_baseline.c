// The kernels for the CPU that the compiler aims at by default: any CPU, and baseline x86-64.

#include "kernels/portability.h"

#define NABLA_TABLE nabla_kernels_baseline
#if NABLA_X86_64
#define NABLA_NAME "x86-64"
#else
#define NABLA_NAME "generic"
#endif
#define NABLA_LEVEL 0
#define NABLA_FUSED NABLA_BASELINE_FUSED
#define NABLA_INTERLEAVE 1
#define NABLA_VECTOR_BYTES 16
#define NABLA_PRODUCT_ROWS 4
#define NABLA_DOT_ROWS 2
#define NABLA_DOT_COLUMNS 2

NABLA_CONTRACT_OFF

#include "kernels/body.h"
