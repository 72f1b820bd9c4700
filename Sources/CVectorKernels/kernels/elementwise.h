// y = f(x) over arrays. Every loop runs over whole blocks: long ones of BLOCK elements, whose vectors hide each other's
// latency, then short ones of LANES. A last partial block is copied to a buffer, so there is no scalar tail, and a
// number's result does not depend on its place.

#define ELEMENTWISE(FUNCTION)                                                       \
  INLINE void NAME(FUNCTION##_block)(int size, const REAL *x, REAL *y) {            \
    VECTOR_LOOP                                                                     \
    for (int l = 0; l < size; l++) y[l] = NAME(FUNCTION)(x[l]);                     \
  }                                                                                 \
  static void KERNEL(FUNCTION)(size_t n, const REAL *x, REAL *y) {                  \
    size_t i = 0;                                                                   \
    for (; i + BLOCK <= n; i += BLOCK) NAME(FUNCTION##_block)(BLOCK, x + i, y + i); \
    for (; i + LANES <= n; i += LANES) NAME(FUNCTION##_block)(LANES, x + i, y + i); \
    if (i == n) return;                                                             \
    REAL buffer[LANES] = {0};                                                       \
    memcpy(buffer, x + i, (n - i) * sizeof(REAL));                                  \
    NAME(FUNCTION##_block)(LANES, buffer, buffer);                                  \
    memcpy(y + i, buffer, (n - i) * sizeof(REAL));                                  \
  }

ELEMENTWISE(exp)
ELEMENTWISE(expm1)
ELEMENTWISE(log)
ELEMENTWISE(log1p)
ELEMENTWISE(tanh)
ELEMENTWISE(sigmoid)
ELEMENTWISE(softplus)
ELEMENTWISE(erf)

#undef ELEMENTWISE

// As above, but arguments beyond TRIGONOMETRIC_LIMIT are put right by libm afterwards.
#define TRIGONOMETRIC(FUNCTION)                                         \
  static void KERNEL(FUNCTION)(size_t n, const REAL *x, REAL *y) {      \
    REAL from[LANES] = {0}, to[LANES];                                  \
    for (size_t i = 0; i < n; i += LANES) {                             \
      const size_t count = n - i < LANES ? n - i : LANES;               \
      memcpy(from, x + i, count * sizeof(REAL));                        \
      int large = 0;                                                    \
      VECTOR_LOOP                                                       \
      for (int l = 0; l < LANES; l++) {                                 \
        large |= NAME(needs_libm)(from[l]);                             \
        to[l] = NAME(sin_cos)(from[l]).FUNCTION;                        \
      }                                                                 \
      for (size_t l = 0; large && l < count; l++) {                     \
        if (NAME(needs_libm)(from[l])) to[l] = (REAL)FUNCTION(from[l]); \
      }                                                                 \
      memcpy(y + i, to, count * sizeof(REAL));                          \
    }                                                                   \
  }

TRIGONOMETRIC(sin)
TRIGONOMETRIC(cos)

#undef TRIGONOMETRIC
