// The one list of kernels. From it follow the functions of CVectorKernels.h, the tables of CVectorKernelsLevels.h, the
// entries of dispatch.c, and, through scripts/kernels/members.py, the members on the Swift side.
//
// A row is NABLA_KERNEL(result, name, (parameters), (arguments)), with the parameters' names as the arguments. REAL is
// the precision. A pointer that may be NULL is NABLA_NULLABLE. The body is KERNEL(name) in a header of kernels/.
// No include guard: CVectorKernelsEach.h includes this once per precision.

// y = f(x), elementwise; y may be x. At most 2 ULP over the whole range; right at +-0, subnormals, inf, NaN. Sines and
// cosines of arguments beyond 1647099 (2^20 pi/2) are taken one by one from libm. Other kernels call these; Swift has
// no members of theirs.
#define NABLA_ELEMENTWISE(name) NABLA_KERNEL(void, name, (size_t n, const REAL *x, REAL *y), (n, x, y))

NABLA_ELEMENTWISE(exp)
NABLA_ELEMENTWISE(expm1)
NABLA_ELEMENTWISE(log)
NABLA_ELEMENTWISE(log1p)
NABLA_ELEMENTWISE(tanh)
NABLA_ELEMENTWISE(sigmoid)
NABLA_ELEMENTWISE(softplus)
NABLA_ELEMENTWISE(erf)
NABLA_ELEMENTWISE(sin)
NABLA_ELEMENTWISE(cos)

#undef NABLA_ELEMENTWISE

// In place: a <- h(a + bias 1^T); bias has `rows` elements or is NULL (no bias). Where d is not NULL it receives
// h'(a + bias), and where dd is not NULL, h''; both have a's stride. h' of ReLU and leaky ReLU at 0 is that of a < 0;
// their h'' is 0. h is within 6 ULP of the exact value, its derivatives within 7.5; see activations.h.
NABLA_KERNEL(void, activate,
             (nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride, REAL *a,
              const REAL *NABLA_NULLABLE bias, REAL *NABLA_NULLABLE d, REAL *NABLA_NULLABLE dd),
             (h, parameter, rows, cols, stride, a, bias, d, dd))

// In place: s <- s * h'. With d == NULL, h' is computed from z = h(a): for identity, sigmoid, tanh, ReLU, leaky ReLU
// with positive slope, ELU with positive alpha and exp, and not allowed for the others. 1 - z of sigmoid and tanh and
// z + alpha of ELU then cancel where the function nears its limit: the error of h' is a few ULP of the largest h', not
// of h' itself, which becomes 0 where z is rounded to the limit. The others are as right as z.
NABLA_KERNEL(void, backward,
             (nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride, const REAL *z,
              const REAL *NABLA_NULLABLE d, REAL *s),
             (h, parameter, rows, cols, stride, z, d, s))

// out_j = beta * out_j + sum_n x_jn; beta == 0 does not read out. Summed in an order that depends on cols alone.
NABLA_KERNEL(void, row_sums, (size_t rows, size_t cols, size_t stride, const REAL *x, REAL beta, REAL *out),
             (rows, cols, stride, x, beta, out))

// The losses, from pre-activations a (rows = outputs, cols = examples). Where delta is not NULL it receives the error
// signal y - t times the example's weight; it may be a itself. weights is NULL (all 1) or has cols items; an example of
// weight 0 is not there, also where it is not finite. y - t of Bernoulli's and of classes is relatively right to some ULP
// also where y is nearly t = 0 or 1. Returns the weighted sum over the tile, accumulated in double in an order that
// depends on the shape alone. a, t and delta share one stride.
NABLA_KERNEL(double, gaussian_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, t, weights, delta))
NABLA_KERNEL(double, bernoulli_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, t, weights, delta))
NABLA_KERNEL(double, categorical_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, t, weights, delta))
NABLA_KERNEL(double, class_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const int32_t *classes,
              const REAL *NABLA_NULLABLE weights, REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, classes, weights, delta))
// Those of other likelihoods, whose error signals are relatively right wherever no difference of nearly equal numbers is a part
// of them, at every size of a: y = exp(a) for counts and gamma's of a shape; of a dispersion alpha and its logarithm; of
// Student's t with factor nu + 1 and width sqrt(nu) sigma; of residuals up to a limit; of quantiles, whose levels are by row,
// modulo `level_count`; of a mean and a logarithm of the variance in pairs of rows, t being in the first; and of shares t with the
// probability Phi(a), the normal distribution function, or 1 - exp(-exp(a)).
NABLA_KERNEL(double, poisson_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, t, weights, delta))
NABLA_KERNEL(double, gamma_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta, REAL shape),
             (rows, cols, stride, a, t, weights, delta, shape))
