// The maps between the streams of a = Wz + b and z = h(a), and their tangents, where all streams are the value, first
// derivatives and sums of second ones. A vector of all streams is in registers at once, so that nothing is read twice.
//
// With streams 0, f and m for the value, the first derivatives and the sums of second ones, q_m = sum over f of w_mf a_f^2,
// signals s, and u for the tangent of a_0:
//
//   z_0 = h,  z_f = h' a_f,  z_m = h' a_m + h'' q_m
//
// and the others are its transpose, its tangent, and the tangent of its transpose.

// Operands of one row: derivatives of h, and matrices whose streams are `n` numbers apart.
typedef struct {
  size_t n;
  const REAL *h[5];
  const REAL *a, *signal, *tangent, *signal_tangent;
  REAL *result;
} NAME(stream_row);

// How far the operands of the next row are.
typedef struct {
  size_t h[5], a, signal, tangent, signal_tangent, result;
} NAME(stream_steps);

// As many streams are worked on without a count known to the compiler.
#define MOST_FIRSTS 16
#define MOST_SECONDS 4

#define STREAM(X, S) NAME(load)(row->X + (S) * row->n + i)
#define PUT(S, VALUE) NAME(store)(row->result + (S) * row->n + i, VALUE)
#define DERIVATIVE(K) NAME(load)(row->h[K] + i)
#define FIRSTS for (int f = 0; f < firsts; f++)
#define SECONDS for (int m = 0; m < seconds; m++)
#define WEIGHT(M, F) NAME(splat)(weights[(M) * firsts + (F)])
#define MAP_ARGUMENTS int firsts, int seconds, const REAL *weights, const NAME(stream_row) * row, size_t i

INLINE void NAME(streams_forward)(MAP_ARGUMENTS) {
  const NAME(vector) first = DERIVATIVE(1);
  NAME(vector) q[MOST_SECONDS];
  SECONDS q[m] = (NAME(vector)){0};
  PUT(0, DERIVATIVE(0));
  FIRSTS {
    const NAME(vector) a = STREAM(a, 1 + f);
    SECONDS q[m] = NAME(vector_fma)(WEIGHT(m, f) * a, a, q[m]);
    PUT(1 + f, first * a);
  }
  if (seconds > 0) {
    const NAME(vector) second = DERIVATIVE(2);
    SECONDS PUT(1 + firsts + m, NAME(vector_fma)(first, STREAM(a, 1 + firsts + m), second * q[m]));
  }
}

// d_m = h' s_m, d_f = h' s_f + 2 h'' a_f sum w_mf s_m, d_0 = h' s_0 + h'' sum a s + h''' sum q_m s_m.
INLINE void NAME(streams_backward)(MAP_ARGUMENTS) {
  const NAME(vector) first = DERIVATIVE(1), second = DERIVATIVE(2);
  NAME(vector) s[MOST_SECONDS], linear = {0}, square = {0};
  SECONDS {
    s[m] = STREAM(signal, 1 + firsts + m);
    linear = NAME(vector_fma)(STREAM(a, 1 + firsts + m), s[m], linear);
    PUT(1 + firsts + m, first * s[m]);
  }
  FIRSTS {
    const NAME(vector) a = STREAM(a, 1 + f), own = STREAM(signal, 1 + f);
    NAME(vector) pull = {0};
    SECONDS pull = NAME(vector_fma)(WEIGHT(m, f), s[m], pull);
    pull *= a;
    square = NAME(vector_fma)(a, pull, square);
    linear = NAME(vector_fma)(a, own, linear);
    PUT(1 + f, NAME(vector_fma)(first, own, second * (pull + pull)));
  }
  NAME(vector) sum = NAME(vector_fma)(second, linear, first * STREAM(signal, 0));
  if (seconds > 0) sum = NAME(vector_fma)(DERIVATIVE(3), square, sum);
  PUT(0, sum);
}

// R{z_0} = h' u, R{z_f} = h' R{a_f} + h'' a_f u,
// R{z_m} = h' R{a_m} + h'' (a_m u + 2 sum w_mf a_f R{a_f}) + h''' q_m u.
INLINE void NAME(streams_tangent)(MAP_ARGUMENTS) {
  const NAME(vector) first = DERIVATIVE(1), second = DERIVATIVE(2), u = STREAM(tangent, 0);
  const NAME(vector) second_u = second * u;
  NAME(vector) q[MOST_SECONDS], change[MOST_SECONDS];
  SECONDS q[m] = (NAME(vector)){0}, change[m] = (NAME(vector)){0};
  PUT(0, first * u);
  FIRSTS {
    const NAME(vector) a = STREAM(a, 1 + f), own = STREAM(tangent, 1 + f);
    SECONDS {
      const NAME(vector) weighted = WEIGHT(m, f) * a;
      q[m] = NAME(vector_fma)(weighted, a, q[m]);
      change[m] = NAME(vector_fma)(weighted, own, change[m]);
    }
    PUT(1 + f, NAME(vector_fma)(first, own, second_u * a));
  }
  if (seconds > 0) {
    const NAME(vector) third_u = DERIVATIVE(3) * u;
    SECONDS {
      const int k = 1 + firsts + m;
      const NAME(vector) rest = NAME(vector_fma)(third_u, q[m], second * (change[m] + change[m]));
      PUT(k, NAME(vector_fma)(first, STREAM(tangent, k), NAME(vector_fma)(second_u, STREAM(a, k), rest)));
    }
  }
}

