// C = AB^T without sums across the lanes of a vector, which take as long as the products where the sums are short: a matrix
// is transposed instead, in pieces that stay in registers or in the caches. The terms of a sum are added one after the
// other.

// MARK: - By transposing A and C

typedef REAL NAME(half) __attribute__((vector_size(NABLA_VECTOR_BYTES / 2)));
typedef REAL NAME(loose_half) __attribute__((vector_size(NABLA_VECTOR_BYTES / 2), aligned(sizeof(REAL)), may_alias));

// The longest sums: beyond, the elements of B are better read as vectors.
#define SHORT_DEPTH 64
// Squares of C at once: eight sums hide each other's latency.
#define SQUARES (WIDTH < 8 ? 8 / WIDTH : 1)

// Few rows, that fill vectors or halves of vectors well enough.
INLINE int NAME(suits_squares)(size_t rows) {
  const size_t half = WIDTH / 2, padded = (rows + half - 1) / half * half;
  return rows <= 2 * WIDTH && 3 * padded <= 4 * rows;
}

// panel <- A^T, depth x WIDTH, of up to WIDTH rows of A, with anything in the columns that are not there.
INLINE void NAME(transposed_panel)(size_t rows, size_t depth, const REAL *a, size_t a_stride, REAL *panel) {
  if (depth < WIDTH) {
    for (size_t l = 0; l < depth; l++) {
      for (size_t i = 0; i < WIDTH; i++) panel[l * WIDTH + i] = a[(i < rows ? i : 0) * a_stride + l];
    }
    return;
  }
  for (size_t next = 0; next < depth; next += WIDTH) {
    const size_t l = next + WIDTH <= depth ? next : depth - WIDTH;
    NAME(vector) square[WIDTH];
    UNROLLED for (int i = 0; i < WIDTH; i++) square[i] = NAME(load)(a + ((size_t)i < rows ? i : 0) * a_stride + l);
    NAME(transpose_rows)(WIDTH, square);
    UNROLLED for (int i = 0; i < WIDTH; i++) NAME(store)(panel + (l + i) * WIDTH, square[i]);
  }
}

// sums[e] <- row e of B times a panel of A^T, depth x WIDTH.
INLINE void NAME(sums_of_rows)(int count, size_t depth, const REAL *panel, const REAL *b, size_t b_stride,
                               NAME(vector) sums[]) {
  UNROLLED for (int e = 0; e < count; e++) sums[e] = (NAME(vector)){0};
  for (size_t l = 0; l < depth; l++) {
    const NAME(vector) w = NAME(load)(panel + l * WIDTH);
    UNROLLED for (int e = 0; e < count; e++) {
      sums[e] = NAME(vector_fma)(NAME(splat)(b[e * b_stride + l]), w, sums[e]);
    }
  }
}

// The same with half the columns of the panel; the results of two rows of B are side by side in a vector.
INLINE void NAME(sums_of_halves)(int count, size_t depth, const REAL *panel, const REAL *b, size_t b_stride,
                                 NAME(vector) sums[]) {
  NAME(half) parts[SQUARES * WIDTH];
  UNROLLED for (int e = 0; e < count; e++) parts[e] = (NAME(half)){0};
  for (size_t l = 0; l < depth; l++) {
    const NAME(half) w = *(const NAME(loose_half) *)(panel + l * WIDTH);
    UNROLLED for (int e = 0; e < count; e++) {
      NAME(half) x;
      for (int i = 0; i < WIDTH / 2; i++) x[i] = b[e * b_stride + l];
#if !NABLA_FUSED
      parts[e] = x * w + parts[e];
#elif NABLA_HAS_ELEMENTWISE_FMA
      parts[e] = __builtin_elementwise_fma(x, w, parts[e]);
#else
      for (int i = 0; i < WIDTH / 2; i++) parts[e][i] = FMA(x[i], w[i], parts[e][i]);
#endif
    }
  }
  UNROLLED for (int e = 0; e < count / 2; e++) {
    sums[e] = __builtin_shufflevector(parts[2 * e], parts[2 * e + 1], LANE_NUMBERS);
  }
}

