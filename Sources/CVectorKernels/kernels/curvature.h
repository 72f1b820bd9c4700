// Products with the curvature in a of losses whose link is not canonical, diagonal in the outputs but for those that a target has
// two of. Examples are columns; the curvature of some of them is computed once and multiplies every block.

// MARK: - Curvature of one output and target

// k t exp(-a)
INLINE REAL NAME(gamma_curvature)(REAL a, REAL t, REAL shape) { return shape * (t * NAME(exp)(-a)); }

// y (1 + alpha t) / (1 + alpha y)^2 with y = exp(a), or y / (1 + alpha y) in the mean; of 1 / y where alpha y is above 1.
INLINE REAL NAME(negative_binomial_curvature)(REAL a, REAL t, REAL alpha, REAL log_alpha, bool expected) {
  const int large = a + log_alpha > 0;
  const REAL power = NAME(exp)(large ? -a : a), sum = large ? power + alpha : 1 + alpha * power;
  return expected ? (large ? 1 : power) / sum : power / sum * ((1 + alpha * t) / sum);
}

// (nu + 1) / width^2 (1 - u^2) / (1 + u^2)^2 with u = (t - a) / width, of 1 / u beyond 1.
INLINE REAL NAME(student_curvature)(REAL a, REAL t, REAL factor, REAL width) {
  const REAL u = (t - a) / width;
  const int large = ABS(u) > 1;
  const REAL v = large ? 1 / u : u, sum = 1 + v * v;
  const REAL near = (1 - v) * (1 + v) / (sum * sum), far = (v - 1) * (v + 1) / sum * (v / sum) * v;
  return factor / width / width * (large ? far : near);
}

// 1 for |t - a| up to the limit, 0 beyond.
INLINE REAL NAME(huber_curvature)(REAL a, REAL t, REAL limit) { return ABS(t - a) > limit ? 0 : 1; }

INLINE REAL NAME(probit_curvature)(REAL a, REAL t, bool expected) {
  const NAME(link_term) term = NAME(probit_link)(a, t);
  return expected ? term.expected : term.exact;
}

INLINE REAL NAME(complementary_log_log_curvature)(REAL a, REAL t, bool expected) {
  const NAME(link_term) term = NAME(complementary_log_log_link)(a, t);
  return expected ? term.expected : term.exact;
}

// MARK: - Products

// to_l <- factor_l x_l of `count` <= LANES examples.
INLINE void NAME(multiply_lanes)(size_t count, const REAL *factors, const REAL *x, REAL *to) {
  if (count == LANES) {
    VECTOR_LOOP
    for (int l = 0; l < LANES; l++) to[l] = factors[l] * x[l];
  } else {
    for (size_t l = 0; l < count; l++) to[l] = factors[l] * x[l];
  }
}

