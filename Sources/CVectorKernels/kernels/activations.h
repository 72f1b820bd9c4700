// The activation functions with their first two derivatives, and the passes of a layer over a tile.
//
// Comparisons are written so that NaN comes out as NaN. Measured errors stay below, in ULP:
//
//              h    h'   h''                            h    h'   h''
//   sigmoid    2.5  5    7.5         SiLU              3.5  4    5.5
//   tanh       2    5.5  7           GELU              6    5    4
//   ELU        1.3  1.3  1.3         sin, exp          1    1    1
//   softplus   1.6  2.6  5           Gaussian          1    1.6  2.2
//
// with ELU for parameter 1; any other adds 0.5. h is within 6 ULP of the exact value over the whole range, however far
// into the tail. Where a derivative has a zero because its terms cancel (SiLU and GELU: h' at one negative a; those and
// the Gaussian: h'' at +-a), the error is in ULPs of its largest term. The zeros of sigmoid's and tanh's h'' at 0 are
// products and need no such allowance.

// h, h' and h'' at one point.
typedef struct {
  REAL z, d, dd;
} NAME(jet);

INLINE NAME(jet) NAME(identity_jet)(REAL a, REAL parameter) {
  (void)parameter;
  return (NAME(jet)){a, 1, 0};
}

// d = e s^2 with s = sigmoid(|a|), e = exp(-|a|), and dd = d (1 - 2 sigmoid(a)) = -+ d (1 - e) s, where 1 - e is taken
// with full relative accuracy: no cancellation anywhere.
INLINE NAME(jet) NAME(sigmoid_jet)(REAL a, REAL parameter) {
  (void)parameter;
  const NAME(sigmoid_parts_t) s = NAME(sigmoid_parts)(a);
  const REAL lower = s.e * s.value, d = lower * s.value, n = NAME(one_minus_exp)(-ABS(a)).high;
  return (NAME(jet)){a < 0 ? lower : s.value, d, -d * s.value * COPYSIGN(n, a)};
}

INLINE NAME(jet) NAME(tanh_jet)(REAL a, REAL parameter) {
  (void)parameter;
  const NAME(tanh_parts_t) t = NAME(tanh_parts)(a);
  return (NAME(jet)){t.value, t.square, -2 * t.value * t.square};
}

INLINE NAME(jet) NAME(relu_jet)(REAL a, REAL parameter) {
  (void)parameter;
  return (NAME(jet)){a <= 0 ? 0 : a, a <= 0 ? 0 : 1, 0};
}

INLINE NAME(jet) NAME(leaky_relu_jet)(REAL a, REAL parameter) {
  return (NAME(jet)){a <= 0 ? parameter * a : a, a <= 0 ? parameter : 1, 0};
}

INLINE NAME(jet) NAME(elu_jet)(REAL a, REAL parameter) {
  const REAL x = a > 0 ? 0 : a, d = parameter * NAME(exp_of_negative)(x).high;
  return (NAME(jet)){a < 0 ? -parameter * NAME(one_minus_exp)(x).high : a, a <= 0 ? d : 1, a <= 0 ? d : 0};
}

// d = sigmoid, dd = sigmoid'.
INLINE NAME(jet) NAME(softplus_jet)(REAL a, REAL parameter) {
  (void)parameter;
  const NAME(sigmoid_parts_t) s = NAME(sigmoid_parts)(a);
  const REAL lower = s.e * s.value;
  return (NAME(jet)){NAME(softplus)(a), a < 0 ? lower : s.value, lower * s.value};
}

// With t = |a|, e = exp(-t), s = sigmoid(t) and e s = sigmoid(-t): for a < 0, h = -t e s and d = e s (1 - t s); for a
// > 0, h = a s and d = s + t e s^2. dd = e s^2 (2 - t (1 - e) s). The factor 2^k of e is applied last, for the sake
// of subnormal results, and t is clamped where e t vanishes, to keep infinity times 0 out. d vanishes at a = -1.278
// and dd at +-2.4, where the error is relative to the terms.
INLINE NAME(jet) NAME(silu_jet)(REAL a, REAL parameter) {
  (void)parameter;
  const REAL size = ABS(a), t = size > LINEAR_HIGH ? LINEAR_HIGH : size;
  const NAME(sigmoid_parts_t) s = NAME(sigmoid_parts)(t);
  const NAME(exponential) e = NAME(exp_parts)(-t, 0);
  const REAL p = NAME(exp_significand)(e).high * s.value;
  const REAL h = -NAME(scale)(p * t, e.k), d = NAME(scale)(p * (1 - t * s.value), e.k);
  return (NAME(jet)){a < 0 ? h : a * s.value, a < 0 ? d : FMA(t * s.e, s.value * s.value, s.value),
                     NAME(scale)(p * s.value * (2 - t * (1 - s.e) * s.value), e.k)};
}