NABLA_KERNEL(double, negative_binomial_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta, REAL alpha, REAL log_alpha),
             (rows, cols, stride, a, t, weights, delta, alpha, log_alpha))
NABLA_KERNEL(double, student_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta, REAL factor, REAL width),
             (rows, cols, stride, a, t, weights, delta, factor, width))
NABLA_KERNEL(double, huber_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta, REAL limit),
             (rows, cols, stride, a, t, weights, delta, limit))
NABLA_KERNEL(double, quantile_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta, size_t level_count, const REAL *levels),
             (rows, cols, stride, a, t, weights, delta, level_count, levels))
NABLA_KERNEL(double, heteroscedastic_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, t, weights, delta))

NABLA_KERNEL(double, probit_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, t, weights, delta))
NABLA_KERNEL(double, complementary_log_log_loss,
             (size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, const REAL *NABLA_NULLABLE weights,
              REAL *NABLA_NULLABLE delta),
             (rows, cols, stride, a, t, weights, delta))

// out <- x times the curvature of these losses in a and the example's weight, in every block: a row of x and out is `blocks`
// blocks of cols numbers, a row of a and t one. Where `expected`, of the mean curvature over targets; where there is no such
// parameter that is constant, or there is none. An example of weight 0 has none. out is not x.
NABLA_KERNEL(void, gamma_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, const REAL *t, size_t t_stride,
              const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out, size_t out_stride,
              REAL shape),
             (rows, cols, blocks, a, a_stride, t, t_stride, weights, x, x_stride, out, out_stride, shape))
NABLA_KERNEL(void, negative_binomial_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, const REAL *t, size_t t_stride,
              const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out, size_t out_stride,
              REAL alpha, REAL log_alpha, bool expected),
             (rows, cols, blocks, a, a_stride, t, t_stride, weights, x, x_stride, out, out_stride, alpha, log_alpha,
              expected))
NABLA_KERNEL(void, student_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, const REAL *t, size_t t_stride,
              const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out, size_t out_stride,
              REAL factor, REAL width),
             (rows, cols, blocks, a, a_stride, t, t_stride, weights, x, x_stride, out, out_stride, factor, width))
NABLA_KERNEL(void, huber_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, const REAL *t, size_t t_stride,
              const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out, size_t out_stride,
              REAL limit),
             (rows, cols, blocks, a, a_stride, t, t_stride, weights, x, x_stride, out, out_stride, limit))
NABLA_KERNEL(void, probit_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, const REAL *t, size_t t_stride,
              const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out, size_t out_stride,
              bool expected),
             (rows, cols, blocks, a, a_stride, t, t_stride, weights, x, x_stride, out, out_stride, expected))
NABLA_KERNEL(void, complementary_log_log_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, const REAL *t, size_t t_stride,
              const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out, size_t out_stride,
              bool expected),
             (rows, cols, blocks, a, a_stride, t, t_stride, weights, x, x_stride, out, out_stride, expected))
NABLA_KERNEL(void, heteroscedastic_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, const REAL *t, size_t t_stride,
              const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out, size_t out_stride,
              bool expected),
             (rows, cols, blocks, a, a_stride, t, t_stride, weights, x, x_stride, out, out_stride, expected))
// The same of a curvature that is constant: `factors` by row, modulo their number.
NABLA_KERNEL(void, constant_curvature,
             (size_t rows, size_t cols, size_t blocks, const REAL *NABLA_NULLABLE weights, const REAL *x,
              size_t x_stride, REAL *out, size_t out_stride, size_t factor_count, const REAL *factors),
             (rows, cols, blocks, weights, x, x_stride, out, out_stride, factor_count, factors))

// In place: each column of a becomes its softmax.
NABLA_KERNEL(void, softmax, (size_t rows, size_t cols, size_t stride, REAL *a), (rows, cols, stride, a))

// dst (cols x rows, row stride dst_stride) = transpose of src (rows x cols, row stride src_stride).
NABLA_KERNEL(void, transpose,
             (size_t rows, size_t cols, const REAL *src, size_t src_stride, REAL *dst, size_t dst_stride),
             (rows, cols, src, src_stride, dst, dst_stride))

// out <- x * f in every block: a row of x and out is `blocks` blocks of cols numbers, a row of f one. out may be x.
NABLA_KERNEL(void, scale,
             (size_t rows, size_t cols, size_t blocks, const REAL *x, size_t x_stride, const REAL *f, size_t f_stride,
              REAL *out, size_t out_stride),
             (rows, cols, blocks, x, x_stride, f, f_stride, out, out_stride))