// The tangent of `streams_backward`.
INLINE void NAME(streams_tangent_backward)(MAP_ARGUMENTS) {
  const NAME(vector) first = DERIVATIVE(1), second = DERIVATIVE(2), third = DERIVATIVE(3), u = STREAM(tangent, 0);
  const NAME(vector) second_u = second * u, third_u = third * u;
  NAME(vector) s[MOST_SECONDS], ds[MOST_SECONDS], linear = {0}, square = {0}, linear_change = {0}, square_change = {0};
  SECONDS {
    const int k = 1 + firsts + m;
    const NAME(vector) a = STREAM(a, k);
    s[m] = STREAM(signal, k), ds[m] = STREAM(signal_tangent, k);
    linear = NAME(vector_fma)(a, s[m], linear);
    linear_change = NAME(vector_fma)(a, ds[m], NAME(vector_fma)(STREAM(tangent, k), s[m], linear_change));
    PUT(k, NAME(vector_fma)(first, ds[m], second_u * s[m]));
  }
  FIRSTS {
    const NAME(vector) a = STREAM(a, 1 + f), da = STREAM(tangent, 1 + f);
    const NAME(vector) own = STREAM(signal, 1 + f), change = STREAM(signal_tangent, 1 + f);
    NAME(vector) pull = {0}, pull_change = {0};
    SECONDS {
      pull = NAME(vector_fma)(WEIGHT(m, f), s[m], pull);
      pull_change = NAME(vector_fma)(WEIGHT(m, f), ds[m], pull_change);
    }
    const NAME(vector) along = da * pull, pulled = a * pull;
    square = NAME(vector_fma)(a, pulled, square);
    // The tangent of a^2 is twice a R{a}.
    square_change = NAME(vector_fma)(a, NAME(vector_fma)(a, pull_change, along + along), square_change);
    linear = NAME(vector_fma)(a, own, linear);
    linear_change = NAME(vector_fma)(a, change, NAME(vector_fma)(da, own, linear_change));
    const NAME(vector) turned = NAME(vector_fma)(a, pull_change, along);
    NAME(vector) sum = NAME(vector_fma)(first, change, second_u * own);
    sum = NAME(vector_fma)(second, turned + turned, sum);
    PUT(1 + f, NAME(vector_fma)(third_u, pulled + pulled, sum));
  }
  NAME(vector) sum = NAME(vector_fma)(first, STREAM(signal_tangent, 0), second_u * STREAM(signal, 0));
  sum = NAME(vector_fma)(second, linear_change, NAME(vector_fma)(third_u, linear, sum));
  if (seconds > 0) {
    sum = NAME(vector_fma)(third, square_change, NAME(vector_fma)(DERIVATIVE(4) * u, square, sum));
  }
  PUT(0, sum);
}

// One row of at least a vector; the last vector overlaps the one before.
INLINE void NAME(stream_map_row)(int map, int firsts, int seconds, const REAL *weights, const NAME(stream_row) * from) {
  // A copy that nothing else points to, so that its pointers stay in registers.
  const NAME(stream_row) row = *from;
  for (size_t next = 0; next < row.n; next += WIDTH) {
    const size_t i = next + WIDTH <= row.n ? next : row.n - WIDTH;
    switch (map) {
      case 0: NAME(streams_forward)(firsts, seconds, weights, &row, i); break;
      case 1: NAME(streams_backward)(firsts, seconds, weights, &row, i); break;
      case 2: NAME(streams_tangent)(firsts, seconds, weights, &row, i); break;
      default: NAME(streams_tangent_backward)(firsts, seconds, weights, &row, i);
    }
  }
}

#undef STREAM
#undef PUT
#undef DERIVATIVE
#undef FIRSTS
#undef SECONDS
#undef WEIGHT
#undef MAP_ARGUMENTS

