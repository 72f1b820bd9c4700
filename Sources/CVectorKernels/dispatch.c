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

#define DISPATCHED(REAL, SUFFIX)                                                                                       \
  void nabla_exp_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                          \
    active->exp_##SUFFIX(n, x, y);                                                                                     \
  }                                                                                                                    \
  void nabla_expm1_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                        \
    active->expm1_##SUFFIX(n, x, y);                                                                                   \
  }                                                                                                                    \
  void nabla_log_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                          \
    active->log_##SUFFIX(n, x, y);                                                                                     \
  }                                                                                                                    \
  void nabla_log1p_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                        \
    active->log1p_##SUFFIX(n, x, y);                                                                                   \
  }                                                                                                                    \
  void nabla_tanh_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                         \
    active->tanh_##SUFFIX(n, x, y);                                                                                    \
  }                                                                                                                    \
  void nabla_sigmoid_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                      \
    active->sigmoid_##SUFFIX(n, x, y);                                                                                 \
  }                                                                                                                    \
  void nabla_softplus_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                     \
    active->softplus_##SUFFIX(n, x, y);                                                                                \
  }                                                                                                                    \
  void nabla_erf_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                          \
    active->erf_##SUFFIX(n, x, y);                                                                                     \
  }                                                                                                                    \
  void nabla_sin_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                          \
    active->sin_##SUFFIX(n, x, y);                                                                                     \
  }                                                                                                                    \
  void nabla_cos_##SUFFIX(size_t n, const REAL *x, REAL *y) {                                                          \
    active->cos_##SUFFIX(n, x, y);                                                                                     \
  }                                                                                                                    \
  void nabla_activate_##SUFFIX(nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride, REAL *a,   \
                               const REAL *bias, REAL *d, REAL *dd) {                                                  \
    active->activate_##SUFFIX(h, parameter, rows, cols, stride, a, bias, d, dd);                                       \
  }                                                                                                                    \
  void nabla_backward_##SUFFIX(nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride,            \
                               const REAL *z, const REAL *d, REAL *s) {                                                \
    active->backward_##SUFFIX(h, parameter, rows, cols, stride, z, d, s);                                              \
  }                                                                                                                    \
  void nabla_row_sums_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *x, REAL beta, REAL *out) {         \
    active->row_sums_##SUFFIX(rows, cols, stride, x, beta, out);                                                       \
  }                                                                                                                    \
  double nabla_gaussian_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,           \
                                      const REAL *weights, REAL *delta) {                                              \
    return active->gaussian_loss_##SUFFIX(rows, cols, stride, a, t, weights, delta);                                   \
  }                                                                                                                    \
  double nabla_bernoulli_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,          \
                                       const REAL *weights, REAL *delta) {                                             \
    return active->bernoulli_loss_##SUFFIX(rows, cols, stride, a, t, weights, delta);                                  \
  }                                                                                                                    \
  double nabla_categorical_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,        \
                                         const REAL *weights, REAL *delta) {                                           \
    return active->categorical_loss_##SUFFIX(rows, cols, stride, a, t, weights, delta);                                \
  }                                                                                                                    \
  double nabla_class_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const int32_t *classes,     \
                                   const REAL *weights, REAL *delta) {                                                 \
    return active->class_loss_##SUFFIX(rows, cols, stride, a, classes, weights, delta);                                \
  }                                                                                                                    \
  void nabla_softmax_##SUFFIX(size_t rows, size_t cols, size_t stride, REAL *a) {                                      \
    active->softmax_##SUFFIX(rows, cols, stride, a);                                                                   \
  }                                                                                                                    \
  void nabla_transpose_##SUFFIX(size_t rows, size_t cols, const REAL *src, size_t src_stride, REAL *dst,               \
                                size_t dst_stride) {                                                                   \
    active->transpose_##SUFFIX(rows, cols, src, src_stride, dst, dst_stride);                                          \
  }                                                                                                                    \
  void nabla_scale_##SUFFIX(size_t rows, size_t cols, size_t blocks, const REAL *x, size_t x_stride, const REAL *f,    \
                            size_t f_stride, REAL *out, size_t out_stride) {                                           \
    active->scale_##SUFFIX(rows, cols, blocks, x, x_stride, f, f_stride, out, out_stride);                             \
  }                                                                                                                    \
  void nabla_scale_and_add_##SUFFIX(size_t rows, size_t cols, size_t blocks, REAL *s, size_t s_stride, const REAL *f,  \
                                    const REAL *x, const REAL *g, size_t f_stride) {                                   \
    active->scale_and_add_##SUFFIX(rows, cols, blocks, s, s_stride, f, x, g, f_stride);                                \
  }                                                                                                                    \
  void nabla_row_products_##SUFFIX(size_t x_rows, size_t z_rows, size_t cols, const REAL *x, size_t x_stride,          \
                                   const REAL *z, size_t z_stride, REAL *m, size_t m_stride) {                         \
    active->row_products_##SUFFIX(x_rows, z_rows, cols, x, x_stride, z, z_stride, m, m_stride);                        \
  }                                                                                                                    \
  void nabla_add_matrix_##SUFFIX(size_t rows, size_t cols, const REAL *x, size_t x_stride, int accumulate, REAL *y,    \
                                 size_t y_stride) {                                                                    \
    active->add_matrix_##SUFFIX(rows, cols, x, x_stride, accumulate, y, y_stride);                                     \
  }                                                                                                                    \
  void nabla_softmax_jacobian_##SUFFIX(size_t rows, size_t cols, size_t blocks, const REAL *y, size_t y_stride,        \
                                       const REAL *t, size_t t_stride, const REAL *weights, const REAL *x,             \
                                       size_t x_stride, REAL *out, size_t out_stride) {                                \
    active->softmax_jacobian_##SUFFIX(rows, cols, blocks, y, y_stride, t, t_stride, weights, x, x_stride, out,         \
                                      out_stride);                                                                     \
  }                                                                                                                    \
  void nabla_add_column_squares_##SUFFIX(size_t rows, size_t cols, const REAL *x, size_t x_stride, REAL *sums) {       \
    active->add_column_squares_##SUFFIX(rows, cols, x, x_stride, sums);                                                \
  }                                                                                                                    \
  void nabla_outer_products_##SUFFIX(size_t units, size_t cols, size_t examples, const REAL *delta,                    \
                                     size_t delta_stride, const REAL *z, size_t z_stride, REAL *out,                   \
                                     size_t out_stride) {                                                              \
    active->outer_products_##SUFFIX(units, cols, examples, delta, delta_stride, z, z_stride, out, out_stride);         \
  }                                                                                                                    \
  void nabla_axpy_##SUFFIX(size_t n, REAL alpha, const REAL *x, REAL *y) {                                             \
    active->axpy_##SUFFIX(n, alpha, x, y);                                                                             \
  }                                                                                                                    \
  void nabla_product_##SUFFIX(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row, size_t a_column,   \
                              const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride) {              \
    active->product_##SUFFIX(rows, columns, depth, a, a_row, a_column, b, b_stride, accumulate, c, c_stride);          \
  }                                                                                                                    \
  void nabla_dot_product_##SUFFIX(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_stride,           \
                                  const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride) {          \
    active->dot_product_##SUFFIX(rows, columns, depth, a, a_stride, b, b_stride, accumulate, c, c_stride);             \
  }                                                                                                                    \
  void nabla_momentum_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL mu, int nesterov,    \
                                    REAL *v) {                                                                         \
    active->momentum_step_##SUFFIX(n, w, g, scale, rate, mu, nesterov, v);                                             \
  }                                                                                                                    \
  void nabla_adagrad_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL epsilon, REAL *v) {   \
    active->adagrad_step_##SUFFIX(n, w, g, scale, rate, epsilon, v);                                                   \
  }                                                                                                                    \
  void nabla_rmsprop_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL decay, REAL epsilon,  \
                                   REAL *v) {                                                                          \
    active->rmsprop_step_##SUFFIX(n, w, g, scale, rate, decay, epsilon, v);                                            \
  }                                                                                                                    \
  void nabla_adam_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL b1, REAL b2,             \
                                REAL epsilon, REAL c1, REAL c2, REAL keep, REAL *m, REAL *v) {                         \
    active->adam_step_##SUFFIX(n, w, g, scale, rate, b1, b2, epsilon, c1, c2, keep, m, v);                             \
  }                                                                                                                    \
  void nabla_nadam_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL gradient_rate, REAL mean_rate,     \
                                 REAL b1, REAL b2, REAL epsilon, REAL c2, REAL *m, REAL *v) {                          \
    active->nadam_step_##SUFFIX(n, w, g, scale, gradient_rate, mean_rate, b1, b2, epsilon, c2, m, v);                  \
  }                                                                                                                    \
  void nabla_penalise_##SUFFIX(size_t n, REAL *w, REAL l2, REAL l1, REAL keep, REAL *g) {                              \
    active->penalise_##SUFFIX(n, w, l2, l1, keep, g);                                                                  \
  }                                                                                                                    \
  double nabla_sum_of_squares_##SUFFIX(size_t n, const REAL *x) {                                                      \
    return active->sum_of_squares_##SUFFIX(n, x);                                                                      \
  }

DISPATCHED(double, f64)
DISPATCHED(float, f32)
