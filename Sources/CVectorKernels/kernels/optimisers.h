// Fused optimiser steps: one pass over the parameters, their gradient and the optimiser's state. And what training does
// to a gradient before a step.

static void KERNEL(momentum_step)(size_t n, REAL *restrict w, const REAL *restrict g, REAL scale, REAL rate, REAL mu,
                                  bool nesterov, REAL *restrict v) {
  if (nesterov) {
    VECTOR_LOOP
    for (size_t i = 0; i < n; i++) {
      const REAL gradient = scale * g[i];
      v[i] = FMA(mu, v[i], gradient);
      w[i] -= rate * FMA(mu, v[i], gradient);
    }
  } else {
    VECTOR_LOOP
    for (size_t i = 0; i < n; i++) {
      v[i] = FMA(mu, v[i], scale * g[i]);
      w[i] -= rate * v[i];
    }
  }
}

static void KERNEL(adagrad_step)(size_t n, REAL *restrict w, const REAL *restrict g, REAL scale, REAL rate,
                                 REAL epsilon, REAL *restrict v) {
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) {
    const REAL gradient = scale * g[i];
    v[i] = FMA(gradient, gradient, v[i]);
    w[i] -= rate * gradient / (SQRT(v[i]) + epsilon);
  }
}

static void KERNEL(rms_prop_step)(size_t n, REAL *restrict w, const REAL *restrict g, REAL scale, REAL rate, REAL decay,
                                  REAL epsilon, REAL *restrict v) {
  const REAL rest = 1 - decay;
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) {
    const REAL gradient = scale * g[i];
    v[i] = FMA(decay, v[i], rest * (gradient * gradient));
    w[i] -= rate * gradient / (SQRT(v[i]) + epsilon);
  }
}

// The divisions by c1 and c2 become one factor each, taken out of the loop.
static void KERNEL(adam_step)(size_t n, REAL *restrict w, const REAL *restrict g, REAL scale, REAL rate, REAL b1,
                              REAL b2, REAL epsilon, REAL c1, REAL c2, REAL keep, REAL *restrict m, REAL *restrict v) {
  const REAL step = rate / c1, inverse = 1 / c2, rest1 = 1 - b1, rest2 = 1 - b2;
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) {
    const REAL gradient = scale * g[i];
    m[i] = FMA(b1, m[i], rest1 * gradient);
    v[i] = FMA(b2, v[i], rest2 * (gradient * gradient));
    w[i] = keep * w[i] - step * m[i] / (SQRT(v[i] * inverse) + epsilon);
  }
}

static void KERNEL(nadam_step)(size_t n, REAL *restrict w, const REAL *restrict g, REAL scale, REAL gradient_rate,
                               REAL mean_rate, REAL b1, REAL b2, REAL epsilon, REAL c2, REAL *restrict m,
                               REAL *restrict v) {
  const REAL inverse = 1 / c2, rest1 = 1 - b1, rest2 = 1 - b2;
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) {
    const REAL gradient = scale * g[i];
    m[i] = FMA(b1, m[i], rest1 * gradient);
    v[i] = FMA(b2, v[i], rest2 * (gradient * gradient));
    w[i] -= FMA(gradient_rate, gradient, mean_rate * m[i]) / (SQRT(v[i] * inverse) + epsilon);
  }
}

static void KERNEL(penalize)(size_t n, REAL *restrict w, REAL l2, REAL l1, REAL keep, REAL *restrict g) {
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) {
    const REAL sign = (REAL)(w[i] > 0) - (REAL)(w[i] < 0);
    g[i] += FMA(l2, w[i], l1 * sign);
    w[i] *= keep;
  }
}

// One partial sum a lane, then the lanes in their order: a sum that depends on n and x alone.
static double KERNEL(sum_of_squares)(size_t n, const REAL *x) {
  double sums[LANES] = {0};
  const size_t whole = n - n % LANES;
  for (size_t i = 0; i < whole; i += LANES) {
    VECTOR_LOOP
    for (int l = 0; l < LANES; l++) sums[l] += (double)x[i + l] * (double)x[i + l];
  }
  double sum = 0;
  for (int l = 0; l < LANES; l++) sum += sums[l];
  for (size_t i = whole; i < n; i++) sum += (double)x[i] * (double)x[i];
  return sum;
}
