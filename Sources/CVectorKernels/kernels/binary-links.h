// Binary targets with other links than the logistic one: of one output and target the error E, its derivative in a, and what its
// second derivative is, exactly and in the mean over targets.

typedef struct {
  REAL loss, error, exact, expected;
} NAME(link_term);

// -t log Phi(a) - (1 - t) log Phi(-a), from the tail at |a|: of the two terms one goes to 0 and the other grows like a^2 / 2, each
// with its own digits. `far` is the share of the target on the other side of a.
INLINE NAME(link_term) NAME(probit_link)(REAL a, REAL t) {
  const REAL s = ABS(a), far = a < 0 ? t : 1 - t, near = a < 0 ? 1 - t : t;
  const NAME(normal_tail_t) tail = NAME(normal_tail)(s);
  const REAL of_far = s * s * (REAL)0.5 + ((REAL)0.91893853320467274178 + NAME(log)(tail.ratio));
  const REAL of_near = -NAME(log1p)(-tail.lower);
  const REAL slope = (far == 0 ? 0 : far * tail.ratio) - near * tail.upper;
  return (NAME(link_term)){
      (far == 0 ? 0 : far * of_far) + (near == 0 ? 0 : near * of_near), a < 0 ? -slope : slope,
      (tail.upper == 0 ? 0 : near * tail.upper * (tail.upper + s)) + (far == 0 ? 0 : far * tail.ratio * tail.excess),
      tail.upper == 0 ? 0 : tail.ratio * tail.upper};
}

// (1 - t) m - t log(1 - exp(-m)) with m = exp(a). With growth = m / (1 - exp(-m)) the last logarithm is a - log(growth) where m is
// small, its slope in a is q = growth exp(-m), and the slope of -q is q (m - 1 + exp(-m)) / (1 - exp(-m)), whose numerator is what
// exp(-m) keeps apart where m is small, and m^2 / 2 where that is a subnormal number.
INLINE NAME(link_term) NAME(complementary_log_log_link)(REAL a, REAL t) {
  const REAL m = NAME(exp)(a), x = m > -EXP_LOW ? EXP_LOW : -m;
  const NAME(exponential) e = NAME(exp_parts)(x, 0);
  const REAL small = NAME(scale)(NAME(exp_significand)(e).high, e.k), complement = NAME(one_minus_exp)(x).high;
  const REAL growth = m == 0 ? 1 : m / complement;
  const int large = m > 1;
  const REAL logarithm = NAME(log1p)(large ? -small : growth - 1);
  const REAL of_one = large ? -logarithm : logarithm - a;
  const REAL q = small == 0 ? 0 : small * growth;
  const REAL rest = m < (REAL)0x1p-54 ? (REAL)0.5 * m : (e.k == 0 ? e.tail : m - complement) / m;
  const REAL of_zero = t == 1 ? 0 : (1 - t) * m;
  return (NAME(link_term)){of_zero + (t == 0 ? 0 : t * of_one), of_zero - t * q,
                           of_zero + (q == 0 ? 0 : t * (q * (rest * growth))), q == 0 ? 0 : m * q};
}
