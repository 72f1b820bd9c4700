// Defines the products of CBLAS over those of the library and counts them. A program that links this calls the functions
// here, since its own definitions come before a library's.
#define _GNU_SOURCE
#include "CBLASCallCounter.h"

#include <dlfcn.h>
#include <stdatomic.h>
#include <stdlib.h>

static _Atomic uint64_t calls = 0;
static _Atomic uint64_t flops = 0;

uint64_t nabla_blas_calls(void) { return atomic_load_explicit(&calls, memory_order_relaxed); }
uint64_t nabla_blas_flops(void) { return atomic_load_explicit(&flops, memory_order_relaxed); }

static void count(uint64_t operations) {
  atomic_fetch_add_explicit(&calls, 1, memory_order_relaxed);
  atomic_fetch_add_explicit(&flops, operations, memory_order_relaxed);
}

static void *library_function(const char *name) {
  void *function = dlsym(RTLD_NEXT, name);
  if (!function) abort();
  return function;
}

// Debian's OpenBLAS has 32-bit integers; CBLAS's enumerations are integers too.
#define GEMM(NAME, REAL)                                                                                          \
  typedef void (*NAME##_function)(int, int, int, int, int, int, REAL, const REAL *, int, const REAL *, int, REAL, \
                                  REAL *, int);                                                                   \
  void NAME(int order, int transpose_a, int transpose_b, int m, int n, int k, REAL alpha, const REAL *a, int lda, \
            const REAL *b, int ldb, REAL beta, REAL *c, int ldc) {                                                \
    static _Atomic(NAME##_function) function = 0;                                                                 \
    if (!function) function = (NAME##_function)library_function(#NAME);                                           \
    count(2 * (uint64_t)m * (uint64_t)n * (uint64_t)k);                                                           \
    function(order, transpose_a, transpose_b, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);                      \
  }

#define GEMV(NAME, REAL)                                                                                              \
  typedef void (*NAME##_function)(int, int, int, int, REAL, const REAL *, int, const REAL *, int, REAL, REAL *, int); \
  void NAME(int order, int transpose_a, int m, int n, REAL alpha, const REAL *a, int lda, const REAL *x, int incx,    \
            REAL beta, REAL *y, int incy) {                                                                           \
    static _Atomic(NAME##_function) function = 0;                                                                     \
    if (!function) function = (NAME##_function)library_function(#NAME);                                               \
    count(2 * (uint64_t)m * (uint64_t)n);                                                                             \
    function(order, transpose_a, m, n, alpha, a, lda, x, incx, beta, y, incy);                                        \
  }

GEMM(cblas_dgemm, double)
GEMM(cblas_sgemm, float)
GEMV(cblas_dgemv, double)
GEMV(cblas_sgemv, float)