// Of examples of weight 0 the products are 0, whatever their curvature.
#define TERMWISE_CURVATURE(LOSS, PARAMETERS, ARGUMENTS)                                                         \
  static void KERNEL(LOSS##_curvature)(size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride, \
                                       const REAL *t, size_t t_stride, const REAL *weights, const REAL *x,      \
                                       size_t x_stride, REAL *out, size_t out_stride PARAMETERS) {              \
    REAL buffers[3][LANES] = {{0}}, ones[LANES], factors[LANES];                                                \
    for (int l = 0; l < LANES; l++) ones[l] = 1;                                                                \
    for (size_t j = 0; j < rows; j++) {                                                                         \
      for (size_t i = 0; i < cols; i += LANES) {                                                                \
        const size_t count = cols - i < LANES ? cols - i : LANES;                                               \
        const REAL *from = a + j * a_stride + i, *target = t + j * t_stride + i,                                \
                   *weight = weights ? weights + i : ones;                                                      \
        if (count < LANES) {                                                                                    \
          memcpy(buffers[0], from, count * sizeof(REAL));                                                       \
          memcpy(buffers[1], target, count * sizeof(REAL));                                                     \
          memcpy(buffers[2], weight, count * sizeof(REAL));                                                     \
          from = buffers[0], target = buffers[1], weight = buffers[2];                                          \
        }                                                                                                       \
        VECTOR_LOOP                                                                                             \
        for (int l = 0; l < LANES; l++) {                                                                       \
          const REAL curvature = NAME(LOSS##_curvature)(from[l], target[l] ARGUMENTS);                          \
          factors[l] = weight[l] == 0 ? 0 : weight[l] * curvature;                                              \
        }                                                                                                       \
        for (size_t b = 0; b < blocks; b++) {                                                                   \
          const size_t place = b * cols + i;                                                                    \
          NAME(multiply_lanes)(count, factors, x + j * x_stride + place, out + j * out_stride + place);         \
        }                                                                                                       \
      }                                                                                                         \
    }                                                                                                           \
  }

TERMWISE_CURVATURE(gamma, WITH(REAL shape), WITH(shape))
TERMWISE_CURVATURE(negative_binomial, WITH(REAL alpha, REAL log_alpha, bool expected), WITH(alpha, log_alpha, expected))
TERMWISE_CURVATURE(student, WITH(REAL factor, REAL width), WITH(factor, width))
TERMWISE_CURVATURE(huber, WITH(REAL limit), WITH(limit))
TERMWISE_CURVATURE(probit, WITH(bool expected), WITH(expected))
TERMWISE_CURVATURE(complementary_log_log, WITH(bool expected), WITH(expected))

#undef TERMWISE_CURVATURE
#undef WITH

// Rows have the curvature `factors`, in turn.
static void KERNEL(constant_curvature)(size_t rows, size_t cols, size_t blocks, const REAL *weights, const REAL *x,
                                       size_t x_stride, REAL *out, size_t out_stride, size_t factor_count,
                                       const REAL *factors) {
  for (size_t j = 0; j < rows; j++) {
    const REAL factor = factors[j % factor_count];
    for (size_t b = 0; b < blocks; b++) {
      const REAL *from = x + j * x_stride + b * cols;
      REAL *to = out + j * out_stride + b * cols;
      if (weights) {
        VECTOR_LOOP
        for (size_t i = 0; i < cols; i++) to[i] = weights[i] * factor * from[i];
      } else {
        VECTOR_LOOP
        for (size_t i = 0; i < cols; i++) to[i] = factor * from[i];
      }
    }
  }
}

// Of pairs of rows m and s, with u = (t - m) exp(-s / 2): [[exp(-s), u exp(-s / 2)], [., u^2 / 2]], or [[exp(-s), 0], [0, 1 / 2]] in
// the mean.
static void KERNEL(heteroscedastic_curvature)(size_t rows, size_t cols, size_t blocks, const REAL *a, size_t a_stride,
                                              const REAL *t, size_t t_stride, const REAL *weights, const REAL *x,
                                              size_t x_stride, REAL *out, size_t out_stride, bool expected) {
  REAL buffers[4][LANES] = {{0}}, ones[LANES], mean[LANES], both[LANES], spread[LANES];
  for (int l = 0; l < LANES; l++) ones[l] = 1;
  for (size_t j = 0; j + 1 < rows; j += 2) {
    for (size_t i = 0; i < cols; i += LANES) {
      const size_t count = cols - i < LANES ? cols - i : LANES;
      const REAL *own = a + j * a_stride + i;
      const REAL *sources[4] = {own, own + a_stride, t + j * t_stride + i, weights ? weights + i : ones};
      if (count < LANES) {
        for (int k = 0; k < 4; k++) {
          memcpy(buffers[k], sources[k], count * sizeof(REAL));
          sources[k] = buffers[k];
        }
      }
      const REAL *m = sources[0], *s = sources[1], *target = sources[2], *weight = sources[3];
      VECTOR_LOOP
      for (int l = 0; l < LANES; l++) {
        const REAL root = NAME(exp)((REAL)-0.5 * s[l]), r = target[l] - m[l], u = r == 0 ? 0 : r * root;
        const REAL w = weight[l];
        mean[l] = w == 0 ? 0 : w * (root * root);
        both[l] = w == 0 || expected || r == 0 ? 0 : w * (u * root);
        spread[l] = w == 0 ? 0 : w * (expected ? (REAL)0.5 : (REAL)0.5 * (u * u));
      }
      for (size_t b = 0; b < blocks; b++) {
        const REAL *first = x + j * x_stride + b * cols + i, *second = first + x_stride;
        REAL *to = out + j * out_stride + b * cols + i;
        if (count == LANES) {
          VECTOR_LOOP
          for (int l = 0; l < LANES; l++) {
            const REAL of_mean = first[l], of_spread = second[l];
            to[l] = mean[l] * of_mean + both[l] * of_spread;
            to[l + out_stride] = both[l] * of_mean + spread[l] * of_spread;
          }
        } else {
          for (size_t l = 0; l < count; l++) {
            const REAL of_mean = first[l], of_spread = second[l];
            to[l] = mean[l] * of_mean + both[l] * of_spread;
            to[l + out_stride] = both[l] * of_mean + spread[l] * of_spread;
          }
        }
      }
    }
  }
}
