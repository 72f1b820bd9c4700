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
