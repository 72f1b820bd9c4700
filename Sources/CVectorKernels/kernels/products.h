// Products of thin matrices, taken straight from the operands: nothing is packed but where caches would not hold it, so a
// small product costs little more than its multiplications. A block of the result stays in registers while the common
// dimension runs.
//
// These beat a general matrix product where the operands fit the first caches; OpenBLAS does the rest. Every element is
// summed in an order that depends on the common dimension alone, so it does not depend on how the result is cut.

// MARK: - C = AB, vectors along the columns of B

// Panels of B are two vectors wide, and with 32 registers four: of a matrix with long rows each row is on a page of its
// own, and a wider panel needs fewer of them.
#define PRODUCT_MOST_VECTORS 4
#define PRODUCT_MOST_ROWS 8

// `rows` rows and `vectors` vectors of C, of which the first `kept` columns stay as they are; element (i, l) of A is
// a[i * a_row + l * a_column].
INLINE void NAME(product_block)(int rows, int vectors, size_t depth, const REAL *a, size_t a_row, size_t a_column,
                                const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride, size_t kept) {
  NAME(vector) sums[PRODUCT_MOST_ROWS][PRODUCT_MOST_VECTORS];
  UNROLLED for (int i = 0; i < rows; i++) {
    UNROLLED for (int v = 0; v < vectors; v++) {
      sums[i][v] = accumulate ? NAME(load)(c + i * c_stride + v * WIDTH) : (NAME(vector)){0};
    }
  }
  for (size_t l = 0; l < depth; l++) {
    NAME(vector) x[PRODUCT_MOST_VECTORS];
    UNROLLED for (int v = 0; v < vectors; v++) x[v] = NAME(load)(b + l * b_stride + v * WIDTH);
    UNROLLED for (int i = 0; i < rows; i++) {
      const NAME(vector) w = NAME(splat)(a[i * a_row + l * a_column]);
      UNROLLED for (int v = 0; v < vectors; v++) sums[i][v] = NAME(vector_fma)(w, x[v], sums[i][v]);
    }
  }
  UNROLLED for (int i = 0; i < rows; i++) {
    if (kept) sums[i][0] = NAME(after)(NAME(load)(c + i * c_stride), sums[i][0], kept);
    UNROLLED for (int v = 0; v < vectors; v++) NAME(store)(c + i * c_stride + v * WIDTH, sums[i][v]);
  }
}

// All rows of C, `vectors` vectors of columns, in blocks of up to `most` rows.
INLINE void NAME(product_panel)(int most, int vectors, size_t rows, size_t depth, const REAL *a, size_t a_row,
                                size_t a_column, const REAL *b, size_t b_stride, int accumulate, REAL *c,
                                size_t c_stride, size_t kept) {
#define BLOCK_OF(ROWS)                                                                                                 \
  NAME(product_block)(ROWS, vectors, depth, a + i * a_row, a_row, a_column, b, b_stride, accumulate, c + i * c_stride, \
                      c_stride, kept),                                                                                 \
      i += ROWS
  size_t i = 0;
  // In a block of one or two rows sums wait for their last terms, unless they are so short that the next block begins
  // meanwhile: seven and eight rows are cut in the middle.
  const size_t last = most == 6 && depth >= 16 && rows % 6 >= 1 && rows % 6 <= 2 && rows > 6 ? rows - 6 : rows;
  while (i + most <= last) BLOCK_OF(most);
  if (most == 6 && i + 5 == rows) BLOCK_OF(5);
  while (i + 4 <= rows) BLOCK_OF(4);
  if (i + 3 <= rows) BLOCK_OF(3);
  if (i + 2 <= rows) BLOCK_OF(2);
  if (i + 1 <= rows) BLOCK_OF(1);
#undef BLOCK_OF
}

