// Sums along rows, transposition and the simplest vector operations.

// Sixteen running sums in double, added up pairwise at the end: an order that depends on cols alone.
static void KERNEL(row_sums)(size_t rows, size_t cols, size_t stride, const REAL *x, REAL beta, REAL *out) {
  for (size_t j = 0; j < rows; j++) {
    const REAL *row = x + j * stride;
    double sums[16] = {0};
    size_t i = 0;
    for (; i + 16 <= cols; i += 16) {
      VECTOR_LOOP
      for (int l = 0; l < 16; l++) sums[l] += (double)row[i + l];
    }
    for (int l = 0; i < cols; i++, l++) sums[l] += (double)row[i];
    for (int width = 8; width > 0; width /= 2) {
      for (int l = 0; l < width; l++) sums[l] += sums[l + width];
    }
    const REAL sum = (REAL)sums[0];
    out[j] = beta == 0 ? sum : FMA(beta, out[j], sum);
  }
}

// Squares of a vector's width in registers; what is left at the right and below number by number.
static void KERNEL(transpose)(size_t rows, size_t cols, const REAL *src, size_t src_stride, const int32_t *indices,
                              REAL *dst, size_t dst_stride) {
  size_t r = 0;
  for (; r + WIDTH <= rows; r += WIDTH) {
    const REAL *row[WIDTH];
    for (int l = 0; l < WIDTH; l++) row[l] = src + (indices ? (size_t)indices[r + l] : r + l) * src_stride;
    size_t c = 0;
    for (; c + WIDTH <= cols; c += WIDTH) {
      NAME(vector) square[WIDTH];
      UNROLLED for (int l = 0; l < WIDTH; l++) square[l] = NAME(load)(row[l] + c);
      NAME(transpose_square)(square);
      UNROLLED for (int l = 0; l < WIDTH; l++) NAME(store)(dst + (c + l) * dst_stride + r, square[l]);
    }
    for (; c < cols; c++) {
      REAL *restrict line = dst + c * dst_stride + r;
      for (int l = 0; l < WIDTH; l++) line[l] = row[l][c];
    }
  }
  for (; r < rows; r++) {
    const REAL *row = src + (indices ? (size_t)indices[r] : r) * src_stride;
    for (size_t c = 0; c < cols; c++) dst[c * dst_stride + r] = row[c];
  }
}

static void KERNEL(multiply)(size_t n, REAL *restrict x, const REAL *restrict y) {
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) x[i] *= y[i];
}

static void KERNEL(axpy)(size_t n, REAL alpha, const REAL *restrict x, REAL *restrict y) {
  VECTOR_LOOP
  for (size_t i = 0; i < n; i++) y[i] = FMA(alpha, x[i], y[i]);
}
