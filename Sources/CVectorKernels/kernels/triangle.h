// The triangle R of a tall matrix by Householder's reflections, a few columns at a time: within them one reflection after the
// other, and then all of them at once over the columns that follow, Q'C = C - V (T'(V'C)) (R. Schreiber & C. Van Loan, "A
// storage-efficient WY representation for products of Householder transformations", SIAM J. Sci. Stat. Comput. 10, 1989).
//
// For tiles that the second cache holds: the reflections and the columns that they act on are in the first one.

enum { REFLECTIONS = 4, TOGETHER = 3 };

// Squares of numbers above its root are precise, and sums of many below its reciprocal finite.
#define LEAST_SQUARE 0x1p-900

INLINE REAL NAME(lane_sum)(NAME(vector) x) {
  REAL sum = 0;
  UNROLLED for (int i = 0; i < WIDTH; i++) sum += x[i];
  return sum;
}

// sums[i] = x_i . y of `count` columns; `chains` sums are under way at once for each.
INLINE void NAME(dots)(int count, int chains, size_t n, const REAL *x, size_t stride, const REAL *y, REAL sums[]) {
  NAME(vector) s[8];
  UNROLLED for (int i = 0; i < count * chains; i++) s[i] = (NAME(vector)){0};
  size_t l = 0;
  for (; l + (size_t)chains * WIDTH <= n; l += (size_t)chains * WIDTH) {
    UNROLLED for (int k = 0; k < chains; k++) {
      const NAME(vector) z = NAME(load)(y + l + k * WIDTH);
      UNROLLED for (int i = 0; i < count; i++) {
        s[i * chains + k] = NAME(vector_fma)(NAME(load)(x + i * stride + l + k * WIDTH), z, s[i * chains + k]);
      }
    }
  }
  for (; l + WIDTH <= n; l += WIDTH) {
    const NAME(vector) z = NAME(load)(y + l);
    UNROLLED for (int i = 0; i < count; i++) {
      s[i * chains] = NAME(vector_fma)(NAME(load)(x + i * stride + l), z, s[i * chains]);
    }
  }
  UNROLLED for (int i = 0; i < count; i++) {
    UNROLLED for (int k = 1; k < chains; k++) s[i * chains] += s[i * chains + k];
    sums[i] = NAME(lane_sum)(s[i * chains]);
    for (size_t k = l; k < n; k++) sums[i] = FMA(x[i * stride + k], y[k], sums[i]);
  }
}

// The length of a vector: without a detour where no sum of squares leaves the range of numbers.
static REAL NAME(length)(size_t n, const REAL *x) {
  REAL sum;
  NAME(dots)(1, 4, n, x, 0, x, &sum);
  if (sum > LEAST_SQUARE && sum < 1 / LEAST_SQUARE) return SQRT(sum);
  REAL largest = 0;
  for (size_t l = 0; l < n; l++) largest = ABS(x[l]) > largest ? ABS(x[l]) : largest;
  if (largest == 0) return 0;
  sum = 0;
  for (size_t l = 0; l < n; l++) sum = FMA(x[l] / largest, x[l] / largest, sum);
  return largest * SQRT(sum);
}

// One reflection of `count` columns: c <- c - tau v (v . c).
INLINE void NAME(reflect_once)(int count, size_t n, const REAL *v, REAL tau, REAL *c, size_t stride) {
  REAL sums[REFLECTIONS];
  NAME(dots)(count, 2, n, c, stride, v, sums);
  NAME(vector) factors[REFLECTIONS];
  UNROLLED for (int i = 0; i < count; i++) factors[i] = NAME(splat)(-tau * sums[i]);
  size_t l = 0;
  for (; l + WIDTH <= n; l += WIDTH) {
    const NAME(vector) z = NAME(load)(v + l);
    UNROLLED for (int i = 0; i < count; i++) {
      REAL *y = c + i * stride + l;
      NAME(store)(y, NAME(vector_fma)(z, factors[i], NAME(load)(y)));
    }
  }
  for (; l < n; l++) {
    for (int i = 0; i < count; i++) c[i * stride + l] = FMA(v[l], factors[i][0], c[i * stride + l]);
  }
}