// A C of fewer columns than a vector has: on copies with zeros for the columns that are not there.
static void NAME(product_of_few_columns)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row,
                                         size_t a_column, const REAL *b, size_t b_stride, int accumulate, REAL *c,
                                         size_t c_stride) {
  enum { DEPTH = 64, ROWS = 16 };
  REAL panel[DEPTH * WIDTH], part[ROWS * WIDTH];
  for (size_t from = 0; from < depth || from == 0; from += DEPTH) {
    const size_t n = depth - from < DEPTH ? depth - from : DEPTH;
    memset(panel, 0, n * WIDTH * sizeof *panel);
    for (size_t l = 0; l < n; l++) {
      for (size_t j = 0; j < columns; j++) panel[l * WIDTH + j] = b[(from + l) * b_stride + j];
    }
    for (size_t i = 0; i < rows; i += ROWS) {
      const size_t m = rows - i < ROWS ? rows - i : ROWS;
      const int adds = accumulate || from > 0;
      if (adds) memset(part, 0, m * WIDTH * sizeof *part);
      for (size_t r = 0; adds && r < m; r++) {
        for (size_t j = 0; j < columns; j++) part[r * WIDTH + j] = c[(i + r) * c_stride + j];
      }
      NAME(product_panel)(NABLA_PRODUCT_ROWS, 1, m, n, a + i * a_row + from * a_column, a_row, a_column, panel, WIDTH,
                          adds, part, WIDTH, 0);
      for (size_t r = 0; r < m; r++) {
        for (size_t j = 0; j < columns; j++) c[(i + r) * c_stride + j] = part[r * WIDTH + j];
      }
    }
  }
}

// C = AB or C += AB, where C is at least a vector wide.
static void NAME(product_of_columns)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row,
                                     size_t a_column, const REAL *b, size_t b_stride, int accumulate, REAL *c,
                                     size_t c_stride) {
  size_t j = 0;
#define PANEL_OF(ROWS, VECTORS, KEPT)                                                                               \
  NAME(product_panel)(ROWS, VECTORS, rows, depth, a, a_row, a_column, b + j, b_stride, accumulate, c + j, c_stride, \
                      KEPT)
#define PANELS_OF(ROWS, VECTORS) \
  for (; j + VECTORS * WIDTH <= columns; j += VECTORS * WIDTH) PANEL_OF(ROWS, VECTORS, 0)
#ifdef NABLA_WIDE_PANELS
  // B's vectors are read from the second cache where A has many rows: six at a time need a third less of them.
  if (rows >= 64) PANELS_OF(6, 4);
  PANELS_OF(4, 4);
#endif
  PANELS_OF(NABLA_PRODUCT_ROWS, 2);
  PANELS_OF(NABLA_PRODUCT_ROWS, 1);
  if (j < columns) {
    // The last vector begins among the columns that are done.
    const size_t kept = WIDTH - (columns - j);
    j -= kept;
    PANEL_OF(NABLA_PRODUCT_ROWS, 1, kept);
  }
#undef PANELS_OF
#undef PANEL_OF
}

static void NAME(product_in_place)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row,
                                   size_t a_column, const REAL *b, size_t b_stride, int accumulate, REAL *c,
                                   size_t c_stride) {
  if (columns == 0) return;
  if (columns < WIDTH) {
    NAME(product_of_few_columns)(rows, columns, depth, a, a_row, a_column, b, b_stride, accumulate, c, c_stride);
    return;
  }
  // A block of rows reads a few neighbours from each column of A. Where A lies by columns these are in as many cache
  // lines as it has columns, on as many pages and, if they are a power of two apart, in a few sets of the cache: more than
  // it holds until the next block of rows reads the lines' other elements. And a panel of B has to stay in the second
  // cache until the last block of rows. So the sums are cut, which changes no bit.
  const size_t most = a_column == 1 ? 512 : 128;
  size_t from = 0;
  do {
    const size_t n = depth - from < most ? depth - from : most;
    NAME(product_of_columns)(rows, columns, n, a + from * a_column, a_row, a_column, b + from * b_stride, b_stride,
                             accumulate || from > 0, c, c_stride);
    from += n;
  } while (from < depth);
}