// Rows of fewer numbers than a vector has: on copies.
static void NAME(short_stream_map_row)(int map, int firsts, int seconds, const REAL *weights,
                                       const NAME(stream_row) * row) {
  enum { MOST_STREAMS = 1 + MOST_FIRSTS + MOST_SECONDS };
  REAL h[5][WIDTH] = {{0}}, copies[5][MOST_STREAMS * WIDTH];
  const REAL *from[4] = {row->a, row->signal, row->tangent, row->signal_tangent};
  const size_t streams = 1 + (size_t)firsts + (size_t)seconds, bytes = row->n * sizeof(REAL);
  memset(copies, 0, sizeof copies);
  for (int k = 0; k < 5; k++) memcpy(h[k], row->h[k], bytes);
  for (int k = 0; k < 4; k++) {
    for (size_t s = 0; s < streams; s++) memcpy(copies[k] + s * WIDTH, from[k] + s * row->n, bytes);
  }
  const NAME(stream_row) copy = {.n = WIDTH,
                                 .h = {h[0], h[1], h[2], h[3], h[4]},
                                 .a = copies[0],
                                 .signal = copies[1],
                                 .tangent = copies[2],
                                 .signal_tangent = copies[3],
                                 .result = copies[4]};
  NAME(stream_map_row)(map, firsts, seconds, weights, &copy);
  for (size_t s = 0; s < streams; s++) memcpy(row->result + s * row->n, copies[4] + s * WIDTH, bytes);
}

#undef MOST_FIRSTS
#undef MOST_SECONDS

// Where the operands of the next row are.
INLINE void NAME(next_row)(NAME(stream_row) * row, const NAME(stream_steps) * steps) {
  for (int k = 0; k < 5; k++) row->h[k] += steps->h[k];
  row->a += steps->a, row->signal += steps->signal, row->tangent += steps->tangent;
  row->signal_tangent += steps->signal_tangent, row->result += steps->result;
}

INLINE void NAME(stream_map_rows)(int map, int firsts, int seconds, const REAL *weights, size_t rows,
                                  NAME(stream_row) row, const NAME(stream_steps) * steps) {
  for (size_t j = 0; j < rows; j++, NAME(next_row)(&row, steps)) {
    NAME(stream_map_row)(map, firsts, seconds, weights, &row);
  }
}

static void KERNEL(stream_map)(size_t map, size_t firsts, size_t seconds, const REAL *weights, size_t rows, size_t cols,
                               REAL *base, const size_t *offsets, const size_t *strides) {
  enum { ORDERS = 8 };
  // What a map does not read may be anything, and stays where memory begins.
  const size_t highest = map == 0 ? 2 : map == 3 ? 4 : 3, streams = 1 + firsts + seconds;
  const size_t signal = ORDERS + streams, tangent = signal + streams, signal_tangent = tangent + streams;
  const size_t result = signal_tangent + streams;
  NAME(stream_row) row = {.n = cols, .a = base + offsets[ORDERS], .result = base + offsets[result]};
  NAME(stream_steps) steps = {.a = strides[ORDERS], .result = strides[result]};
  for (size_t k = 0; k < 5; k++) {
    row.h[k] = k <= highest ? base + offsets[k] : base;
    steps.h[k] = k <= highest ? strides[k] : 0;
  }
#define OPERAND(NAME, IS_READ) \
  row.NAME = (IS_READ) ? base + offsets[NAME] : base, steps.NAME = (IS_READ) ? strides[NAME] : 0
  OPERAND(signal, map & 1);
  OPERAND(tangent, map & 2);
  OPERAND(signal_tangent, map == 3);
#undef OPERAND
  if (cols < WIDTH) {
    for (size_t j = 0; j < rows; j++, NAME(next_row)(&row, &steps)) {
      NAME(short_stream_map_row)((int)map, (int)firsts, (int)seconds, weights, &row);
    }
    return;
  }
#define MAPS_OF(FIRSTS, SECONDS)                                                          \
  switch (map) {                                                                          \
    case 0: NAME(stream_map_rows)(0, FIRSTS, SECONDS, weights, rows, row, &steps); break; \
    case 1: NAME(stream_map_rows)(1, FIRSTS, SECONDS, weights, rows, row, &steps); break; \
    case 2: NAME(stream_map_rows)(2, FIRSTS, SECONDS, weights, rows, row, &steps); break; \
    default: NAME(stream_map_rows)(3, FIRSTS, SECONDS, weights, rows, row, &steps);       \
  }
  // First derivatives in one to three inputs, without and with a sum of second ones, in loops without counting.
  switch (seconds > 1 || firsts > 3 ? 0 : 2 * firsts + seconds) {
    case 2: MAPS_OF(1, 0) break;
    case 3: MAPS_OF(1, 1) break;
    case 4: MAPS_OF(2, 0) break;
    case 5: MAPS_OF(2, 1) break;
    case 6: MAPS_OF(3, 0) break;
    case 7: MAPS_OF(3, 1) break;
    default: MAPS_OF((int)firsts, (int)seconds)
  }
#undef MAPS_OF
}
