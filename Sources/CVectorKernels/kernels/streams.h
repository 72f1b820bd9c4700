// What derivatives in the inputs need on their way through the layers: higher derivatives of the activation functions, sums
// of products of rows, and sums of outer products.

// MARK: - Higher derivatives

#define PLANE(k) (planes + (k) * plane_stride)

// to <- to - sum over k of binomial(m, k) h_(from + k) h_(from + m - k), with h_k plane k: the m-th derivative of the square
// of h_from, from which a differential equation of h gives the next derivative.
static void NAME(subtract_square)(size_t n, size_t m, size_t from, const REAL *planes, size_t plane_stride, REAL *to) {
  REAL binomial = 1;
  for (size_t k = 0; k <= m; k++) {
    const REAL *x = PLANE(from + k), *y = PLANE(from + m - k);
    const REAL c = -binomial;
    VECTOR_LOOP
    for (size_t i = 0; i < n; i++) to[i] = FMA(c * x[i], y[i], to[i]);
    binomial = binomial * (REAL)(m - k) / (REAL)(k + 1);
  }
}

// The derivatives of sigmoid(a) up to the given order, n <= BLOCK numbers each, in rows of BLOCK.
static void NAME(sigmoid_planes)(size_t n, size_t order, const REAL *a, REAL *planes) {
  const size_t plane_stride = BLOCK;
  REAL limited[BLOCK];
  for (size_t i = 0; i < n; i++)
    limited[i] = a[i] < -LINEAR_HIGH ? -LINEAR_HIGH : a[i] > LINEAR_HIGH ? LINEAR_HIGH : a[i];
  KERNEL(sigmoid)(n, limited, planes);
  for (size_t k = 1; k <= order; k++) {
    memcpy(PLANE(k), PLANE(k - 1), n * sizeof *planes);
    NAME(subtract_square)(n, k - 1, 0, planes, plane_stride, PLANE(k));
  }
}

// d^n/da^n a sigmoid(a) = a sigmoid^(n) + n sigmoid^(n-1).
static void NAME(silu_planes)(size_t n, size_t order, const REAL *a, REAL *planes, size_t plane_stride) {
  for (size_t from = 0; from < n; from += BLOCK) {
    const size_t count = n - from < BLOCK ? n - from : BLOCK;
    REAL sigmoids[8 * BLOCK];
    NAME(sigmoid_planes)(count, order, a + from, sigmoids);
    for (size_t k = 3; k <= order; k++) {
      REAL *restrict to = PLANE(k) + from;
      const REAL *s = sigmoids + k * BLOCK, *below = s - BLOCK;
      for (size_t i = 0; i < count; i++) {
        const REAL x = a[from + i], t = x < -LINEAR_HIGH ? -LINEAR_HIGH : x > LINEAR_HIGH ? LINEAR_HIGH : x;
        to[i] = FMA(t, s[i], (REAL)k * below[i]);
      }
    }
  }
}

// h'' = phi(a) (2 - a^2), and with h^(n) = phi p_n, p_(n+1) = p_n' - a p_n.
static void NAME(gelu_planes)(size_t n, size_t order, const REAL *a, REAL *planes, size_t plane_stride) {
  for (size_t from = 0; from < n; from += BLOCK) {
    const size_t count = n - from < BLOCK ? n - from : BLOCK;
    REAL density[BLOCK];
    for (size_t i = 0; i < count; i++) {
      const REAL x = a[from + i], t = x < -NORMAL_HIGH ? -NORMAL_HIGH : x > NORMAL_HIGH ? NORMAL_HIGH : x;
      density[i] = -t * t / 2;
    }
    KERNEL(exp)(count, density, density);
    for (size_t k = 3; k <= order; k++) {
      REAL *restrict to = PLANE(k) + from;
      for (size_t i = 0; i < count; i++) {
        const REAL x = a[from + i], t = x < -NORMAL_HIGH ? -NORMAL_HIGH : x > NORMAL_HIGH ? NORMAL_HIGH : x, q = t * t;
        const REAL p = k == 3   ? t * (q - 4)
                       : k == 4 ? FMA(q, 7 - q, -4)
                       : k == 5 ? t * FMA(q, q - 11, 18)
                       : k == 6 ? FMA(q, FMA(q, 16 - q, -51), 18)
                                : t * FMA(q, FMA(q, q - 22, 115), -120);
        to[i] = p * density[i] * (REAL)0.39894228040143267794;
      }
    }
  }
}

static void NAME(higher_row)(nabla_activation h, size_t n, size_t order, const REAL *a, REAL *planes,
                             size_t plane_stride) {
  if (h == NABLA_SILU) {
    NAME(silu_planes)(n, order, a, planes, plane_stride);
    return;
  }
  if (h == NABLA_GELU) {
    NAME(gelu_planes)(n, order, a, planes, plane_stride);
    return;
  }
  for (size_t k = 3; k <= order; k++) {
    REAL *to = PLANE(k);
    const REAL *first = PLANE(0), *second = PLANE(k - 2), *last = PLANE(k - 1);
    switch (h) {
      case NABLA_TANH:  // h' = 1 - h^2
        memset(to, 0, n * sizeof *to);
        NAME(subtract_square)(n, k - 1, 0, planes, plane_stride, to);
        break;
      case NABLA_SIGMOID:  // h' = h - h^2
        memcpy(to, last, n * sizeof *to);
        NAME(subtract_square)(n, k - 1, 0, planes, plane_stride, to);
        break;
      case NABLA_SOFTPLUS:  // h'' = h' - h'^2
        memcpy(to, last, n * sizeof *to);
        NAME(subtract_square)(n, k - 2, 1, planes, plane_stride, to);
        break;
      case NABLA_ELU: memcpy(to, PLANE(2), n * sizeof *to); break;
      case NABLA_EXP: memcpy(to, first, n * sizeof *to); break;
      case NABLA_SIN:  // h'' = -h
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) to[i] = -second[i];
        break;
      case NABLA_GAUSSIAN:  // h' = -2 a h
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) {
          const REAL t = a[i] < -GAUSSIAN_HIGH ? -GAUSSIAN_HIGH : a[i] > GAUSSIAN_HIGH ? GAUSSIAN_HIGH : a[i];
          to[i] = -2 * FMA(t, last[i], (REAL)(k - 1) * second[i]);
        }
        break;
      default: memset(to, 0, n * sizeof *to);  // linear by pieces
    }
  }
}

