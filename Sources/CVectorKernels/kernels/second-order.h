// What tangents and the blocks of the Hessian need: products with a factor that is shared by several blocks of columns.

// Each row of x is `blocks` blocks of cols numbers; every block is multiplied by the row of f.
static void KERNEL(scale)(size_t rows, size_t cols, size_t blocks, const REAL *x, size_t x_stride, const REAL *f,
                          size_t f_stride, REAL *out, size_t out_stride) {
  for (size_t j = 0; j < rows; j++) {
    const REAL *factor = f + j * f_stride;
    for (size_t b = 0; b < blocks; b++) {
      const REAL *from = x + j * x_stride + b * cols;
      REAL *to = out + j * out_stride + b * cols;
      VECTOR_LOOP
      for (size_t i = 0; i < cols; i++) to[i] = from[i] * factor[i];
    }
  }
}

static void KERNEL(scale_and_add)(size_t rows, size_t cols, size_t blocks, REAL *s, size_t s_stride, const REAL *f,
                                  const REAL *x, const REAL *g, size_t f_stride) {
  for (size_t j = 0; j < rows; j++) {
    const REAL *factor = f + j * f_stride, *other = g + j * f_stride;
    for (size_t b = 0; b < blocks; b++) {
      REAL *sum = s + j * s_stride + b * cols;
      const REAL *add = x + j * s_stride + b * cols;
      VECTOR_LOOP
      for (size_t i = 0; i < cols; i++) sum[i] = FMA(sum[i], factor[i], add[i] * other[i]);
    }
  }
}

static void KERNEL(row_products)(size_t x_rows, size_t z_rows, size_t cols, const REAL *x, size_t x_stride,
                                 const REAL *z, size_t z_stride, REAL *m, size_t m_stride) {
  for (size_t l = 0; l < x_rows; l++) {
    const REAL *xl = x + l * x_stride;
    for (size_t k = 0; k < z_rows; k++) {
      const REAL *zk = z + k * z_stride;
      REAL *restrict row = m + (l * z_rows + k) * m_stride;
      VECTOR_LOOP
      for (size_t i = 0; i < cols; i++) row[i] = xl[i] * zk[i];
    }
  }
}

static void KERNEL(add_matrix)(size_t rows, size_t cols, const REAL *x, size_t x_stride, bool accumulate, REAL *y,
                               size_t y_stride) {
  for (size_t j = 0; j < rows; j++) {
    const REAL *restrict from = x + j * x_stride;
    REAL *restrict to = y + j * y_stride;
    if (accumulate) {
      VECTOR_LOOP
      for (size_t i = 0; i < cols; i++) to[i] += from[i];
    } else {
      VECTOR_LOOP
      for (size_t i = 0; i < cols; i++) to[i] = from[i];
    }
  }
}

// Columns are taken some at a time, so that their means stay in the first-level cache.
#define NABLA_COLUMN_GROUP 64

static void KERNEL(softmax_jacobian)(size_t rows, size_t cols, size_t blocks, const REAL *y, size_t y_stride,
                                     const REAL *t, size_t t_stride, const REAL *weights, const REAL *x,
                                     size_t x_stride, REAL *out, size_t out_stride) {
  for (size_t first = 0; first < cols; first += NABLA_COLUMN_GROUP) {
    const size_t n = cols - first < NABLA_COLUMN_GROUP ? cols - first : NABLA_COLUMN_GROUP;
    REAL factor[NABLA_COLUMN_GROUP], mean[NABLA_COLUMN_GROUP];
    for (size_t i = 0; i < n; i++) factor[i] = t ? 0 : 1;
    for (size_t k = 0; t && k < rows; k++) {
      const REAL *tk = t + k * t_stride + first;
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) factor[i] += tk[i];
    }
    if (weights) {
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) factor[i] *= weights[first + i];
    }
    for (size_t b = 0; b < blocks; b++) {
      const size_t place = b * cols + first;
      for (size_t i = 0; i < n; i++) mean[i] = 0;
      for (size_t k = 0; k < rows; k++) {
        const REAL *yk = y + k * y_stride + first, *xk = x + k * x_stride + place;
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) mean[i] = FMA(yk[i], xk[i], mean[i]);
      }
      for (size_t k = 0; k < rows; k++) {
        const REAL *yk = y + k * y_stride + first, *xk = x + k * x_stride + place;
        REAL *to = out + k * out_stride + place;
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) to[i] = factor[i] * yk[i] * (xk[i] - mean[i]);
      }
    }
  }
}

#undef NABLA_COLUMN_GROUP

static void KERNEL(add_column_squares)(size_t rows, size_t cols, const REAL *x, size_t x_stride, REAL *restrict sums) {
  for (size_t j = 0; j < rows; j++) {
    const REAL *row = x + j * x_stride;
    VECTOR_LOOP
    for (size_t i = 0; i < cols; i++) sums[i] = FMA(row[i], row[i], sums[i]);
  }
}

static void KERNEL(outer_products)(size_t units, size_t cols, size_t examples, const REAL *delta, size_t delta_stride,
                                   const REAL *z, size_t z_stride, REAL *out, size_t out_stride) {
  for (size_t n = 0; n < examples; n++) {
    const REAL *row = z + n * z_stride;
    for (size_t j = 0; j < units; j++) {
      const REAL factor = delta[j * delta_stride + n];
      REAL *restrict to = out + n * out_stride + j * cols;
      VECTOR_LOOP
      for (size_t i = 0; i < cols; i++) to[i] = factor * row[i];
    }
  }
}
