// Vectorised elementwise kernels, without dependencies.
//
// Every function exists for double (suffix _f64) and float (_f32), from one plain C source that is compiled for several
// x86-64 levels (the best one is chosen once, at run time) and once for any other CPU.
//
// Layout. A tile is feature-major: `rows` features by `cols` examples, row j at base + j * stride (in elements,
// stride >= cols), so every inner loop runs along the examples with unit stride. No function allocates or keeps a
// pointer. Buffers do not overlap unless the description says "in place". rows, cols and n may be 0.
#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// The activation functions h. `parameter` is the slope of leaky ReLU or the alpha of ELU, and unused elsewhere.
typedef enum
#if defined(__clang__) || defined(__cplusplus)
    : int32_t  // GCC before 13 has no such enumerations in C, and chooses a type of the same size
#endif
{
  NABLA_IDENTITY = 0,
  NABLA_SIGMOID,
  NABLA_TANH,
  NABLA_RELU,
  NABLA_LEAKY_RELU,  // a > 0 ? a : parameter * a
  NABLA_ELU,         // a > 0 ? a : parameter * (exp(a) - 1)
  NABLA_SOFTPLUS,    // log(1 + exp(a))
  NABLA_SILU,        // a * sigmoid(a)
  NABLA_GELU,        // a * (1 + erf(a / sqrt 2)) / 2
  NABLA_SIN,
  NABLA_EXP,
  NABLA_GAUSSIAN,    // exp(-a^2)
} nabla_activation;

// Tells the CPU that the thread waits in a loop.
static inline void nabla_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

// Lets another thread have the core.
void nabla_yield(void);

// The name of the instruction-set level in use: "x86-64-v4", "x86-64-v3", "x86-64", or "generic". It is the best one that
// the CPU has. With NABLA_KERNEL_LEVEL=0 or 3 in the environment when the program starts it is no higher than that, to
// test the code of other machines and to compare.
const char *nabla_kernel_level(void);

