// The table of this level.

#define ENTRIES(S)                                                                                               \
  .exp_##S = kernel_exp_##S, .expm1_##S = kernel_expm1_##S, .log_##S = kernel_log_##S,                           \
  .log1p_##S = kernel_log1p_##S, .tanh_##S = kernel_tanh_##S, .sigmoid_##S = kernel_sigmoid_##S,                 \
  .softplus_##S = kernel_softplus_##S, .erf_##S = kernel_erf_##S, .sin_##S = kernel_sin_##S,                     \
  .cos_##S = kernel_cos_##S, .activate_##S = kernel_activate_##S, .backward_##S = kernel_backward_##S,           \
  .row_sums_##S = kernel_row_sums_##S, .gaussian_loss_##S = kernel_gaussian_loss_##S,                            \
  .bernoulli_loss_##S = kernel_bernoulli_loss_##S, .categorical_loss_##S = kernel_categorical_loss_##S,          \
  .class_loss_##S = kernel_class_loss_##S, .softmax_##S = kernel_softmax_##S,                                    \
  .transpose_##S = kernel_transpose_##S, .scale_##S = kernel_scale_##S,                                          \
  .scale_and_add_##S = kernel_scale_and_add_##S, .row_products_##S = kernel_row_products_##S,                    \
  .add_matrix_##S = kernel_add_matrix_##S,                                                                       \
  .softmax_jacobian_##S = kernel_softmax_jacobian_##S,                                                           \
  .add_column_squares_##S = kernel_add_column_squares_##S,                                                       \
  .outer_products_##S = kernel_outer_products_##S,                                                               \
  .axpy_##S = kernel_axpy_##S, .product_##S = kernel_product_##S, .dot_product_##S = kernel_dot_product_##S,     \
  .momentum_step_##S = kernel_momentum_step_##S, .adagrad_step_##S = kernel_adagrad_step_##S,                    \
  .rmsprop_step_##S = kernel_rmsprop_step_##S, .adam_step_##S = kernel_adam_step_##S,                            \
  .nadam_step_##S = kernel_nadam_step_##S, .penalise_##S = kernel_penalise_##S,                                  \
  .sum_of_squares_##S = kernel_sum_of_squares_##S

const nabla_kernels NABLA_TABLE = {.name = NABLA_NAME, .level = NABLA_LEVEL, ENTRIES(f64), ENTRIES(f32)};
