// The triangle R of a tall matrix.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// A, m x n column by column, gets the upper triangle R of A = QR, by Householder's reflections; what is below has no meaning
// then. `memory` has room for 4 m numbers. False, with nothing done, on machines without AVX2. The bits depend on the shape and the
// level.
bool nabla_triangle(size_t m, size_t n, double *a, double *memory);

#ifdef __cplusplus
}
#endif