// In place: s <- s * f + x * g in every block; x has the stride of s, g that of f.
NABLA_KERNEL(void, scale_and_add,
             (size_t rows, size_t cols, size_t blocks, REAL *s, size_t s_stride, const REAL *f, const REAL *x,
              const REAL *g, size_t f_stride),
             (rows, cols, blocks, s, s_stride, f, x, g, f_stride))

// Row l * z_rows + k of m <- x_l * z_k.
NABLA_KERNEL(void, row_products,
             (size_t x_rows, size_t z_rows, size_t cols, const REAL *x, size_t x_stride, const REAL *z, size_t z_stride,
              REAL *m, size_t m_stride),
             (x_rows, z_rows, cols, x, x_stride, z, z_stride, m, m_stride))

// y <- x, or y <- y + x to accumulate.
NABLA_KERNEL(void, add_matrix,
             (size_t rows, size_t cols, const REAL *x, size_t x_stride, bool accumulate, REAL *y, size_t y_stride),
             (rows, cols, x, x_stride, accumulate, y, y_stride))

// out <- s * y * (x - 1 (y^T x)) column by column, in every block: a row of x and out is `blocks` blocks of cols
// numbers, a row of y and t one. s is the example's weight (weights is NULL or has cols items) times the sum of its t
// where t is not NULL. out may be x.
NABLA_KERNEL(void, softmax_jacobian,
             (size_t rows, size_t cols, size_t blocks, const REAL *y, size_t y_stride, const REAL *NABLA_NULLABLE t,
              size_t t_stride, const REAL *NABLA_NULLABLE weights, const REAL *x, size_t x_stride, REAL *out,
              size_t out_stride),
             (rows, cols, blocks, y, y_stride, t, t_stride, weights, x, x_stride, out, out_stride))

// sums_n <- sums_n + sum_j x_jn^2 for each of the cols columns.
NABLA_KERNEL(void, add_column_squares, (size_t rows, size_t cols, const REAL *x, size_t x_stride, REAL *sums),
             (rows, cols, x, x_stride, sums))

// out[n * out_stride + j * cols + i] <- delta[j * delta_stride + n] * z[n * z_stride + i]: of every example the outer
// product of delta, units x examples, and z, examples x cols.
NABLA_KERNEL(void, outer_products,
             (size_t units, size_t cols, size_t examples, const REAL *delta, size_t delta_stride, const REAL *z,
              size_t z_stride, REAL *out, size_t out_stride),
             (units, cols, examples, delta, delta_stride, z, z_stride, out, out_stride))

// Derivatives of h beyond the second: plane k <- h^(k)(a) for k = 3 ... order, at most 7. Plane k begins at
// planes + k * plane_stride and has rows `stride` apart; planes 0, 1 and 2 hold h, h' and h'', as `activate` writes them.
// Errors are some ULP of the largest term of the sum that a derivative is.
NABLA_KERNEL(void, higher_derivatives,
             (nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t order, const REAL *a,
              size_t a_stride, REAL *planes, size_t stride, size_t plane_stride),
             (h, parameter, rows, cols, order, a, a_stride, planes, stride, plane_stride))

// Sums of products of rows, elementwise. The program is the numbers of sums, of operands and of temporaries, the last two
// together at most 2048, then of each sum where it goes, the number of its products, at least one, and the two factors of
// each. A sum is multiplied by its number of `factors`. Operand k has row j at base + offsets[k] + j * strides[k]. Behind the
// operands are numbered the temporaries, of 512 bytes each, of which the first is filled with ones.
NABLA_KERNEL(void, sums_of_products,
             (size_t rows, size_t cols, const int32_t *program, const REAL *factors, REAL *base, const size_t *offsets,
              const size_t *strides, REAL *temporaries),
             (rows, cols, program, factors, base, offsets, strides, temporaries))

// The maps between the streams of a and of z = h(a), where these are the value, first derivatives and sums of second ones:
// map 0 to z from a, 1 to the signals of a from those of z, 2 and 3 to the tangents of both. Of z_m, the sum m of second
// derivatives, weights[m * firsts + f] is that of the one along f; at most 16 firsts and 4 seconds. Operands lie as those of
// sums_of_products, the streams of a matrix `cols` columns behind one another: the derivatives of h, from number 8 on the
// first streams of a, and 1, 2, 3 and 4 times the number of streams behind it those of the signals of z, of the tangents of
// a and of these signals, and of the result.
NABLA_KERNEL(void, stream_map,
             (size_t map, size_t firsts, size_t seconds, const REAL *weights, size_t rows, size_t cols, REAL *base,
              const size_t *offsets, const size_t *strides),
             (map, firsts, seconds, weights, rows, cols, base, offsets, strides))

