// Fused optimiser steps: one pass over the parameters, their gradient and the optimiser's state.

static void KERNEL(momentum_step)(size_t n, REAL *restrict w, const REAL *restrict g, REAL scale, REAL rate, REAL mu,
                                  int nesterov, REAL *restrict v) {
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

// The divisions by c1 and c2 become one factor each, taken out of the loop.
static void KERNEL(adam_step)(size_t n, REAL *restrict w, const REAL *restrict g, REAL scale, REAL rate, REAL b1,
                              REAL b2, REAL epsilon, REAL c1, REAL c2, REAL *restrict m, REAL *restrict v) {
  const REAL step = rate / c1, inverse = 1 / c2, rest1 = 1 - b1, rest2 = 1 - b2;
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) {
    const REAL gradient = scale * g[i];
    m[i] = FMA(b1, m[i], rest1 * gradient);
    v[i] = FMA(b2, v[i], rest2 * (gradient * gradient));
    w[i] -= step * m[i] / (SQRT(v[i] * inverse) + epsilon);
  }
}