#define NABLA_DECLARE_KERNELS(REAL, SUFFIX)                                                                            \
  /* y = f(x), elementwise; y may be x. At most 2 ULP over the whole range; right at +-0, subnormals, inf, NaN. */     \
  /* Sines and cosines of arguments beyond 1647099 (2^20 pi/2) are taken one by one from libm. */                      \
  void nabla_exp_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                           \
  void nabla_expm1_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                         \
  void nabla_log_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                           \
  void nabla_log1p_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                         \
  void nabla_tanh_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                          \
  void nabla_sigmoid_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                       \
  void nabla_softplus_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                      \
  void nabla_erf_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                           \
  void nabla_sin_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                           \
  void nabla_cos_##SUFFIX(size_t n, const REAL *x, REAL *y);                                                           \
                                                                                                                       \
  /* In place: a <- h(a + bias 1^T); bias has `rows` elements or is NULL (no bias). Where d is not NULL it receives */ \
  /* h'(a + bias), and where dd is not NULL, h''; both have a's stride. h' of ReLU and leaky ReLU at 0 is that of */   \
  /* a < 0; their h'' is 0. h is within 6 ULP of the exact value, its derivatives within 7.5; see activations.h. */    \
  void nabla_activate_##SUFFIX(nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride, REAL *a,   \
                               const REAL *bias, REAL *d, REAL *dd);                                                   \
                                                                                                                       \
  /* In place: s <- s * h'. With d == NULL, h' is computed from z = h(a): for identity, sigmoid, tanh, ReLU, leaky */  \
  /* ReLU with positive slope, ELU with positive alpha and exp, and not allowed for the others. 1 - z of sigmoid and */\
  /* tanh and z + alpha of ELU then cancel where the function nears its limit: the error of h' is a few ULP of the */  \
  /* largest h', not of h' itself, which becomes 0 where z is rounded to the limit. The others are as right as z. */   \
  void nabla_backward_##SUFFIX(nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride,            \
                               const REAL *z, const REAL *d, REAL *s);                                                 \
                                                                                                                       \
  /* out_j = beta * out_j + sum_n x_jn; beta == 0 does not read out. Summed in an order that depends on cols alone. */ \
  void nabla_row_sums_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *x, REAL beta, REAL *out);          \
                                                                                                                       \
  /* The losses, from pre-activations a (rows = outputs, cols = examples). Where delta is not NULL it receives the */  \
  /* error signal y - t times the example's weight; it may be a itself. weights is NULL (all 1) or has cols items; an */\
  /* example of weight 0 is not there, also where it is not finite. y - t of Bernoulli's and of classes is relatively */\
  /* right to some ULP also where y is nearly t = 0 or 1. */                                                           \
  /* Returns the weighted sum over the tile, accumulated in double in an order that depends on the shape alone. */     \
  /* a, t and delta share one stride. */                                                                               \
  double nabla_gaussian_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,           \
                                      const REAL *weights, REAL *delta);                                               \
  double nabla_bernoulli_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,          \
                                       const REAL *weights, REAL *delta);                                              \
  double nabla_categorical_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,        \
                                         const REAL *weights, REAL *delta);                                            \
  double nabla_class_loss_##SUFFIX(size_t rows, size_t cols, size_t stride, const REAL *a, const int32_t *classes,     \
                                   const REAL *weights, REAL *delta);                                                  \
                                                                                                                       \
  /* In place: each column of a becomes its softmax. */                                                                \
  void nabla_softmax_##SUFFIX(size_t rows, size_t cols, size_t stride, REAL *a);                                       \
                                                                                                                       \
  /* dst (cols x rows, row stride dst_stride) = transpose of src (rows x cols, row stride src_stride). */              \
  void nabla_transpose_##SUFFIX(size_t rows, size_t cols, const REAL *src, size_t src_stride, REAL *dst,               \
                                size_t dst_stride);                                                                    \
                                                                                                                       \
  /* out <- x * f in every block: a row of x and out is `blocks` blocks of cols numbers, a row of f one. out may be x. */\
  void nabla_scale_##SUFFIX(size_t rows, size_t cols, size_t blocks, const REAL *x, size_t x_stride, const REAL *f,    \
                            size_t f_stride, REAL *out, size_t out_stride);                                            \
                                                                                                                       \
  /* In place: s <- s * f + x * g in every block; x has the stride of s, g that of f. */                               \
  void nabla_scale_and_add_##SUFFIX(size_t rows, size_t cols, size_t blocks, REAL *s, size_t s_stride, const REAL *f,  \
                                    const REAL *x, const REAL *g, size_t f_stride);                                    \
                                                                                                                       \
  /* Row l * z_rows + k of m <- x_l * z_k. */                                                                          \
  void nabla_row_products_##SUFFIX(size_t x_rows, size_t z_rows, size_t cols, const REAL *x, size_t x_stride,          \
                                   const REAL *z, size_t z_stride, REAL *m, size_t m_stride);                          \
                                                                                                                       \
  /* y <- x, or y <- y + x with accumulate != 0. */                                                                    \
  void nabla_add_matrix_##SUFFIX(size_t rows, size_t cols, const REAL *x, size_t x_stride, int accumulate, REAL *y,    \
                                 size_t y_stride);                                                                     \
                                                                                                                       \
  /* out <- s * y * (x - 1 (y^T x)) column by column, in every block: a row of x and out is `blocks` blocks of cols */ \
  /* numbers, a row of y and t one. s is the example's weight (weights is NULL or has cols items) times the sum of its */\
  /* t where t is not NULL. out may be x. */                                                                           \
  void nabla_softmax_jacobian_##SUFFIX(size_t rows, size_t cols, size_t blocks, const REAL *y, size_t y_stride,        \
                                       const REAL *t, size_t t_stride, const REAL *weights, const REAL *x,             \
                                       size_t x_stride, REAL *out, size_t out_stride);                                 \
                                                                                                                       \
  /* sums_n <- sums_n + sum_j x_jn^2 for each of the cols columns. */                                                  \
  void nabla_add_column_squares_##SUFFIX(size_t rows, size_t cols, const REAL *x, size_t x_stride, REAL *sums);        \
                                                                                                                       \
  /* out[n * out_stride + j * cols + i] <- delta[j * delta_stride + n] * z[n * z_stride + i]: of every example the outer */\
  /* product of delta, units x examples, and z, examples x cols. */                                                    \
  void nabla_outer_products_##SUFFIX(size_t units, size_t cols, size_t examples, const REAL *delta,                    \
                                     size_t delta_stride, const REAL *z, size_t z_stride, REAL *out,                   \
                                     size_t out_stride);                                                               \
                                                                                                                       \
  /* y <- y + alpha * x over n elements. */                                                                            \
  void nabla_axpy_##SUFFIX(size_t n, REAL alpha, const REAL *x, REAL *y);                                              \
                                                                                                                       \
  /* C <- A B, or C + A B where accumulate != 0; otherwise C is not read. C is rows x columns, row i at                */\
  /* c + i * c_stride; element (i, l) of A is a[i * a_row + l * a_column]; B is depth x columns. For thin matrices.    */\
  void nabla_product_##SUFFIX(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row, size_t a_column, \
                              const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride);               \
                                                                                                                       \
  /* C <- A B^T, or C + A B^T where accumulate != 0, with A rows x depth and B columns x depth. For thin matrices.     */\
  void nabla_dot_product_##SUFFIX(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_stride,           \
                                  const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride);           \
                                                                                                                       \
  /* One fused optimiser step over n parameters w with gradient g * scale, here written g.                             \
   * momentum: v <- mu v + g; w <- w - rate v, or w - rate (g + mu v) with nesterov != 0.                              \
   * Adagrad (Duchi, Hazan and Singer 2011): v <- v + g^2; w <- w - rate g / (sqrt(v) + epsilon).                      \
   * RMSProp (Hinton 2012): v <- decay v + (1-decay) g^2; w <- w - rate g / (sqrt(v) + epsilon).                       \
   * Adam (Kingma and Ba 2015): m <- b1 m + (1-b1) g; v <- b2 v + (1-b2) g^2;                                          \
   * w <- keep w - rate * (m / c1) / (sqrt(v / c2) + epsilon), with c1 = 1 - b1^t and c2 = 1 - b2^t from the caller.   \
   * NAdam (Dozat 2016): m and v as Adam's; w <- w - (gradient_rate g + mean_rate m) / (sqrt(v / c2) + epsilon). */    \
  void nabla_momentum_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL mu, int nesterov,    \
                                    REAL *v);                                                                          \
  void nabla_adagrad_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL epsilon, REAL *v);    \
  void nabla_rmsprop_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL decay, REAL epsilon,  \
                                   REAL *v);                                                                           \
  void nabla_adam_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL b1, REAL b2,             \
                                REAL epsilon, REAL c1, REAL c2, REAL keep, REAL *m, REAL *v);                          \
  void nabla_nadam_step_##SUFFIX(size_t n, REAL *w, const REAL *g, REAL scale, REAL gradient_rate, REAL mean_rate,     \
                                 REAL b1, REAL b2, REAL epsilon, REAL c2, REAL *m, REAL *v);                           \
                                                                                                                       \
  /* The gradient of a penalty, g <- g + l2 w + l1 sign(w) with sign(0) = 0, and then w <- keep w, over n elements. */ \
  void nabla_penalise_##SUFFIX(size_t n, REAL *w, REAL l2, REAL l1, REAL keep, REAL *g);                               \
                                                                                                                       \
  /* The sum of x^2 over n elements, in double, in an order that depends on n alone. */                                \
  double nabla_sum_of_squares_##SUFFIX(size_t n, const REAL *x);

NABLA_DECLARE_KERNELS(double, f64)
NABLA_DECLARE_KERNELS(float, f32)

#undef NABLA_DECLARE_KERNELS

#ifdef __cplusplus
}
#endif