// `lanes` rows of C, WIDTH or WIDTH / 2, of which `rows` are there, and `squares` times WIDTH columns, of which the first
// `kept` stay as they are.
INLINE void NAME(squares)(int lanes, int squares, size_t rows, size_t depth, const REAL *panel, const REAL *b,
                          size_t b_stride, int accumulate, REAL *c, size_t c_stride, size_t kept) {
  NAME(vector) sums[SQUARES * WIDTH];
  if (lanes == WIDTH) {
    NAME(sums_of_rows)(squares * WIDTH, depth, panel, b, b_stride, sums);
  } else {
    NAME(sums_of_halves)(squares * WIDTH, depth, panel, b, b_stride, sums);
  }
  UNROLLED for (int s = 0; s < squares; s++) {
    NAME(vector) *square = sums + s * lanes;
    NAME(transpose_rows)(lanes, square);
    UNROLLED for (int i = 0; i < lanes; i++) {
      if ((size_t)i == rows) break;
      REAL *out = c + i * c_stride + s * WIDTH;
      if (accumulate) square[i] += NAME(load)(out);
      if (kept) square[i] = NAME(after)(NAME(load)(out), square[i], kept);
      NAME(store)(out, square[i]);
    }
  }
}

// Up to `lanes` rows of C and all its columns, at least WIDTH.
INLINE void NAME(rows_by_squares)(int lanes, size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_stride,
                                  const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride) {
  REAL panel[SHORT_DEPTH * WIDTH];
  NAME(transposed_panel)(rows, depth, a, a_stride, panel);
  size_t j = 0;
#define BLOCK_OF(COUNT, KEPT) \
  NAME(squares)(lanes, COUNT, rows, depth, panel, b + j * b_stride, b_stride, accumulate, c + j, c_stride, KEPT)
  for (; j + SQUARES * WIDTH <= columns; j += SQUARES * WIDTH) BLOCK_OF(SQUARES, 0);
  for (; j + WIDTH <= columns; j += WIDTH) BLOCK_OF(1, 0);
  if (j < columns) {
    // The last square begins among the columns that are done.
    const size_t kept = WIDTH - (columns - j);
    j -= kept;
    BLOCK_OF(1, kept);
  }
#undef BLOCK_OF
}

static void NAME(product_by_squares)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_stride,
                                     const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride) {
#define ROWS_OF(LANES_OF_C, COUNT)                                                                              \
  NAME(rows_by_squares)(LANES_OF_C, COUNT, columns, depth, a + i * a_stride, a_stride, b, b_stride, accumulate, \
                        c + i * c_stride, c_stride)
  size_t i = 0;
  for (; i + WIDTH / 2 < rows; i += WIDTH) ROWS_OF(WIDTH, rows - i < WIDTH ? rows - i : WIDTH);
  if (i < rows) ROWS_OF(WIDTH / 2, rows - i);
#undef ROWS_OF
}

#undef SQUARES

// MARK: - By transposing B

// Panels of the columns of C: four vectors wide, or two where the sums are so long that four would not stay in the
// cache. The panel is half of what a packed product would copy, and A is read where it lies.
static void NAME(product_by_panels)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_stride,
                                    const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride) {
  enum { DEPTH = 512, MEMORY = 65536 / REAL_BYTES };
  REAL panel[MEMORY];
  for (size_t from = 0; from < depth || from == 0; from += DEPTH) {
    const size_t terms = depth - from < DEPTH ? depth - from : DEPTH;
    const size_t width = terms * 4 * WIDTH <= MEMORY ? 4 * WIDTH : 2 * WIDTH;
    for (size_t j = 0; j < columns; j += width) {
      const size_t n = columns - j < width ? columns - j : width;
      KERNEL(transpose)(n, terms, b + j * b_stride + from, b_stride, panel, width);
      KERNEL(product)(rows, n, terms, a + from, a_stride, 1, panel, width, accumulate || from > 0, c + j, c_stride);
    }
  }
}
