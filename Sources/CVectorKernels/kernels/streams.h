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

// h''' = -2 (h'^2 + h h'') and its derivatives, of which those up to the fourth are what gradients and products with Hessians of
// second-order equations need.
static void NAME(tanh_planes)(size_t n, size_t order, REAL *planes, size_t plane_stride) {
  const REAL *z = PLANE(0), *d = PLANE(1), *dd = PLANE(2);
  REAL *third = PLANE(3), *fourth = PLANE(order < 4 ? 3 : 4);
  if (order == 3) {
    VECTOR_LOOP
    for (size_t i = 0; i < n; i++) third[i] = -2 * FMA(z[i], dd[i], d[i] * d[i]);
  } else {
    VECTOR_LOOP
    for (size_t i = 0; i < n; i++) {
      const REAL h3 = -2 * FMA(z[i], dd[i], d[i] * d[i]);
      third[i] = h3;
      fourth[i] = -2 * FMA(z[i], h3, 3 * d[i] * dd[i]);
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
  if (h == NABLA_TANH) NAME(tanh_planes)(n, order, planes, plane_stride);
  for (size_t k = h == NABLA_TANH ? 5 : 3; k <= order; k++) {
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

// The most operands and temporaries of a program.
#define MOST_OPERANDS 2048
// Vectors that a sum is worked out for at once: their sums stay in registers.
#define SUM_VECTORS 8

// `vectors` vectors of columns, or one number where that is 0, of one row; `operands` has the place of each operand.
INLINE void NAME(products_block)(int vectors, const int32_t *program, const REAL *factors, REAL *const *operands) {
  const int32_t *next = program + 3;
  for (int32_t result = 0; result < program[0]; result++, next += 4) {
    const REAL *x = operands[next[2]], *y = operands[next[3]];
    REAL *to = operands[next[0]];
    NAME(vector) sums[SUM_VECTORS];
    REAL sum = vectors == 0 ? *x * *y : 0;
    UNROLLED for (int l = 0; l < vectors; l++) sums[l] = NAME(load)(x + l * WIDTH) * NAME(load)(y + l * WIDTH);
    for (int32_t further = next[1]; further > 1; further--) {
      next += 2;
      x = operands[next[2]], y = operands[next[3]];
      UNROLLED for (int l = 0; l < vectors; l++) {
        sums[l] = NAME(vector_fma)(NAME(load)(x + l * WIDTH), NAME(load)(y + l * WIDTH), sums[l]);
      }
      if (vectors == 0) sum = FMA(*x, *y, sum);
    }
    const REAL factor = factors[result];
    if (factor != 1) {
      UNROLLED for (int l = 0; l < vectors; l++) sums[l] *= factor;
      sum *= factor;
    }
    UNROLLED for (int l = 0; l < vectors; l++) NAME(store)(to + l * WIDTH, sums[l]);
    if (vectors == 0) *to = sum;
  }
}

static void KERNEL(sums_of_products)(size_t rows, size_t cols, const int32_t *program, const REAL *factors, REAL *base,
                                     const size_t *offsets, const size_t *strides, REAL *temporaries) {
  REAL *operands[MOST_OPERANDS];
  const size_t count = (size_t)program[1], others = (size_t)program[2];
  for (size_t k = 0; k < others; k++) operands[count + k] = temporaries + k * (SUM_VECTORS * LANES);
  for (size_t l = 0; l < SUM_VECTORS * LANES; l++) temporaries[l] = 1;
#define COLUMNS_OF(VECTORS, COLUMNS)                                            \
  for (; i + COLUMNS <= cols; i += COLUMNS) {                                   \
    for (size_t k = 0; k < count; k++) operands[k] = base + (offsets[k] + i);   \
    for (size_t j = 0; j < rows; j++) {                                         \
      NAME(products_block)(VECTORS, program, factors, (REAL *const *)operands); \
      for (size_t k = 0; k < count; k++) operands[k] += strides[k];             \
    }                                                                           \
  }
  size_t i = 0;
  COLUMNS_OF(SUM_VECTORS, SUM_VECTORS * WIDTH)
  COLUMNS_OF(4, 4 * WIDTH)
  COLUMNS_OF(2, 2 * WIDTH)
  COLUMNS_OF(1, WIDTH)
  COLUMNS_OF(0, 1)
#undef COLUMNS_OF
}

#undef MOST_OPERANDS
#undef SUM_VECTORS

// MARK: - Sums of outer products

// The most vectors of a row of the result at once.
#define ROW_VECTORS 8

// `vectors` vectors of one row, or one number where that is 0, of one example: sum over s of delta_s z_s, with rows of z
// `z_row` apart.
INLINE void NAME(outer_row)(int vectors, size_t streams, const REAL *delta, size_t delta_block, const REAL *z,
                            size_t z_row, REAL *out) {
  NAME(vector) sums[ROW_VECTORS];
  UNROLLED for (int l = 0; l < vectors; l++) sums[l] = NAME(splat)(*delta) * NAME(load)(z + l * WIDTH);
  REAL sum = vectors == 0 ? *delta * *z : 0;
  for (size_t s = 1; s < streams; s++) {
    const REAL d = delta[s * delta_block], *x = z + s * z_row;
    UNROLLED for (int l = 0; l < vectors; l++) {
      sums[l] = NAME(vector_fma)(NAME(splat)(d), NAME(load)(x + l * WIDTH), sums[l]);
    }
    if (vectors == 0) sum = FMA(d, *x, sum);
  }
  UNROLLED for (int l = 0; l < vectors; l++) NAME(store)(out + l * WIDTH, sums[l]);
  if (vectors == 0) *out = sum;
}

// The sums of one example: z_s is row s of `columns` numbers without gaps.
INLINE void NAME(outer_rows)(size_t streams, size_t units, size_t columns, const REAL *delta, size_t delta_stride,
                             size_t delta_block, const REAL *z, REAL *out, size_t out_row) {
#define COLUMNS_OF(VECTORS, COLUMNS)                                                                                   \
  for (; i + COLUMNS <= columns; i += COLUMNS) {                                                                       \
    for (size_t j = 0; j < units; j++) {                                                                               \
      NAME(outer_row)(VECTORS, streams, delta + j * delta_stride, delta_block, z + i, columns, out + j * out_row + i); \
    }                                                                                                                  \
  }
  size_t i = 0;
  COLUMNS_OF(ROW_VECTORS, ROW_VECTORS * WIDTH)
  COLUMNS_OF(4, 4 * WIDTH)
  COLUMNS_OF(1, WIDTH)
  COLUMNS_OF(0, 1)
#undef COLUMNS_OF
}

// z is turned first, a few examples and some columns at a time, so that vectors run along the result and each number of it
// is written once.
static void KERNEL(stream_outer_products)(size_t units, size_t cols, size_t examples, size_t streams, const REAL *delta,
                                          size_t delta_stride, size_t delta_block, const REAL *z, size_t z_stride,
                                          size_t z_block, REAL *out, size_t out_stride) {
  enum { MEMORY = 4096 };
  REAL turned[MEMORY];
  const size_t most = MEMORY / (WIDTH * streams), width = most < 1 ? 1 : most < cols ? most : cols;
  const size_t fitting = MEMORY / (width * streams), group = fitting < WIDTH ? fitting : WIDTH;
  for (size_t n = 0; n < examples; n += group) {
    const size_t count = examples - n < group ? examples - n : group;
    for (size_t from = 0; from < cols; from += width) {
      const size_t columns = cols - from < width ? cols - from : width;
      for (size_t s = 0; s < streams; s++) {
        KERNEL(transpose)
        (columns, count, z + from * z_stride + s * z_block + n, z_stride, turned + s * columns, streams * columns);
      }
      for (size_t e = 0; e < count; e++) {
#define ROWS_OF(STREAMS)                                                                              \
  NAME(outer_rows)                                                                                    \
  (STREAMS, units, columns, delta + n + e, delta_stride, delta_block, turned + e * streams * columns, \
   out + (n + e) * out_stride + from, cols)
        // Few streams in loops without counting.
        switch (streams) {
          case 2: ROWS_OF(2); break;
          case 3: ROWS_OF(3); break;
          case 4: ROWS_OF(4); break;
          case 5: ROWS_OF(5); break;
          default: ROWS_OF(streams);
        }
#undef ROWS_OF
      }
    }
  }
}

#undef ROW_VECTORS
