// The kernels of one level in both precisions, and their table. Included once per translation unit, after
//   NABLA_TABLE  the name of the table to define,
//   NABLA_NAME   the level's name, a string,
//   NABLA_LEVEL  the level's number,
//   NABLA_FUSED  1 if the level has fused multiply-add, else 0,
//   NABLA_INTERLEAVE  how many vectors a loop works on at once, to hide latency as far as the registers go,
//   NABLA_VECTOR_BYTES  the size of a vector register,
//   NABLA_PRODUCT_ROWS, NABLA_DOT_ROWS, NABLA_DOT_COLUMNS  the blocks of products that fit the registers,
//   NABLA_WIDE_PANELS  defined where blocks of four vectors and rows fit them too,
// and under the pragmas that select the instruction set. Everything but the table is static.

// FMA(a, b, c) rounds once where the level has it in hardware. Elsewhere it is a * b + c, and what needs an exact
// product asks NABLA_FUSED.
#if NABLA_FUSED
#define FMA_f64(a, b, c) __builtin_fma(a, b, c)
#define FMA_f32(a, b, c) __builtin_fmaf(a, b, c)
#else
#define FMA_f64(a, b, c) ((a) * (b) + (c))
#define FMA_f32(a, b, c) ((a) * (b) + (c))
#endif

#define PRECISION "double.h"
#include "precision.h"
#undef PRECISION

#define PRECISION "float.h"
#include "precision.h"
#undef PRECISION

#define NABLA_ROW(SUFFIX, result, name, parameters, arguments) .name##_##SUFFIX = kernel_##name##_##SUFFIX,
const nabla_kernels NABLA_TABLE = {
    .name = NABLA_NAME,
    .level = NABLA_LEVEL,
#include "../include/CVectorKernelsEach.h"
};
