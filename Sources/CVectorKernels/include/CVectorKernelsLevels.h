// The kernels of each instruction-set level by themselves, for tests and benchmarks. The functions of CVectorKernels.h
// call those of the best level the CPU has.
#pragma once

#include "CVectorKernels.h"

#ifdef __cplusplus
extern "C" {
#endif

// One member a kernel, of the type of the function of that name in CVectorKernels.h.
#define NABLA_KERNEL_MEMBERS(SUFFIX)                                  \
  __typeof__(&nabla_exp_##SUFFIX) exp_##SUFFIX;                       \
  __typeof__(&nabla_expm1_##SUFFIX) expm1_##SUFFIX;                   \
  __typeof__(&nabla_log_##SUFFIX) log_##SUFFIX;                       \
  __typeof__(&nabla_log1p_##SUFFIX) log1p_##SUFFIX;                   \
  __typeof__(&nabla_tanh_##SUFFIX) tanh_##SUFFIX;                     \
  __typeof__(&nabla_sigmoid_##SUFFIX) sigmoid_##SUFFIX;               \
  __typeof__(&nabla_softplus_##SUFFIX) softplus_##SUFFIX;             \
  __typeof__(&nabla_erf_##SUFFIX) erf_##SUFFIX;                       \
  __typeof__(&nabla_sin_##SUFFIX) sin_##SUFFIX;                       \
  __typeof__(&nabla_cos_##SUFFIX) cos_##SUFFIX;                       \
  __typeof__(&nabla_activate_##SUFFIX) activate_##SUFFIX;             \
  __typeof__(&nabla_backward_##SUFFIX) backward_##SUFFIX;             \
  __typeof__(&nabla_row_sums_##SUFFIX) row_sums_##SUFFIX;             \
  __typeof__(&nabla_gaussian_loss_##SUFFIX) gaussian_loss_##SUFFIX;   \
  __typeof__(&nabla_bernoulli_loss_##SUFFIX) bernoulli_loss_##SUFFIX; \
  __typeof__(&nabla_categorical_loss_##SUFFIX) categorical_loss_##SUFFIX; \
  __typeof__(&nabla_class_loss_##SUFFIX) class_loss_##SUFFIX;         \
  __typeof__(&nabla_softmax_##SUFFIX) softmax_##SUFFIX;               \
  __typeof__(&nabla_transpose_##SUFFIX) transpose_##SUFFIX;           \
  __typeof__(&nabla_scale_##SUFFIX) scale_##SUFFIX;                   \
  __typeof__(&nabla_scale_and_add_##SUFFIX) scale_and_add_##SUFFIX;   \
  __typeof__(&nabla_row_products_##SUFFIX) row_products_##SUFFIX;     \
  __typeof__(&nabla_add_matrix_##SUFFIX) add_matrix_##SUFFIX;         \
  __typeof__(&nabla_softmax_jacobian_##SUFFIX) softmax_jacobian_##SUFFIX; \
  __typeof__(&nabla_add_column_squares_##SUFFIX) add_column_squares_##SUFFIX; \
  __typeof__(&nabla_outer_products_##SUFFIX) outer_products_##SUFFIX; \
  __typeof__(&nabla_axpy_##SUFFIX) axpy_##SUFFIX;                     \
  __typeof__(&nabla_product_##SUFFIX) product_##SUFFIX;               \
  __typeof__(&nabla_dot_product_##SUFFIX) dot_product_##SUFFIX;       \
  __typeof__(&nabla_momentum_step_##SUFFIX) momentum_step_##SUFFIX;   \
  __typeof__(&nabla_adagrad_step_##SUFFIX) adagrad_step_##SUFFIX;     \
  __typeof__(&nabla_rmsprop_step_##SUFFIX) rmsprop_step_##SUFFIX;     \
  __typeof__(&nabla_adam_step_##SUFFIX) adam_step_##SUFFIX;           \
  __typeof__(&nabla_nadam_step_##SUFFIX) nadam_step_##SUFFIX;         \
  __typeof__(&nabla_penalise_##SUFFIX) penalise_##SUFFIX;             \
  __typeof__(&nabla_sum_of_squares_##SUFFIX) sum_of_squares_##SUFFIX;

typedef struct {
  const char *name;  // "x86-64-v4", "x86-64-v3", "x86-64" or "generic"
  int32_t level;     // 4, 3 or, for the last two, 0
  NABLA_KERNEL_MEMBERS(f64)
  NABLA_KERNEL_MEMBERS(f32)
} nabla_kernels;

#undef NABLA_KERNEL_MEMBERS

// The kernels of a level (0, 3 or 4), or NULL where the CPU, or the build, does not have it. Level 0 is always there.
const nabla_kernels *nabla_kernels_at_level(int32_t level);

#ifdef __cplusplus
}
#endif
