// Softmax, and the losses of classes with their error signals. Examples are columns, so the loops run along them.

#ifndef COLUMNS
#define COLUMNS 64  // the examples of a block, whose maxima and sums are kept on the stack
#endif

// The largest a_k of each of n <= COLUMNS columns.
INLINE void NAME(column_maxima)(size_t rows, size_t n, size_t stride, const REAL *a, REAL *maxima) {
  memcpy(maxima, a, n * sizeof(REAL));
  for (size_t k = 1; k < rows; k++) {
    const REAL *row = a + k * stride;
    VECTOR_LOOP
    for (size_t i = 0; i < n; i++) maxima[i] = row[i] > maxima[i] ? row[i] : maxima[i];
  }
}

static void KERNEL(softmax)(size_t rows, size_t cols, size_t stride, REAL *a) {
  if (rows == 0) return;
  REAL maxima[COLUMNS], inverses[COLUMNS];
  double sums[COLUMNS];
  for (size_t start = 0; start < cols; start += COLUMNS) {
    const size_t n = cols - start < COLUMNS ? cols - start : COLUMNS;
    NAME(column_maxima)(rows, n, stride, a + start, maxima);
    memset(sums, 0, sizeof sums);
    for (size_t k = 0; k < rows; k++) {
      REAL *row = a + start + k * stride;
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) row[i] -= maxima[i];
      KERNEL(exp)(n, row, row);
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) sums[i] += (double)row[i];
    }
    VECTOR_LOOP
    for (size_t i = 0; i < n; i++) inverses[i] = (REAL)(1 / sums[i]);
    for (size_t k = 0; k < rows; k++) {
      REAL *row = a + start + k * stride;
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) row[i] *= inverses[i];
    }
  }
}

// With x_k = a_k - max and S = sum_k exp(x_k), the loss of an example is (sum_k t_k) log S - sum_k t_k x_k, and its
// error (sum_k t_k) exp(x_k) / S - t_k. Targets come as t or as classes (t_k = 1 where k is the class). A term with
// t_k = 0 is 0, even for a_k = -inf; with t_k > 0 that is a loss of inf. The exponentials are kept in delta between
// the passes, so each is computed once.
//
// Where one class is nearly certain, S is 1 and a rest R = S - 1, which is summed by itself: log S = log1p(R), and the
// error of the class with more than half of S, (sum_k t_k - t_k) - (sum_k t_k) R / S, keep every digit of R. There is
// one such class at most, and its exponential is 1.
static double NAME(softmax_loss)(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,
                                 const int32_t *classes, const REAL *weights, REAL *delta) {
  if (rows == 0) return 0;
  REAL maxima[COLUMNS], x[COLUMNS], is_top[COLUMNS], factors[COLUMNS], halves[COLUMNS], rest_errors[COLUMNS];
  double sums[COLUMNS], rests[COLUMNS], tops[COLUMNS], logs[COLUMNS], masses[COLUMNS], products[COLUMNS], total = 0;
  for (size_t start = 0; start < cols; start += COLUMNS) {
    const size_t n = cols - start < COLUMNS ? cols - start : COLUMNS;
    NAME(column_maxima)(rows, n, stride, a + start, maxima);
    for (size_t i = 0; i < n; i++) sums[i] = rests[i] = tops[i] = products[i] = 0, masses[i] = t ? 0 : 1;

    for (size_t k = 0; k < rows; k++) {
      const size_t offset = start + k * stride;
      const REAL *row = a + offset;
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) x[i] = row[i] - maxima[i];
      if (t) {
        const REAL *target = t + offset;
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) {
          masses[i] += (double)target[i];
          products[i] += target[i] == 0 ? 0 : (double)target[i] * (double)x[i];
        }
      } else {
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) products[i] += classes[start + i] == (int32_t)k ? (double)x[i] : 0;
      }
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) is_top[i] = x[i] == 0;
      KERNEL(exp)(n, x, x);
      VECTOR_LOOP
      for (size_t i = 0; i < n; i++) {
        const double power = (double)x[i];
        sums[i] += power;
        tops[i] += is_top[i] ? 1 : 0;
        rests[i] += is_top[i] ? 0 : power;
      }
      if (delta) memcpy(delta + offset, x, n * sizeof(REAL));
    }

    // More than one class at the maximum count to the rest.
    for (size_t i = 0; i < n; i++) rests[i] += tops[i] - 1;
    kernel_log1p_f64(n, rests, logs);
    for (size_t i = 0; i < n; i++) {
      // An example without targets has no loss, whatever its logarithm; nor has one without weight.
      const double loss = (masses[i] == 0 ? 0 : masses[i] * logs[i]) - products[i];
      total += !weights ? loss : weights[start + i] == 0 ? 0 : (double)weights[start + i] * loss;
    }
    if (!delta) continue;

    for (size_t i = 0; i < n; i++) {
      factors[i] = (REAL)(masses[i] / sums[i]);
      halves[i] = (REAL)(0.5 * sums[i]);
      rest_errors[i] = (REAL)(masses[i] * rests[i] / sums[i]);
      x[i] = (REAL)masses[i];
    }
    for (size_t k = 0; k < rows; k++) {
      const size_t offset = start + k * stride;
      REAL *row = delta + offset;
      if (t) {
        const REAL *target = t + offset;
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) {
          row[i] = row[i] > halves[i] ? (x[i] - target[i]) - rest_errors[i] : row[i] * factors[i] - target[i];
        }
      } else {
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) {
          const REAL own = classes[start + i] == (int32_t)k ? 1 : 0;
          row[i] = row[i] > halves[i] ? (1 - own) - rest_errors[i] : row[i] * factors[i] - own;
        }
      }
      if (weights) {
        const REAL *weight = weights + start;
        VECTOR_LOOP
        for (size_t i = 0; i < n; i++) row[i] = weight[i] == 0 ? 0 : weight[i] * row[i];
      }
    }
  }
  return total;
}

static double KERNEL(categorical_loss)(size_t rows, size_t cols, size_t stride, const REAL *a, const REAL *t,
                                       const REAL *weights, REAL *delta) {
  return NAME(softmax_loss)(rows, cols, stride, a, t, NULL, weights, delta);
}

static double KERNEL(class_loss)(size_t rows, size_t cols, size_t stride, const REAL *a, const int32_t *classes,
                                 const REAL *weights, REAL *delta) {
  return NAME(softmax_loss)(rows, cols, stride, a, NULL, classes, weights, delta);
}
