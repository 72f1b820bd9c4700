// Counts the products that this process has OpenBLAS compute, for tests and benchmarks of what a backend really calls.
#pragma once

#include <stdint.h>

// Calls of cblas_dgemm, cblas_sgemm, cblas_dgemv and cblas_sgemv so far, on any thread.
uint64_t nabla_blas_calls(void);

// Their floating-point operations: two for every multiplication.
uint64_t nabla_blas_flops(void);
