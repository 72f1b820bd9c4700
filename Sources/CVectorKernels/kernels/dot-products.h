// C = AB^T of thin matrices: by vectors along the common dimension, or as transposed-products.h does it.
//
// Measured with 32 registers, in microseconds, double and single precision, along the sums and by transposing: 64 x 64 sums
// of 10 terms 4.6 and 56 against 1.6 and 0.93, 64 x 64 of 64 terms 11 and 6.8 against 9.7 and 4.9, 16 x 16 of 128 terms 1.24
// and 0.71 against 1.45 and 0.78. So a sum's order depends on its length and, roughly, on the shape of C.

// `rows` x `columns` elements of C: scalar products of rows of A and rows of B. `next` is NULL or where the rows of A that
// follow begin: they are fetched meanwhile.
INLINE void NAME(dot_block)(int rows, int columns, size_t depth, const REAL *a, size_t a_stride, const REAL *next,
                            const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride) {
  NAME(vector) sums[NABLA_DOT_ROWS * NABLA_DOT_COLUMNS];
  UNROLLED for (int i = 0; i < rows * columns; i++) sums[i] = (NAME(vector)){0};
  size_t l = 0;
  for (; l + WIDTH <= depth; l += WIDTH) {
    NAME(vector) y[NABLA_DOT_COLUMNS];
    UNROLLED for (int j = 0; j < columns; j++) y[j] = NAME(load)(b + j * b_stride + l);
    UNROLLED for (int i = 0; i < rows; i++) {
      const NAME(vector) x = NAME(load)(a + i * a_stride + l);
      if (next) __builtin_prefetch(next + i * a_stride + l);
      UNROLLED for (int j = 0; j < columns; j++) {
        sums[i * columns + j] = NAME(vector_fma)(x, y[j], sums[i * columns + j]);
      }
    }
  }
  if (l < depth) {
    NAME(vector) y[NABLA_DOT_COLUMNS];
    UNROLLED for (int j = 0; j < columns; j++) y[j] = NAME(load_last)(b + j * b_stride, depth, depth - l);
    UNROLLED for (int i = 0; i < rows; i++) {
      const NAME(vector) x = NAME(load_last)(a + i * a_stride, depth, depth - l);
      UNROLLED for (int j = 0; j < columns; j++) {
        sums[i * columns + j] = NAME(vector_fma)(x, y[j], sums[i * columns + j]);
      }
    }
  }
  NAME(lane_sums)(rows * columns, sums);
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int j = 0; j < columns; j++) {
      const int place = i * columns + j;
      const REAL sum = sums[place / WIDTH][place % WIDTH];
      c[i * c_stride + j] = accumulate ? c[i * c_stride + j] + sum : sum;
    }
  }
}

// `rows` rows of C.
INLINE void NAME(dot_rows)(int rows, size_t columns, size_t depth, const REAL *a, size_t a_stride, const REAL *b,
                           size_t b_stride, int accumulate, REAL *c, size_t c_stride) {
#define BLOCK_OF(COLUMNS)                                                                                            \
  NAME(dot_block)(rows, COLUMNS, depth, a, a_stride, NULL, b + j * b_stride, b_stride, accumulate, c + j, c_stride), \
      j += COLUMNS
  size_t j = 0;
  while (j + NABLA_DOT_COLUMNS <= columns) BLOCK_OF(NABLA_DOT_COLUMNS);
  while (j + 1 <= columns) BLOCK_OF(1);
#undef BLOCK_OF
}

// More than the first cache holds.
#define FAR_ELEMENTS (65536 / REAL_BYTES)

// A matrix times a vector. Nothing of A is read twice, so that a large one comes from far away: from the third cache, up to a
// quarter of the time is saved by fetching the next rows.
static void NAME(large_matrix_times_vector)(size_t rows, size_t depth, const REAL *a, size_t a_stride, const REAL *b,
                                            int accumulate, REAL *c, size_t c_stride) {
  size_t i = 0;
  for (; i + 2 * NABLA_DOT_ROWS <= rows; i += NABLA_DOT_ROWS) {
    NAME(dot_block)(NABLA_DOT_ROWS, 1, depth, a + i * a_stride, a_stride, a + (i + NABLA_DOT_ROWS) * a_stride, b, depth,
                    accumulate, c + i * c_stride, c_stride);
  }
  for (; i < rows; i++) {
    NAME(dot_block)(1, 1, depth, a + i * a_stride, a_stride, NULL, b, depth, accumulate, c + i * c_stride, c_stride);
  }
}

static void KERNEL(dot_product)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_stride,
                                const REAL *b, size_t b_stride, bool accumulate, REAL *c, size_t c_stride) {
  // Of a few rows or columns, most lanes of a vector along them would be idle.
  const int is_small = rows <= NABLA_DOT_ROWS || columns < WIDTH;
  if (!is_small && depth <= SHORT_DEPTH && NAME(suits_squares)(rows)) {
    NAME(product_by_squares)(rows, columns, depth, a, a_stride, b, b_stride, accumulate, c, c_stride);
    return;
  }
  if (is_small ? depth < WIDTH : depth <= 32 || rows >= 32) {
    NAME(product_by_panels)(rows, columns, depth, a, a_stride, b, b_stride, accumulate, c, c_stride);
    return;
  }
  if (columns == 1 && rows * depth > FAR_ELEMENTS) {
    NAME(large_matrix_times_vector)(rows, depth, a, a_stride, b, accumulate, c, c_stride);
    return;
  }
  size_t i = 0;
  for (; i + NABLA_DOT_ROWS <= rows; i += NABLA_DOT_ROWS) {
    NAME(dot_rows)(NABLA_DOT_ROWS, columns, depth, a + i * a_stride, a_stride, b, b_stride, accumulate,
                   c + i * c_stride, c_stride);
  }
  if (i + 2 <= rows) {
    NAME(dot_rows)(2, columns, depth, a + i * a_stride, a_stride, b, b_stride, accumulate, c + i * c_stride, c_stride);
    i += 2;
  }
  if (i < rows) {
    NAME(dot_rows)(1, columns, depth, a + i * a_stride, a_stride, b, b_stride, accumulate, c + i * c_stride, c_stride);
  }
}

#undef FAR_ELEMENTS
#undef SHORT_DEPTH