// h = a Phi(a), d = Phi + a phi, dd = phi (2 - a^2). With t = |a|, phi = E c, where E = exp(-t^2 / 2) from an exact
// square and c = 1 / sqrt(2 pi), and the lower tail Phi(-t) is E g(t) for t >= 1, and (1 - erf(t / sqrt 2)) / 2 below,
// where g is not fitted. The factor 2^k of E is applied last, for the sake of subnormal results.
INLINE NAME(jet) NAME(gelu_jet)(REAL a, REAL parameter) {
  (void)parameter;
  const REAL above = a < -NORMAL_HIGH ? -NORMAL_HIGH : a, near = above > NORMAL_HIGH ? NORMAL_HIGH : above;
  const REAL t = ABS(near), c = (REAL)0.39894228040143267794, root_of_eighth = (REAL)0.35355339059327376220;
  const NAME(pair) square = NAME(square)(near);
  const NAME(exponential) e = NAME(exp_parts)((REAL)-0.5 * square.high, (REAL)-0.5 * square.low);
  const REAL p = NAME(exp_significand)(e).high, g = NAME(scaled_tail)(t), phi = NAME(scale)(p * c, e.k);

  const REAL x = t * root_of_eighth, central = (REAL)0.5 - FMA(x, NAME(erf_polynomial)((REAL)0.5 * square.high), x);
  const int is_central = t < 1;
  const REAL lower = is_central ? central : NAME(scale)(p * g, e.k);
  const REAL lower_h = is_central ? t * central : NAME(scale)(p * g * t, e.k);
  const REAL lower_d = is_central ? FMA(-t, phi, central) : NAME(scale)(p * (g - t * c), e.k);
  return (NAME(jet)){a < 0 ? -lower_h : above * (1 - lower), a < 0 ? lower_d : 1 - lower_d,
                     NAME(scale)(p * c * ((2 - square.high) - square.low), e.k)};
}

INLINE NAME(jet) NAME(exp_jet)(REAL a, REAL parameter) {
  (void)parameter;
  const REAL z = NAME(exp)(a);
  return (NAME(jet)){z, z, z};
}

// exp(-a^2), -2 a h and (4 a^2 - 2) h. The square is exact: its rounding alone would cost a^2 ULP. The factor 2^k is
// applied last.
INLINE NAME(jet) NAME(gaussian_jet)(REAL a, REAL parameter) {
  (void)parameter;
  a = a < -GAUSSIAN_HIGH ? -GAUSSIAN_HIGH : a;
  a = a > GAUSSIAN_HIGH ? GAUSSIAN_HIGH : a;
  const NAME(pair) square = NAME(square)(a);
  const NAME(exponential) e = NAME(exp_parts)(-square.high, -square.low);
  const REAL p = NAME(exp_significand)(e).high;
  return (NAME(jet)){NAME(scale)(p, e.k), NAME(scale)(-2 * a * p, e.k),
                     NAME(scale)(p * FMA((REAL)4, square.low, FMA((REAL)4, square.high, -2)), e.k)};
}

// MARK: - Rows

