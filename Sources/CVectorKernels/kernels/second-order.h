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

static void KERNEL(outer_terms)(size_t b_rows, size_t z_rows, size_t cols, const REAL *b, size_t b_stride,
                                const REAL *z, size_t z_stride, const REAL *delta, size_t delta_stride,
                                const REAL *g, size_t g_stride, REAL *m, size_t m_stride) {
  for (size_t l = 0; l < b_rows; l++) {
    const REAL *bl = b + l * b_stride;
    for (size_t k = 0; k < z_rows; k++) {
      const REAL *zk = z + k * z_stride;
      REAL *restrict row = m + (l * z_rows + k) * m_stride;
      if (delta) {
        const REAL *dl = delta + l * delta_stride, *gk = g + k * g_stride;
        VECTOR_LOOP
        for (size_t i = 0; i < cols; i++) row[i] = FMA(bl[i], zk[i], dl[i] * gk[i]);
      } else {
        VECTOR_LOOP
        for (size_t i = 0; i < cols; i++) row[i] = bl[i] * zk[i];
      }
    }
  }
}
