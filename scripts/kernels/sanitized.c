// Calls every kernel of every level that this machine has, on buffers of exactly the size that they may touch, with
// lengths at the edges of their blocks and with numbers of every kind. It checks nothing itself: it is for builds with the
// address and the undefined-behaviour sanitizer, which end it at the first fault. See scripts/sanitize.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CVectorKernelsLevels.h"

static uint64_t state = 1;

static uint64_t next(void) {
  state ^= state << 13, state ^= state >> 7, state ^= state << 17;
  return state;
}

// Ordinary numbers, and one in four that is not.
static double number(void) {
  static const double special[] = {0,
                                   -0.0,
                                   1,
                                   -1,
                                   88.8,
                                   -103.9,
                                   709.8,
                                   -745.2,
                                   1e-310,
                                   1e-45,
                                   1e38,
                                   1e308,
                                   __builtin_inf(),
                                   -__builtin_inf(),
                                   __builtin_nan(""),
                                   2e6,
                                   -3e9,
                                   1e18};
  if (next() % 4 == 0) return special[next() % (sizeof special / sizeof *special)];
  return (double)(int64_t)(next() >> 11) * 0x1p-50 - 4;
}

static const size_t lengths[] = {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 70, 129};
enum { LENGTHS = sizeof lengths / sizeof *lengths };

// A matrix without a number behind its last one.
#define SIZE(rows, cols, stride) ((rows) == 0 || (cols) == 0 ? 0 : ((rows) - 1) * (stride) + (cols))