// A row of a tile: a <- h(a + bias), and `order` (0, 1 or 2) derivatives, d and dd, block by block as in elementwise.h. A
// last partial block is worked on in buffers; d may be NULL where dd is not, and is then written to a buffer.
#define ACTIVATION_ROW(FUNCTION)                                                                                    \
  INLINE void NAME(FUNCTION##_block)(int size, int order, REAL parameter, REAL bias, REAL *z, REAL *d, REAL *dd) {  \
    if (order == 0) {                                                                                               \
      VECTOR_LOOP                                                                                                   \
      for (int l = 0; l < size; l++) z[l] = NAME(FUNCTION)(z[l] + bias, parameter).z;                               \
    } else if (order == 1) {                                                                                        \
      VECTOR_LOOP                                                                                                   \
      for (int l = 0; l < size; l++) {                                                                              \
        const NAME(jet) jet = NAME(FUNCTION)(z[l] + bias, parameter);                                               \
        z[l] = jet.z, d[l] = jet.d;                                                                                 \
      }                                                                                                             \
    } else {                                                                                                        \
      VECTOR_LOOP                                                                                                   \
      for (int l = 0; l < size; l++) {                                                                              \
        const NAME(jet) jet = NAME(FUNCTION)(z[l] + bias, parameter);                                               \
        z[l] = jet.z, d[l] = jet.d, dd[l] = jet.dd;                                                                 \
      }                                                                                                             \
    }                                                                                                               \
  }                                                                                                                 \
  INLINE void NAME(FUNCTION##_blocks)(size_t n, int order, REAL parameter, REAL bias, REAL *a, REAL *d, REAL *dd) { \
    REAL unwanted[BLOCK];                                                                                           \
    size_t i = 0;                                                                                                   \
    for (; i + BLOCK <= n; i += BLOCK) {                                                                            \
      NAME(FUNCTION##_block)(BLOCK, order, parameter, bias, a + i, d ? d + i : unwanted, dd + i);                   \
    }                                                                                                               \
    for (; i + LANES <= n; i += LANES) {                                                                            \
      NAME(FUNCTION##_block)(LANES, order, parameter, bias, a + i, d ? d + i : unwanted, dd + i);                   \
    }                                                                                                               \
    if (i == n) return;                                                                                             \
    REAL buffers[3][LANES] = {{0}};                                                                                 \
    const size_t count = n - i;                                                                                     \
    memcpy(buffers[0], a + i, count * sizeof(REAL));                                                                \
    NAME(FUNCTION##_block)(LANES, order, parameter, bias, buffers[0], buffers[1], buffers[2]);                      \
    memcpy(a + i, buffers[0], count * sizeof(REAL));                                                                \
    if (order > 0 && d) memcpy(d + i, buffers[1], count * sizeof(REAL));                                            \
    if (order > 1) memcpy(dd + i, buffers[2], count * sizeof(REAL));                                                \
  }                                                                                                                 \
  static void NAME(FUNCTION##_row)(size_t n, REAL parameter, REAL bias, REAL *a, REAL *d, REAL *dd) {               \
    if (dd) {                                                                                                       \
      NAME(FUNCTION##_blocks)(n, 2, parameter, bias, a, d, dd);                                                     \
    } else if (d) {                                                                                                 \
      NAME(FUNCTION##_blocks)(n, 1, parameter, bias, a, d, a);                                                      \
    } else {                                                                                                        \
      NAME(FUNCTION##_blocks)(n, 0, parameter, bias, a, a, a);                                                      \
    }                                                                                                               \
  }

ACTIVATION_ROW(identity_jet)
ACTIVATION_ROW(sigmoid_jet)
ACTIVATION_ROW(tanh_jet)
ACTIVATION_ROW(relu_jet)
ACTIVATION_ROW(leaky_relu_jet)
ACTIVATION_ROW(elu_jet)
ACTIVATION_ROW(softplus_jet)
ACTIVATION_ROW(silu_jet)
ACTIVATION_ROW(gelu_jet)
ACTIVATION_ROW(exp_jet)
ACTIVATION_ROW(gaussian_jet)

#undef ACTIVATION_ROW

// sin, cos and -sin from one reduction; arguments beyond its range are put right by libm.
static void NAME(sin_row)(size_t n, REAL parameter, REAL bias, REAL *a, REAL *d, REAL *dd) {
  (void)parameter;
  REAL x[LANES] = {0}, sine[LANES], cosine[LANES], negative[LANES];
  for (size_t i = 0; i < n; i += LANES) {
    const size_t count = n - i < LANES ? n - i : LANES;
    memcpy(x, a + i, count * sizeof(REAL));
    int large = 0;
    VECTOR_LOOP
    for (int l = 0; l < LANES; l++) {
      x[l] += bias;
      large |= NAME(needs_libm)(x[l]);
      const NAME(sin_cos_t) value = NAME(sin_cos)(x[l]);
      sine[l] = value.sin, cosine[l] = value.cos, negative[l] = -value.sin;
    }
    for (size_t l = 0; large && l < count; l++) {
      if (NAME(needs_libm)(x[l])) sine[l] = (REAL)sin(x[l]), cosine[l] = (REAL)cos(x[l]), negative[l] = -sine[l];
    }
    memcpy(a + i, sine, count * sizeof(REAL));
    if (d) memcpy(d + i, cosine, count * sizeof(REAL));
    if (dd) memcpy(dd + i, negative, count * sizeof(REAL));
  }
}

typedef void (*NAME(activation_row))(size_t n, REAL parameter, REAL bias, REAL *a, REAL *d, REAL *dd);

static const NAME(activation_row) NAME(activation_rows)[] = {
    [NABLA_IDENTITY] = NAME(identity_jet_row),
    [NABLA_SIGMOID] = NAME(sigmoid_jet_row),
    [NABLA_TANH] = NAME(tanh_jet_row),
    [NABLA_RELU] = NAME(relu_jet_row),
    [NABLA_LEAKY_RELU] = NAME(leaky_relu_jet_row),
    [NABLA_ELU] = NAME(elu_jet_row),
    [NABLA_SOFTPLUS] = NAME(softplus_jet_row),
    [NABLA_SILU] = NAME(silu_jet_row),
    [NABLA_GELU] = NAME(gelu_jet_row),
    [NABLA_SIN] = NAME(sin_row),
    [NABLA_EXP] = NAME(exp_jet_row),
    [NABLA_GAUSSIAN] = NAME(gaussian_jet_row),
};

static void NAME(add_biases)(size_t rows, size_t cols, REAL *restrict a, const REAL *restrict bias) {
  if (cols == 1) {
    for (size_t j = 0; j < rows; j++) a[j] += bias[j];
    return;
  }
  for (size_t j = 0; j < rows; j++) {
    for (size_t i = 0; i < cols; i++) a[j * cols + i] += bias[j];
  }
}

// Without a bias, a tile without gaps is one long row; where its rows are short, the biases are added first. -0 is the
// number that changes nothing when added.
static void KERNEL(activate)(nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride, REAL *a,
                             const REAL *bias, REAL *d, REAL *dd) {
  if (h == NABLA_IDENTITY && !bias && !d && !dd) return;
  if (bias && stride == cols && cols <= 2 * BLOCK) {
    NAME(add_biases)(rows, cols, a, bias);
    bias = NULL;
  }
  if (!bias && stride == cols) cols *= rows, rows = rows > 0;
  const NAME(activation_row) row = NAME(activation_rows)[h];
  for (size_t j = 0; j < rows; j++) {
    const size_t start = j * stride;
    row(cols, parameter, bias ? bias[j] : (REAL)-0.0, a + start, d ? d + start : NULL, dd ? dd + start : NULL);
  }
}

// MARK: - Backward

// s <- s f(z), where f is h' as a function of z = h(a).
#define BACKWARD_ROW(FUNCTION, SIGNAL)                                                             \
  static void NAME(FUNCTION)(size_t n, REAL parameter, const REAL *restrict z, REAL *restrict s) { \
    (void)parameter;                                                                               \
    VECTOR_LOOP                                                                                    \
    for (size_t i = 0; i < n; i++) s[i] = SIGNAL;                                                  \
  }

BACKWARD_ROW(product_back, s[i] * z[i])
BACKWARD_ROW(sigmoid_back, s[i] * (z[i] * (1 - z[i])))
BACKWARD_ROW(tanh_back, s[i] * ((1 - z[i]) * (1 + z[i])))
BACKWARD_ROW(relu_back, z[i] <= 0 ? 0 : s[i])
BACKWARD_ROW(leaky_relu_back, z[i] <= 0 ? s[i] * parameter : s[i])
BACKWARD_ROW(elu_back, z[i] <= 0 ? s[i] * (z[i] + parameter) : s[i])

#undef BACKWARD_ROW

static void KERNEL(backward)(nabla_activation h, REAL parameter, size_t rows, size_t cols, size_t stride, const REAL *z,
                             const REAL *d, REAL *s) {
  void (*row)(size_t, REAL, const REAL *restrict, REAL *restrict) = NULL;
  if (d) {
    row = NAME(product_back), z = d;
  } else {
    switch (h) {
      case NABLA_SIGMOID: row = NAME(sigmoid_back); break;
      case NABLA_TANH: row = NAME(tanh_back); break;
      case NABLA_RELU: row = NAME(relu_back); break;
      case NABLA_LEAKY_RELU: row = NAME(leaky_relu_back); break;
      case NABLA_ELU: row = NAME(elu_back); break;
      case NABLA_EXP: row = NAME(product_back); break;
      default: return;  // the identity; the others need d
    }
  }
  if (stride == cols) cols *= rows, rows = rows > 0;
  for (size_t j = 0; j < rows; j++) row(cols, parameter, z + j * stride, s + j * stride);
}
