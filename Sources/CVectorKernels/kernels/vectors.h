// One vector register as a value, for loops whose shape the compiler would not find by itself.

typedef REAL NAME(vector) __attribute__((vector_size(NABLA_VECTOR_BYTES)));
typedef BITS NAME(bits_vector) __attribute__((vector_size(NABLA_VECTOR_BYTES)));
typedef REAL NAME(loose_vector) __attribute__((vector_size(NABLA_VECTOR_BYTES), aligned(sizeof(REAL)), may_alias));

#define WIDTH (NABLA_VECTOR_BYTES / REAL_BYTES)
#if WIDTH == 2
#define FIRST_HALVES 0, 2
#define SECOND_HALVES 1, 3
#define EVEN_LANES 0, 2
#define LANE_NUMBERS 0, 1
#define ODD_LANES 1, 3
#elif WIDTH == 4
#define FIRST_HALVES 0, 4, 1, 5
#define SECOND_HALVES 2, 6, 3, 7
#define EVEN_LANES 0, 2, 4, 6
#define LANE_NUMBERS 0, 1, 2, 3
#define ODD_LANES 1, 3, 5, 7
#elif WIDTH == 8
#define FIRST_HALVES 0, 8, 1, 9, 2, 10, 3, 11
#define SECOND_HALVES 4, 12, 5, 13, 6, 14, 7, 15
#define EVEN_LANES 0, 2, 4, 6, 8, 10, 12, 14
#define LANE_NUMBERS 0, 1, 2, 3, 4, 5, 6, 7
#define ODD_LANES 1, 3, 5, 7, 9, 11, 13, 15
#else
#define FIRST_HALVES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define SECOND_HALVES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#define LANE_NUMBERS 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
#define EVEN_LANES 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30
#define ODD_LANES 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31
#endif

INLINE NAME(vector) NAME(load)(const REAL *x) { return *(const NAME(loose_vector) *)x; }

INLINE void NAME(store)(REAL *x, NAME(vector) v) { *(NAME(loose_vector) *)x = v; }

INLINE NAME(vector) NAME(splat)(REAL x) {
  NAME(vector) v;
  for (int l = 0; l < WIDTH; l++) v[l] = x;
  return v;
}

INLINE NAME(vector) NAME(vector_fma)(NAME(vector) a, NAME(vector) b, NAME(vector) c) {
#if !NABLA_FUSED
  return a * b + c;
#elif NABLA_HAS_ELEMENTWISE_FMA
  return __builtin_elementwise_fma(a, b, c);
#else
  for (int l = 0; l < WIDTH; l++) c[l] = FMA(a[l], b[l], c[l]);
  return c;
#endif
}

// The first `count` <= WIDTH elements of a, and behind them those of b.
INLINE NAME(vector) NAME(after)(NAME(vector) a, NAME(vector) b, size_t count) {
  static const BITS masks[2 * WIDTH] = {[WIDTH... 2 * WIDTH - 1] = (BITS)-1};
  NAME(bits_vector) mask;
  memcpy(&mask, masks + WIDTH - count, sizeof mask);
  return (NAME(vector))(((NAME(bits_vector))a & ~mask) | ((NAME(bits_vector))b & mask));
}

// The last `count` < WIDTH of `depth` elements, and zeros: where there are as many, by a load that begins earlier.
INLINE NAME(vector) NAME(load_last)(const REAL *x, size_t depth, size_t count) {
  if (depth >= WIDTH) {
    static const BITS masks[2 * WIDTH] = {[WIDTH... 2 * WIDTH - 1] = (BITS)-1};
    NAME(bits_vector) bits, mask;
    memcpy(&bits, x + depth - WIDTH, sizeof bits);
    memcpy(&mask, masks + count, sizeof mask);
    return (NAME(vector))(bits & mask);
  }
  REAL buffer[WIDTH] = {0};
  for (size_t l = 0; l < count; l++) buffer[l] = x[depth - count + l];
  return NAME(load)(buffer);
}

// The sums of neighbours: of the pairs of a, then of the pairs of b.
INLINE NAME(vector) NAME(pair_sums)(NAME(vector) a, NAME(vector) b) {
  return __builtin_shufflevector(a, b, EVEN_LANES) + __builtin_shufflevector(a, b, ODD_LANES);
}

// The sums of the elements of each of `count` vectors, a power of two, as the first `count` elements of the array's memory.
// Neighbours are added, then neighbours among those sums, and so on: the same order for every count.
INLINE void NAME(lane_sums)(int count, NAME(vector) x[]) {
  UNROLLED for (int width = WIDTH; width > 1; width /= 2) {
    const int half = count > 1 ? count / 2 : 1;
    UNROLLED for (int i = 0; i < half; i++) x[i] = NAME(pair_sums)(x[2 * i], x[count > 1 ? 2 * i + 1 : i]);
    count = half;
  }
}

// The transpose of a square of WIDTH rows: each round interleaves row i with row i + WIDTH / 2. With half as many rows, that
// of WIDTH rows of WIDTH / 2 elements, two of which lie side by side in a vector.
INLINE void NAME(transpose_rows)(int count, NAME(vector) rows[]) {
  if (count == 1) return;  // two rows of one element are their transpose as they lie
  UNROLLED for (int round = 1; round < WIDTH; round *= 2) {
    NAME(vector) next[WIDTH];
    UNROLLED for (int i = 0; i < count / 2; i++) {
      next[2 * i] = __builtin_shufflevector(rows[i], rows[i + count / 2], FIRST_HALVES);
      next[2 * i + 1] = __builtin_shufflevector(rows[i], rows[i + count / 2], SECOND_HALVES);
    }
    UNROLLED for (int i = 0; i < count; i++) rows[i] = next[i];
  }
}