// `width` reflections of `columns` columns: c <- c - V (T'(V'c)), with n rows of V, a column behind the other.
INLINE void NAME(reflect)(int width, int columns, size_t n, const REAL *v, const REAL *t, REAL *c, size_t stride) {
  NAME(vector) s[REFLECTIONS * TOGETHER], factors[REFLECTIONS * TOGETHER];
  UNROLLED for (int i = 0; i < width * columns; i++) s[i] = (NAME(vector)){0};
  size_t l = 0;
  for (; l + WIDTH <= n; l += WIDTH) {
    NAME(vector) x[REFLECTIONS];
    UNROLLED for (int p = 0; p < width; p++) x[p] = NAME(load)(v + p * n + l);
    UNROLLED for (int j = 0; j < columns; j++) {
      const NAME(vector) y = NAME(load)(c + j * stride + l);
      UNROLLED for (int p = 0; p < width; p++) s[j * width + p] = NAME(vector_fma)(x[p], y, s[j * width + p]);
    }
  }
  UNROLLED for (int j = 0; j < columns; j++) {
    REAL w[REFLECTIONS];
    UNROLLED for (int p = 0; p < width; p++) {
      w[p] = NAME(lane_sum)(s[j * width + p]);
      for (size_t k = l; k < n; k++) w[p] = FMA(v[p * n + k], c[j * stride + k], w[p]);
    }
    UNROLLED for (int p = 0; p < width; p++) {
      REAL sum = 0;
      for (int q = 0; q <= p; q++) sum = FMA(t[q * REFLECTIONS + p], w[q], sum);
      factors[j * width + p] = NAME(splat)(-sum);
    }
  }
  for (l = 0; l + WIDTH <= n; l += WIDTH) {
    NAME(vector) x[REFLECTIONS];
    UNROLLED for (int p = 0; p < width; p++) x[p] = NAME(load)(v + p * n + l);
    UNROLLED for (int j = 0; j < columns; j++) {
      NAME(vector) y = NAME(load)(c + j * stride + l);
      UNROLLED for (int p = 0; p < width; p++) y = NAME(vector_fma)(x[p], factors[j * width + p], y);
      NAME(store)(c + j * stride + l, y);
    }
  }
  for (; l < n; l++) {
    for (int j = 0; j < columns; j++) {
      REAL *y = c + j * stride + l;
      for (int p = 0; p < width; p++) *y = FMA(v[p * n + l], factors[j * width + p][0], *y);
    }
  }
}

// The reflection I - tau v v' that makes a multiple of the first unit vector of x, whose first element becomes that multiple.
// v_0 = 1.
static REAL NAME(reflection)(size_t n, REAL *x, REAL *v) {
  const REAL alpha = x[0], rest = NAME(length)(n - 1, x + 1);
  v[0] = 1;
  if (!(rest > 0)) {
    for (size_t l = 1; l < n; l++) v[l] = 0;
    return 0;
  }
  const REAL pair[2] = {alpha, rest};
  const REAL beta = -COPYSIGN(NAME(length)(2, pair), alpha);
  // Not by the reciprocal of a small number, which may be infinite.
  if (ABS(alpha - beta) > LEAST_SQUARE) {
    const REAL factor = 1 / (alpha - beta);
    for (size_t l = 1; l < n; l++) v[l] = x[l] * factor;
  } else {
    for (size_t l = 1; l < n; l++) v[l] = x[l] / (alpha - beta);
  }
  x[0] = beta;
  return (beta - alpha) / beta;
}

// A, m x n column by column, gets R into its upper triangle; what is below has no meaning. `v` has room for 4 m numbers.
static void NAME(triangle)(size_t m, size_t n, REAL *a, REAL *v) {
  const size_t count = m < n ? m : n;
  for (size_t first = 0; first < count; first += REFLECTIONS) {
    const size_t rows = m - first;
    const int width = count - first < REFLECTIONS ? (int)(count - first) : REFLECTIONS;
    REAL t[REFLECTIONS * REFLECTIONS] = {0};
    for (int p = 0; p < width; p++) {
      REAL *own = v + (size_t)p * rows + p, *x = a + (first + p) * m + first + p, *next = x + m;
      for (int q = 0; q < p; q++) own[q - p] = 0;
      const size_t left = rows - (size_t)p;
      const REAL tau = NAME(reflection)(left, x, own);
      if (width - p == 4) NAME(reflect_once)(3, left, own, tau, next, m);
      if (width - p == 3) NAME(reflect_once)(2, left, own, tau, next, m);
      if (width - p == 2) NAME(reflect_once)(1, left, own, tau, next, m);
      // Column p of T: -tau T (V'v), and tau.
      REAL dots[REFLECTIONS];
      if (p == 3) NAME(dots)(3, 2, left, v + p, rows, own, dots);
      if (p == 2) NAME(dots)(2, 2, left, v + p, rows, own, dots);
      if (p == 1) NAME(dots)(1, 4, left, v + p, rows, own, dots);
      for (int q = 0; q < p; q++) {
        REAL sum = 0;
        for (int r = q; r < p; r++) sum = FMA(t[q * REFLECTIONS + r], dots[r], sum);
        t[q * REFLECTIONS + p] = -tau * sum;
      }
      t[p * REFLECTIONS + p] = tau;
    }
    REAL *c = a + (first + (size_t)width) * m + first;
    const REAL *end = a + n * m;
    if (width == REFLECTIONS) {
      for (; c + (TOGETHER - 1) * m < end; c += TOGETHER * m) NAME(reflect)(REFLECTIONS, TOGETHER, rows, v, t, c, m);
      for (; c < end; c += m) NAME(reflect)(REFLECTIONS, 1, rows, v, t, c, m);
    } else {
      // No more rows than columns are left: one reflection after the other.
      for (int p = 0; p < width; p++) {
        for (REAL *y = c; y < end; y += m) {
          NAME(reflect_once)(1, rows - (size_t)p, v + (size_t)p * rows + p, t[p * REFLECTIONS + p], y + p, m);
        }
      }
    }
  }
}