// The same with a B whose rows are a multiple of 4096 bytes apart. All of a panel would be in a few sets of the caches, and
// would not stay there from one block of rows to the next: panels are copied.
static void NAME(product_of_copies)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row,
                                    size_t a_column, const REAL *b, size_t b_stride, int accumulate, REAL *c,
                                    size_t c_stride) {
  enum { DEPTH = 256, PANEL = PRODUCT_MOST_VECTORS * WIDTH };
  REAL panel[DEPTH * PANEL];
  for (size_t from = 0; from < depth; from += DEPTH) {
    const size_t terms = depth - from < DEPTH ? depth - from : DEPTH;
    for (size_t j = 0; j < columns; j += PANEL) {
      const size_t n = columns - j < PANEL ? columns - j : PANEL;
      for (size_t l = 0; l < terms; l++) memcpy(panel + l * PANEL, b + (from + l) * b_stride + j, n * sizeof *panel);
      NAME(product_in_place)(rows, n, terms, a + from * a_column, a_row, a_column, panel, PANEL, accumulate || from > 0,
                             c + j, c_stride);
    }
  }
}

#ifndef NABLA_WIDE_PANELS
// The same with an A that lies by columns, for many rows. Even of a cut sum a block of rows would read its neighbours on as
// many pages as there are terms, once for each panel, and a panel's rows are a few sets of the cache: so both are copied,
// blocks of rows with their terms one behind another.
static void NAME(product_of_copied_blocks)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_column,
                                           const REAL *b, size_t b_stride, int accumulate, REAL *c, size_t c_stride) {
  enum { DEPTH = 256, BLOCK_ROWS = NABLA_PRODUCT_ROWS, ROWS = 16 * BLOCK_ROWS, PANEL = 2 * WIDTH };
  REAL blocks[ROWS * DEPTH], panel[DEPTH * PANEL];
  for (size_t from = 0; from < depth; from += DEPTH, a += DEPTH * a_column, b += DEPTH * b_stride) {
    const size_t terms = depth - from < DEPTH ? depth - from : DEPTH;
    const int adds = accumulate || from > 0;
    for (size_t i = 0; i < rows; i += ROWS) {
      const size_t left = rows - i < ROWS ? rows - i : ROWS, whole = left / BLOCK_ROWS * BLOCK_ROWS;
      for (size_t r = 0; r < whole; r += BLOCK_ROWS) {
        REAL *to = blocks + r * terms;
        for (size_t l = 0; l < terms; l++)
          memcpy(to + l * BLOCK_ROWS, a + i + r + l * a_column, BLOCK_ROWS * sizeof *to);
      }
      size_t j = 0;
      for (; j + PANEL <= columns; j += PANEL) {
        for (size_t l = 0; l < terms; l++) memcpy(panel + l * PANEL, b + j + l * b_stride, sizeof(REAL) * PANEL);
        for (size_t r = 0; r < whole; r += BLOCK_ROWS) {
          NAME(product_block)(BLOCK_ROWS, 2, terms, blocks + r * terms, 1, BLOCK_ROWS, panel, PANEL, adds,
                              c + (i + r) * c_stride + j, c_stride, 0);
        }
      }
      // What neither blocks nor panels hold: the last rows, and before them the last columns.
      NAME(product_of_columns)(left - whole, j, terms, a + i + whole, 1, a_column, b, b_stride, adds,
                               c + (i + whole) * c_stride, c_stride);
      NAME(product_in_place)(left, columns - j, terms, a + i, 1, a_column, b + j, b_stride, adds, c + i * c_stride + j,
                             c_stride);
    }
  }
}
#endif

static void KERNEL(product)(size_t rows, size_t columns, size_t depth, const REAL *a, size_t a_row, size_t a_column,
                            const REAL *b, size_t b_stride, bool accumulate, REAL *c, size_t c_stride) {
#ifndef NABLA_WIDE_PANELS
  // An A of 64 rows and columns stays in the first cache as it lies.
  if (a_row == 1 && a_column != 1 && rows >= 32 && depth >= 64 && depth * a_column > 4096 && columns >= 8 * WIDTH) {
    NAME(product_of_copied_blocks)(rows, columns, depth, a, a_column, b, b_stride, accumulate, c, c_stride);
    return;
  }
#endif
  // Of a copy each element is read for all rows.
  if (rows >= 64 && depth >= 64 && b_stride * sizeof *b % 4096 == 0) {
    NAME(product_of_copies)(rows, columns, depth, a, a_row, a_column, b, b_stride, accumulate, c, c_stride);
  } else {
    NAME(product_in_place)(rows, columns, depth, a, a_row, a_column, b, b_stride, accumulate, c, c_stride);
  }
}

#undef PRODUCT_MOST_VECTORS
#undef PRODUCT_MOST_ROWS
