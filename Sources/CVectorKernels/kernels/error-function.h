// erf and the normal distribution function.

// exp(a^2 / 2) Phi(-a) for 1 <= a <= NORMAL_HIGH, where Phi is the normal distribution function: P(q) / (a + c) with
// q = (a - c) / (a + c), which maps the half line to a short interval (the substitution of Shepherd and Laframboise
// 1981 for erfcx), of which the product with a + c is a smooth function.
INLINE REAL NAME(scaled_tail)(REAL a) {
  const REAL inverse = 1 / (a + TAIL_CENTRE);
  return NAME(tail_polynomial)((a - TAIL_CENTRE) * inverse) * inverse;
}

// x + x p(x^2) for |x| < 1, else 1 - 2 Phi(-sqrt(2) x). The latter's tail is at most 0.16, so neither the rounding of
// x^2 in its exponent nor that of sqrt(2) x matters: it falls off faster than they grow. Below 1.7 ULP.
INLINE REAL NAME(erf)(REAL x) {
  const REAL small = FMA(x, NAME(erf_polynomial)(x * x), x);
  REAL a = ABS(x);
  a = a > ERF_HIGH ? ERF_HIGH : a;
  const NAME(exponential) e = NAME(exp_parts)(-a * a, 0);
  const REAL exponential = (1 + (e.r + e.tail)) * NAME(power_of_two)(e.k);
  const REAL tail = exponential * NAME(scaled_tail)(a * (REAL)1.41421356237309504880);
  return a < 1 ? small : COPYSIGN(1 - 2 * tail, x);
}

typedef struct {
  REAL lower;   // Phi(-s)
  REAL ratio;   // lambda = phi(s) / Phi(-s), the inverse of Mills' ratio
  REAL excess;  // lambda - s
  REAL upper;   // phi(s) / Phi(s)
} NAME(normal_tail_t);

// The normal distribution at s >= 0, from what lambda exceeds s by, so that everything is a sum of positive terms: relatively
// right in both tails but for subnormal results. s^2 is exact in the exponent of phi.
INLINE NAME(normal_tail_t) NAME(normal_tail)(REAL s) {
  const REAL near = s > NORMAL_HIGH ? NORMAL_HIGH : s;
  const NAME(pair) square = NAME(square)(near);
  const NAME(exponential) e = NAME(exp_parts)((REAL)-0.5 * square.high, (REAL)-0.5 * square.low);
  const REAL density = NAME(scale)((REAL)0.39894228040143267794 * NAME(exp_significand)(e).high, e.k);
  const REAL u = 1 - 2 * MILLS_CENTRE / (s + MILLS_CENTRE);  // 1 at infinity, too
  const REAL excess = NAME(mills_polynomial)(u) / (1 + s), ratio = s + excess, lower = density / ratio;
  return (NAME(normal_tail_t)){lower, ratio, excess, density / (1 - lower)};
}
