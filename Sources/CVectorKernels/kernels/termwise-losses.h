// Losses that are sums over the outputs, and their error signals, from pre-activations. Examples are columns, so the loops
// run along them. Sums are accumulated in double, lane by lane in a fixed number of lanes: the order depends on the shape
// alone.

// MARK: - Terms of one output and target

typedef struct {
  REAL loss, error;
} NAME(loss_term);

// (a - t)^2 / 2
INLINE NAME(loss_term) NAME(gaussian_term)(REAL a, REAL t) {
  const REAL error = a - t;
  return (NAME(loss_term)){(REAL)0.5 * error * error, error};
}

// softplus(a) - t a = c |a| + log(1 + exp(-|a|)) with c = 1 - t for a > 0 and t for a < 0; the error sigmoid(a) - t is
// c - sigmoid(-|a|) for a > 0 and sigmoid(-|a|) - c for a < 0, so that a target of 0 or 1 leaves the small tail whole.
// c |a| is 0 for c = 0 even where |a| is infinite.
INLINE NAME(loss_term) NAME(bernoulli_term)(REAL a, REAL t) {
  const REAL c = a > 0 ? 1 - t : t, size = ABS(a), tail = NAME(sigmoid)(-size);
  const REAL linear = c == 0 ? 0 : c * size;
  return (NAME(loss_term)){linear + NAME(log1p_of_unit)(NAME(exp_of_negative)(-size).high),
                           a > 0 ? c - tail : tail - c};
}

// exp(a) - t a, and exp(a) - t
INLINE NAME(loss_term) NAME(poisson_term)(REAL a, REAL t) {
  const REAL y = NAME(exp)(a);
  return (NAME(loss_term)){t == 0 ? y : y - t * a, y - t};
}

// k (t exp(-a) + a), and k (1 - t exp(-a))
INLINE NAME(loss_term) NAME(gamma_term)(REAL a, REAL t, REAL shape) {
  const REAL quotient = t * NAME(exp)(-a);
  return (NAME(loss_term)){shape * (quotient + a), shape * (1 - quotient)};
}

// (t + 1/alpha) log(1 + alpha y) - t log(alpha y) with y = exp(a), and (y - t) / (1 + alpha y): in sums of terms of one sign,
// and of alpha y or its inverse, whichever is less than 1. z = log(alpha y), which is rounded, is in no exponent.
INLINE NAME(loss_term) NAME(negative_binomial_term)(REAL a, REAL t, REAL alpha, REAL log_alpha) {
  const REAL z = a + log_alpha, inverse = 1 / alpha;
  const int large = z > 0;
  const REAL power = NAME(exp)(large ? -a : a);
  const REAL tail = (t + inverse) * NAME(log1p)(large ? power * inverse : alpha * power);
  const REAL linear = large ? z * inverse : t == 0 ? 0 : -t * z;
  return (NAME(loss_term)){linear + tail,
                           (large ? 1 - t * power : power - t) / (large ? power + alpha : 1 + alpha * power)};
}

// (nu + 1) / 2 log(1 + u^2) with u = (t - a) / width, and its derivative -(nu + 1) / width u / (1 + u^2); of 1 / u beyond 1, so
// that no square overflows. factor is nu + 1.
INLINE NAME(loss_term) NAME(student_term)(REAL a, REAL t, REAL factor, REAL width) {
  const REAL u = (t - a) / width, size = ABS(u);
  const int large = size > 1;
  const REAL v = large ? 1 / u : u, square = v * v;
  const REAL logarithm = NAME(log1p_of_unit)(square) + (large ? 2 * NAME(log)(size) : 0);
  return (NAME(loss_term)){(REAL)0.5 * factor * logarithm, -factor / width * (v / (1 + square))};
}

// r^2 / 2 for r = t - a up to the limit, limit (|r| - limit / 2) beyond.
INLINE NAME(loss_term) NAME(huber_term)(REAL a, REAL t, REAL limit) {
  const REAL r = t - a, size = ABS(r);
  const int large = size > limit;
  return (NAME(loss_term)){large ? limit * (size - limit / 2) : r * r / 2, large ? -COPYSIGN(limit, r) : -r};
}

// level r for r = t - a above 0, (level - 1) r below; the derivative at 0 is 0.
INLINE NAME(loss_term) NAME(quantile_term)(REAL a, REAL t, REAL level) {
  const REAL r = t - a, slope = r > 0 ? level : level - 1;
  return (NAME(loss_term)){slope * r, r > 0 || r < 0 ? -slope : r};
}

INLINE NAME(loss_term) NAME(probit_term)(REAL a, REAL t) {
  const NAME(link_term) term = NAME(probit_link)(a, t);
  return (NAME(loss_term)){term.loss, term.error};
}

INLINE NAME(loss_term) NAME(complementary_log_log_term)(REAL a, REAL t) {
  const NAME(link_term) term = NAME(complementary_log_log_link)(a, t);
  return (NAME(loss_term)){term.loss, term.error};
}

// MARK: - Their sums

// Parameters and arguments of a term beside a and t; those of row j.
#define WITH(...) , __VA_ARGS__