static void KERNEL(higher_derivatives)(nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t order,
                                       const REAL *a, size_t a_stride, REAL *planes, size_t stride,
                                       size_t plane_stride) {
  (void)parameter;
  for (size_t j = 0; j < rows; j++) {
    NAME(higher_row)(h, cols, order, a + j * a_stride, planes + j * stride, plane_stride);
  }
}

#undef PLANE

// MARK: - Sums of products of rows

// Vectors that a term is worked out for at once: as many as the registers hold with their sums.
#ifdef NABLA_WIDE_PANELS
#define TERM_VECTORS 8
#else
#define TERM_VECTORS 4
#endif
// The most operands of a program.
#define MOST_OPERANDS 512

// Columns from `from` on, of which there are `vectors` vectors, or one number where `vectors` is 0; `rows` has the row of each
// operand.
INLINE void NAME(products_block)(int vectors, size_t from, const int32_t *program, const REAL *coefficients,
                                 REAL *const *rows) {
  const int32_t results = program[0], *next = program + 2;
  for (int32_t result = 0; result < results; result++) {
    const int32_t out = next[0], terms = next[1];
    next += 2;
    NAME(vector) sums[TERM_VECTORS] = {{0}};
    REAL sum = 0;
    for (int32_t term = 0; term < terms; term++) {
      const int32_t factors = *next++;
      const REAL coefficient = *coefficients++;
      NAME(vector) products[TERM_VECTORS];
      REAL product = coefficient;
      UNROLLED for (int l = 0; l < vectors; l++) products[l] = NAME(splat)(coefficient);
      for (int32_t f = 0; f + 1 < factors; f++) {
        const REAL *x = rows[next[f]] + from;
        UNROLLED for (int l = 0; l < vectors; l++) products[l] *= NAME(load)(x + l * WIDTH);
        if (vectors == 0) product *= *x;
      }
      const REAL *x = rows[next[factors - 1]] + from;
      UNROLLED for (int l = 0; l < vectors; l++) {
        sums[l] = NAME(vector_fma)(products[l], NAME(load)(x + l * WIDTH), sums[l]);
      }
      if (vectors == 0) sum = FMA(product, *x, sum);
      next += factors;
    }
    REAL *to = rows[out] + from;
    UNROLLED for (int l = 0; l < vectors; l++) NAME(store)(to + l * WIDTH, sums[l]);
    if (vectors == 0) *to = sum;
  }
}

static void KERNEL(sums_of_products)(size_t rows, size_t cols, const int32_t *program, const REAL *coefficients,
                                     REAL *base, const size_t *offsets, const size_t *strides) {
  REAL *operands[MOST_OPERANDS];
  const int32_t count = program[1];
  for (size_t j = 0; j < rows; j++) {
    for (int32_t k = 0; k < count; k++) operands[k] = base + offsets[k] + j * strides[k];
    size_t i = 0;
    for (; i + TERM_VECTORS * WIDTH <= cols; i += TERM_VECTORS * WIDTH) {
      NAME(products_block)(TERM_VECTORS, i, program, coefficients, operands);
    }
    for (; i + 2 * WIDTH <= cols; i += 2 * WIDTH) NAME(products_block)(2, i, program, coefficients, operands);
    for (; i + WIDTH <= cols; i += WIDTH) NAME(products_block)(1, i, program, coefficients, operands);
    for (; i < cols; i++) NAME(products_block)(0, i, program, coefficients, operands);
  }
}

#undef MOST_OPERANDS
#undef TERM_VECTORS

// MARK: - Sums of outer products

// The columns of z of one example are gathered first, so that vectors run along the result.
static void KERNEL(stream_outer_products)(size_t units, size_t cols, size_t examples, size_t streams, const REAL *delta,
                                          size_t delta_stride, size_t delta_block, const REAL *z, size_t z_stride,
                                          size_t z_block, REAL *out, size_t out_stride) {
  for (size_t n = 0; n < examples; n++) {
    for (size_t from = 0; from < cols; from += BLOCK) {
      const size_t count = cols - from < BLOCK ? cols - from : BLOCK;
      for (size_t s = 0; s < streams; s++) {
        REAL column[BLOCK];
        for (size_t i = 0; i < count; i++) column[i] = z[(from + i) * z_stride + s * z_block + n];
        for (size_t j = 0; j < units; j++) {
          const REAL d = delta[j * delta_stride + s * delta_block + n];
          REAL *restrict to = out + n * out_stride + j * cols + from;
          if (s == 0) {
            VECTOR_LOOP
            for (size_t i = 0; i < count; i++) to[i] = d * column[i];
          } else {
            VECTOR_LOOP
            for (size_t i = 0; i < count; i++) to[i] = FMA(d, column[i], to[i]);
          }
        }
      }
    }
  }
}