// out[n * out_stride + j * cols + i] <- sum over s of delta_s[j, n] * z_s[i, n]: of every example the sum over `streams`
// of outer products. delta_s and z_s begin s * delta_block and s * z_block columns behind the first; both are features x
// examples.
NABLA_KERNEL(void, stream_outer_products,
             (size_t units, size_t cols, size_t examples, size_t streams, const REAL *delta, size_t delta_stride,
              size_t delta_block, const REAL *z, size_t z_stride, size_t z_block, REAL *out, size_t out_stride),
             (units, cols, examples, streams, delta, delta_stride, delta_block, z, z_stride, z_block, out, out_stride))

// y <- y + alpha * x over n elements.
NABLA_KERNEL(void, axpy, (size_t n, REAL alpha, const REAL *x, REAL *y), (n, alpha, x, y))

// C <- A B, or C + A B to accumulate; otherwise C is not read. C is rows x columns, row i at c + i * c_stride; element
// (i, l) of A is a[i * a_row + l * a_column]; B is depth x columns. For thin matrices.
NABLA_KERNEL(void, product,
             (size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row, size_t a_column, const REAL *b,
              size_t b_stride, bool accumulate, REAL *c, size_t c_stride),
             (rows, columns, depth, a, a_row, a_column, b, b_stride, accumulate, c, c_stride))

// C <- A B^T, or C + A B^T to accumulate, with A rows x depth and B columns x depth. For thin matrices.
NABLA_KERNEL(void, dot_product,
             (size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_stride, const REAL *b, size_t b_stride,
              bool accumulate, REAL *c, size_t c_stride),
             (rows, columns, depth, a, a_stride, b, b_stride, accumulate, c, c_stride))

// One fused optimizer step over n parameters w with gradient g * scale, here written g.

// v <- mu v + g; w <- w - rate v, or w - rate (g + mu v) with Nesterov's momentum.
NABLA_KERNEL(void, momentum_step,
             (size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL mu, bool nesterov, REAL *v),
             (n, w, g, scale, rate, mu, nesterov, v))

// Adagrad (Duchi, Hazan and Singer 2011): v <- v + g^2; w <- w - rate g / (sqrt(v) + epsilon).
NABLA_KERNEL(void, adagrad_step, (size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL epsilon, REAL *v),
             (n, w, g, scale, rate, epsilon, v))

// RMSProp (Hinton 2012): v <- decay v + (1-decay) g^2; w <- w - rate g / (sqrt(v) + epsilon).
NABLA_KERNEL(void, rms_prop_step,
             (size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL decay, REAL epsilon, REAL *v),
             (n, w, g, scale, rate, decay, epsilon, v))

// Adam (Kingma and Ba 2015): m <- b1 m + (1-b1) g; v <- b2 v + (1-b2) g^2;
// w <- keep w - rate * (m / c1) / (sqrt(v / c2) + epsilon), with c1 = 1 - b1^t and c2 = 1 - b2^t from the caller.
NABLA_KERNEL(void, adam_step,
             (size_t n, REAL *w, const REAL *g, REAL scale, REAL rate, REAL b1, REAL b2, REAL epsilon, REAL c1, REAL c2,
              REAL keep, REAL *m, REAL *v),
             (n, w, g, scale, rate, b1, b2, epsilon, c1, c2, keep, m, v))

// NAdam (Dozat 2016): m and v as Adam's; w <- w - (gradient_rate g + mean_rate m) / (sqrt(v / c2) + epsilon).
NABLA_KERNEL(void, nadam_step,
             (size_t n, REAL *w, const REAL *g, REAL scale, REAL gradient_rate, REAL mean_rate, REAL b1, REAL b2,
              REAL epsilon, REAL c2, REAL *m, REAL *v),
             (n, w, g, scale, gradient_rate, mean_rate, b1, b2, epsilon, c2, m, v))

// The gradient of a penalty, g <- g + l2 w + l1 sign(w) with sign(0) = 0, and then w <- keep w, over n elements.
NABLA_KERNEL(void, penalize, (size_t n, REAL *w, REAL l2, REAL l1, REAL keep, REAL *g), (n, w, l2, l1, keep, g))

// The sum of x^2 over n elements, in double, in an order that depends on n alone.
NABLA_KERNEL(double, sum_of_squares, (size_t n, const REAL *x), (n, x))
