// Sums along rows, transposition and the simplest vector operations.

// Sums are taken in double whatever the precision.
#define SUM_WIDTH (NABLA_VECTOR_BYTES / 8)

// The next SUM_WIDTH elements.
INLINE vector_f64 NAME(load_terms)(const REAL *x) {
#if REAL_BYTES == 8
  return load_f64(x);
#else
  typedef REAL half __attribute__((vector_size(NABLA_VECTOR_BYTES / 2), aligned(REAL_BYTES), may_alias));
  return __builtin_convertvector(*(const half *)x, vector_f64);
#endif
}

// The sums of `rows` rows, 1, 2 or SUM_WIDTH: an order that depends on cols alone.
INLINE void NAME(row_sums_block)(int rows, size_t cols, size_t stride, const REAL *x, double *out) {
  vector_f64 sums[SUM_WIDTH];
  UNROLLED for (int j = 0; j < rows; j++) sums[j] = (vector_f64){0};
  size_t i = 0;
  for (; i + SUM_WIDTH <= cols; i += SUM_WIDTH) {
    UNROLLED for (int j = 0; j < rows; j++) sums[j] += NAME(load_terms)(x + j * stride + i);
  }
  if (i < cols) {
    UNROLLED for (int j = 0; j < rows; j++) {
      double rest[SUM_WIDTH] = {0};
      for (size_t l = 0; i + l < cols; l++) rest[l] = x[j * stride + i + l];
      sums[j] += load_f64(rest);
    }
  }
  lane_sums_f64(rows, sums);
  memcpy(out, sums, (size_t)rows * sizeof *out);
}

static void KERNEL(row_sums)(size_t rows, size_t cols, size_t stride, const REAL *x, REAL beta, REAL *out) {
  for (size_t j = 0; j < rows;) {
    double sums[SUM_WIDTH];
    const size_t left = rows - j, count = left >= SUM_WIDTH ? SUM_WIDTH : left >= 2 ? 2 : 1;
    if (count == SUM_WIDTH) {
      NAME(row_sums_block)(SUM_WIDTH, cols, stride, x + j * stride, sums);
    } else if (count == 2) {
      NAME(row_sums_block)(2, cols, stride, x + j * stride, sums);
    } else {
      NAME(row_sums_block)(1, cols, stride, x + j * stride, sums);
    }
    for (size_t l = 0; l < count; l++) {
      const REAL sum = (REAL)sums[l];
      out[j + l] = beta == 0 ? sum : FMA(beta, out[j + l], sum);
    }
    j += count;
  }
}

#undef SUM_WIDTH

// A matrix of two columns without gaps.
static void NAME(transpose_pairs)(size_t rows, const REAL *src, REAL *first, REAL *second) {
  size_t r = 0;
  for (; r + WIDTH <= rows; r += WIDTH) {
    const NAME(vector) a = NAME(load)(src + 2 * r), b = NAME(load)(src + 2 * r + WIDTH);
    NAME(store)(first + r, __builtin_shufflevector(a, b, EVEN_LANES));
    NAME(store)(second + r, __builtin_shufflevector(a, b, ODD_LANES));
  }
  for (; r < rows; r++) first[r] = src[2 * r], second[r] = src[2 * r + 1];
}

// Squares of WIDTH rows and columns; the last ones overlap those before, where there are that many rows or columns.
static void KERNEL(transpose)(size_t rows, size_t cols, const REAL *src, size_t src_stride, REAL *dst,
                              size_t dst_stride) {
  if (cols == 1 && src_stride == 1) {
    memcpy(dst, src, rows * sizeof *dst);
    return;
  }
  if (cols == 2 && src_stride == 2) {
    NAME(transpose_pairs)(rows, src, dst, dst + dst_stride);
    return;
  }
  if (rows < WIDTH) {
    for (size_t r = 0; r < rows; r++) {
      const REAL *row = src + r * src_stride;
      for (size_t c = 0; c < cols; c++) dst[c * dst_stride + r] = row[c];
    }
    return;
  }
  for (size_t next = 0; next < rows; next += WIDTH) {
    const size_t r = next + WIDTH <= rows ? next : rows - WIDTH;
    const REAL *row[WIDTH];
    for (int l = 0; l < WIDTH; l++) row[l] = src + (r + l) * src_stride;
    if (cols < WIDTH) {
      for (size_t c = 0; c < cols; c++) {
        REAL *restrict line = dst + c * dst_stride + r;
        for (int l = 0; l < WIDTH; l++) line[l] = row[l][c];
      }
      continue;
    }
    for (size_t from = 0; from < cols; from += WIDTH) {
      const size_t c = from + WIDTH <= cols ? from : cols - WIDTH;
      NAME(vector) square[WIDTH];
      UNROLLED for (int l = 0; l < WIDTH; l++) square[l] = NAME(load)(row[l] + c);
      NAME(transpose_rows)(WIDTH, square);
      UNROLLED for (int l = 0; l < WIDTH; l++) NAME(store)(dst + (c + l) * dst_stride + r, square[l]);
    }
  }
}

static void KERNEL(axpy)(size_t n, REAL alpha, const REAL *restrict x, REAL *restrict y) {
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) y[i] = FMA(alpha, x[i], y[i]);
}