#define DEFINE(REAL, S)                                                                                               \
  static REAL *numbers_##S(size_t n) {                                                                                \
    REAL *x = malloc(n * sizeof(REAL) + (n == 0));                                                                    \
    for (size_t i = 0; i < n; i++) {                                                                                  \
      const double value = number();                                                                                  \
      x[i] = value > 3e38 ? (REAL)1e30 : value < -3e38 ? (REAL) - 1e30 : (REAL)value;                                 \
      if (value - value != 0) x[i] = (REAL)value;                                                                     \
    }                                                                                                                 \
    return x;                                                                                                         \
  }                                                                                                                   \
  static void vectors_##S(const nabla_kernels *k, size_t n) {                                                         \
    REAL *x = numbers_##S(n), *y = numbers_##S(n), *m = numbers_##S(n), *v = numbers_##S(n);                          \
    k->exp_##S(n, x, y), k->expm1_##S(n, x, y), k->log_##S(n, x, y), k->log1p_##S(n, x, y), k->tanh_##S(n, x, y);     \
    k->sigmoid_##S(n, x, y), k->softplus_##S(n, x, y), k->erf_##S(n, x, y), k->sin_##S(n, x, y), k->cos_##S(n, x, y); \
    k->axpy_##S(n, 2, x, y), k->penalize_##S(n, y, 1, 1, 1, x);                                                       \
    k->momentum_step_##S(n, y, x, 1, 1, 1, 0, v), k->momentum_step_##S(n, y, x, 1, 1, 1, 1, v);                       \
    k->adagrad_step_##S(n, y, x, 1, 1, 1, v), k->rms_prop_step_##S(n, y, x, 1, 1, 1, 1, v);                           \
    k->adam_step_##S(n, y, x, 1, 1, 1, 1, 1, 1, 1, 1, m, v), k->nadam_step_##S(n, y, x, 1, 1, 1, 1, 1, 1, 1, m, v);   \
    (void)k->sum_of_squares_##S(n, x);                                                                                \
    free(x), free(y), free(m), free(v);                                                                               \
  }                                                                                                                   \
  static void tiles_##S(const nabla_kernels *k, size_t rows, size_t cols, size_t gap) {                               \
    const size_t stride = cols + gap, n = SIZE(rows, cols, stride);                                                   \
    REAL *a = numbers_##S(n), *t = numbers_##S(n), *d = numbers_##S(n), *dd = numbers_##S(n);                         \
    REAL *w = numbers_##S(cols), *b = numbers_##S(rows);                                                              \
    int32_t *classes = malloc(cols * sizeof *classes + (cols == 0));                                                  \
    for (size_t i = 0; i < cols; i++) classes[i] = rows ? (int32_t)(next() % rows) : 0;                               \
    for (int h = NABLA_IDENTITY; h <= NABLA_GAUSSIAN; h++) {                                                          \
      k->activate_##S(h, 1, rows, cols, stride, a, b, d, dd),                                                         \
          k->activate_##S(h, 1, rows, cols, stride, a, NULL, d, NULL);                                                \
      k->activate_##S(h, 1, rows, cols, stride, a, b, NULL, NULL);                                                    \
      k->backward_##S(h, 1, rows, cols, stride, a, d, t), k->backward_##S(h, 1, rows, cols, stride, a, NULL, t);      \
    }                                                                                                                 \
    free(a), free(t), a = numbers_##S(n), t = numbers_##S(n);                                                         \
    k->row_sums_##S(rows, cols, stride, a, 0, b), k->row_sums_##S(rows, cols, stride, a, 1, b);                       \
    for (int isWeighted = 0; isWeighted < 2; isWeighted++) {                                                          \
      const REAL *weights = isWeighted ? w : NULL;                                                                    \
      for (int wantsDelta = 0; wantsDelta < 2; wantsDelta++) {                                                        \
        REAL *delta = wantsDelta ? d : NULL;                                                                          \
        (void)k->gaussian_loss_##S(rows, cols, stride, a, t, weights, delta);                                         \
        (void)k->bernoulli_loss_##S(rows, cols, stride, a, t, weights, delta);                                        \
        (void)k->poisson_loss_##S(rows, cols, stride, a, t, weights, delta);                                          \
        (void)k->gamma_loss_##S(rows, cols, stride, a, t, weights, delta, 2);                                         \
        (void)k->negative_binomial_loss_##S(rows, cols, stride, a, t, weights, delta, 1, 0);                          \
        (void)k->student_loss_##S(rows, cols, stride, a, t, weights, delta, 4, 2);                                    \
        (void)k->huber_loss_##S(rows, cols, stride, a, t, weights, delta, 1);                                         \
        if (rows > 0) (void)k->quantile_loss_##S(rows, cols, stride, a, t, weights, delta, rows, b);                  \
        (void)k->heteroscedastic_loss_##S(rows, cols, stride, a, t, weights, delta);                                  \
        (void)k->probit_loss_##S(rows, cols, stride, a, t, weights, delta);                                           \
        (void)k->complementary_log_log_loss_##S(rows, cols, stride, a, t, weights, delta);                            \
        (void)k->categorical_loss_##S(rows, cols, stride, a, t, weights, delta);                                      \
        (void)k->class_loss_##S(rows, cols, stride, a, classes, weights, delta);                                      \
      }                                                                                                               \
      k->gamma_curvature_##S(rows, cols, 1, a, stride, t, stride, weights, d, stride, dd, stride, 2);                 \
      k->negative_binomial_curvature_##S(rows, cols, 1, a, stride, t, stride, weights, d, stride, dd, stride, 1, 0,   \
                                         isWeighted);                                                                 \
      k->student_curvature_##S(rows, cols, 1, a, stride, t, stride, weights, d, stride, dd, stride, 4, 2);            \
      k->huber_curvature_##S(rows, cols, 1, a, stride, t, stride, weights, d, stride, dd, stride, 1);                 \
      k->probit_curvature_##S(rows, cols, 1, a, stride, t, stride, weights, d, stride, dd, stride, isWeighted);       \
      k->complementary_log_log_curvature_##S(rows, cols, 1, a, stride, t, stride, weights, d, stride, dd, stride,     \
                                             isWeighted);                                                             \
      k->heteroscedastic_curvature_##S(rows, cols, 1, a, stride, t, stride, weights, d, stride, dd, stride,           \
                                       isWeighted);                                                                   \
      if (rows > 0) k->constant_curvature_##S(rows, cols, 1, weights, d, stride, dd, stride, rows, b);                \
      k->softmax_jacobian_##S(rows, cols, 1, a, stride, isWeighted ? t : NULL, stride, weights, d, stride, dd,        \
                              stride);                                                                                \
    }                                                                                                                 \
    k->softmax_##S(rows, cols, stride, d);                                                                            \
    k->scale_##S(rows, cols, 1, a, stride, t, stride, d, stride);                                                     \
    k->scale_and_add_##S(rows, cols, 1, a, stride, t, d, dd, stride);                                                 \
    k->add_matrix_##S(rows, cols, a, stride, 0, d, stride), k->add_matrix_##S(rows, cols, a, stride, 1, d, stride);   \
    k->add_column_squares_##S(rows, cols, a, stride, w);                                                              \
    REAL *swapped = numbers_##S(rows * cols), *products = numbers_##S(rows * rows * cols);                            \
    k->transpose_##S(rows, cols, a, stride, swapped, rows);                                                           \
    k->row_products_##S(rows, rows, cols, a, stride, t, stride, products, cols);                                      \
    REAL *outer = numbers_##S(rows * rows * cols);                                                                    \
    k->outer_products_##S(rows, rows, cols, a, stride, swapped, rows, outer, rows *rows);                             \
    free(a), free(t), free(d), free(dd), free(w), free(b), free(classes), free(swapped), free(products), free(outer); \
  }                                                                                                                   \
  static void products_##S(const nabla_kernels *k, size_t rows, size_t cols, size_t depth) {                          \
    REAL *a = numbers_##S(rows * depth), *b = numbers_##S(depth * cols), *c = numbers_##S(rows * cols);               \
    for (int accumulate = 0; accumulate < 2; accumulate++) {                                                          \
      k->product_##S(rows, cols, depth, a, depth, 1, b, cols, accumulate, c, cols);                                   \
      k->product_##S(rows, cols, depth, a, 1, rows, b, cols, accumulate, c, cols);                                    \
      k->dot_product_##S(rows, cols, depth, a, depth, b, depth, accumulate, c, cols);                                 \
    }                                                                                                                 \
    free(a), free(b), free(c);                                                                                        \
  }

DEFINE(double, f64)
DEFINE(float, f32)

int main(void) {
  for (int32_t level = 0; level <= 4; level++) {
    const nabla_kernels *k = nabla_kernels_at_level(level);
    if (!k) continue;
    for (int i = 0; i < LENGTHS; i++) {
      vectors_f64(k, lengths[i]), vectors_f32(k, lengths[i]);
      for (int j = 0; j < LENGTHS; j++) {
        const size_t rows = lengths[j] % 12;
        tiles_f64(k, rows, lengths[i], j % 3), tiles_f32(k, rows, lengths[i], j % 3);
        for (size_t depth = 1; depth < 20; depth += 6) {
          products_f64(k, lengths[j] % 40, lengths[i], depth), products_f32(k, lengths[j] % 40, lengths[i], depth);
        }
      }
    }
    printf("kernels of %s: no fault\n", k->name);
  }
}