// An example of weight 0 is not there, whatever its loss: 0 times infinity would be NaN. A last partial block is worked
// on in buffers, where weight 0 silences the padding.
#define TERMWISE_LOSS(LOSS, PARAMETERS, ARGUMENTS)                                                         \
  static double KERNEL(LOSS##_loss)(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t, \
                                    const REAL *weights, REAL *delta PARAMETERS) {                         \
    REAL buffers[3][LANES] = {{0}}, ones[LANES], errors[LANES], losses[LANES];                             \
    double sums[LANES] = {0}, sum = 0;                                                                     \
    for (int l = 0; l < LANES; l++) ones[l] = 1;                                                           \
    for (size_t j = 0; j < rows; j++) {                                                                    \
      for (size_t i = 0; i < cols; i += LANES) {                                                           \
        const size_t start = j * stride + i, count = cols - i;                                             \
        const REAL *from = a + start, *target = t + start, *weight = weights ? weights + i : ones;         \
        REAL *to = delta ? delta + start : errors;                                                         \
        if (count < LANES) {                                                                               \
          memcpy(buffers[0], from, count * sizeof(REAL));                                                  \
          memcpy(buffers[1], target, count * sizeof(REAL));                                                \
          memcpy(buffers[2], weight, count * sizeof(REAL));                                                \
          from = buffers[0], target = buffers[1], weight = buffers[2], to = errors;                        \
        }                                                                                                  \
        VECTOR_LOOP                                                                                        \
        for (int l = 0; l < LANES; l++) {                                                                  \
          const NAME(loss_term) term = NAME(LOSS##_term)(from[l], target[l] ARGUMENTS);                    \
          losses[l] = term.loss;                                                                           \
          to[l] = weight[l] == 0 ? 0 : weight[l] * term.error;                                             \
        }                                                                                                  \
        VECTOR_LOOP                                                                                        \
        for (int l = 0; l < LANES; l++) {                                                                  \
          sums[l] += weight[l] == 0 ? 0 : (double)weight[l] * (double)losses[l];                           \
        }                                                                                                  \
        if (count < LANES && delta) memcpy(delta + start, errors, count * sizeof(REAL));                   \
      }                                                                                                    \
    }                                                                                                      \
    for (int l = 0; l < LANES; l++) sum += sums[l];                                                        \
    return sum;                                                                                            \
  }

TERMWISE_LOSS(gaussian, , )
TERMWISE_LOSS(bernoulli, , )
TERMWISE_LOSS(poisson, , )
TERMWISE_LOSS(gamma, WITH(REAL shape), WITH(shape))
TERMWISE_LOSS(negative_binomial, WITH(REAL alpha, REAL log_alpha), WITH(alpha, log_alpha))
TERMWISE_LOSS(student, WITH(REAL factor, REAL width), WITH(factor, width))
TERMWISE_LOSS(huber, WITH(REAL limit), WITH(limit))
TERMWISE_LOSS(probit, , )
TERMWISE_LOSS(complementary_log_log, , )
TERMWISE_LOSS(quantile, WITH(size_t level_count, const REAL *levels), WITH(levels[j % level_count]))

#undef TERMWISE_LOSS

// (s + u^2) / 2 with u = (t - m) exp(-s / 2), of pairs of rows m and s; t is in the first. u is 0 for t = m whatever s is.
static double KERNEL(heteroscedastic_loss)(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,
                                           const REAL *weights, REAL *delta) {
  REAL buffers[4][LANES] = {{0}}, ones[LANES], errors[2][LANES], losses[LANES];
  double sums[LANES] = {0}, sum = 0;
  for (int l = 0; l < LANES; l++) ones[l] = 1;
  for (size_t j = 0; j + 1 < rows; j += 2) {
    for (size_t i = 0; i < cols; i += LANES) {
      const size_t start = j * stride + i, count = cols - i < LANES ? cols - i : LANES;
      const REAL *sources[4] = {a + start, a + start + stride, t + start, weights ? weights + i : ones};
      if (count < LANES) {
        for (int k = 0; k < 4; k++) {
          memcpy(buffers[k], sources[k], count * sizeof(REAL));
          sources[k] = buffers[k];
        }
      }
      const REAL *mean = sources[0], *spread = sources[1], *target = sources[2], *weight = sources[3];
      VECTOR_LOOP
      for (int l = 0; l < LANES; l++) {
        const REAL root = NAME(exp)((REAL)-0.5 * spread[l]), r = target[l] - mean[l], u = r == 0 ? 0 : r * root;
        losses[l] = (REAL)0.5 * (spread[l] + u * u);
        errors[0][l] = weight[l] == 0 || r == 0 ? 0 : weight[l] * (-u * root);
        errors[1][l] = weight[l] == 0 ? 0 : weight[l] * ((REAL)0.5 * (1 - u * u));
      }
      VECTOR_LOOP
      for (int l = 0; l < LANES; l++) sums[l] += weight[l] == 0 ? 0 : (double)weight[l] * (double)losses[l];
      if (!delta) continue;
      memcpy(delta + start, errors[0], count * sizeof(REAL));
      memcpy(delta + start + stride, errors[1], count * sizeof(REAL));
    }
  }
  for (int l = 0; l < LANES; l++) sum += sums[l];
  return sum;
}
