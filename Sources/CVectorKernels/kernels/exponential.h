// exp, expm1, sigmoid and tanh, which share one reduction:
//
//   x = k ln 2 + r',  |r'| <= ln 2 / 2,  exp(x) = 2^k (1 + r + tail),  r exact,  |tail| < 0.07.
//
// Keeping 1 + r + tail apart until the last operation is what holds every function here near 1 ULP without a second
// polynomial: exp and expm1 add its parts in the order that suits them, and the quotients of sigmoid and tanh are
// corrected to first order by the parts that rounding left over. u = half an ULP of 1.

INLINE BITS NAME(to_bits)(REAL x) {
  BITS bits;
  memcpy(&bits, &x, sizeof bits);
  return bits;
}

INLINE REAL NAME(from_bits)(BITS bits) {
  REAL x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// 2^k for an integral k from 1 - bias to bias; 0 for k = -bias.
INLINE REAL NAME(power_of_two)(REAL k) {
  return NAME(from_bits)(NAME(to_bits)(k + (SHIFT + EXPONENT_BIAS)) << MANTISSA);
}

// p 2^k, rounded once, where p is near 1 and |k| is at most twice SCALE_LIMIT.
INLINE REAL NAME(scale)(REAL p, REAL k) {
  REAL first = k < -SCALE_LIMIT ? -SCALE_LIMIT : k;
  first = first > SCALE_LIMIT ? SCALE_LIMIT : first;
  return p * NAME(power_of_two)(first) * NAME(power_of_two)(k - first);
}

// A number as the unevaluated sum of its rounded value and what rounding left over.
typedef struct {
  REAL high, low;
} NAME(pair);

// a + b exactly (Knuth).
INLINE NAME(pair) NAME(two_sum)(REAL a, REAL b) {
  const REAL sum = a + b, of_b = sum - a;
  return (NAME(pair)){sum, (a - (sum - of_b)) + (b - of_b)};
}

// a + b exactly, where |a| >= |b| (Dekker).
INLINE NAME(pair) NAME(fast_two_sum)(REAL a, REAL b) {
  const REAL sum = a + b;
  return (NAME(pair)){sum, b - (sum - a)};
}

// x^2 exactly, up to underflow: by FMA, or by splitting x into halves whose products are exact.
INLINE NAME(pair) NAME(square)(REAL x) {
  const REAL square = x * x;
#if NABLA_FUSED
  return (NAME(pair)){square, FMA(x, x, -square)};
#else
  const REAL high = NAME(from_bits)(NAME(to_bits)(x) & SPLIT_MASK), low = x - high;
  return (NAME(pair)){square, ((high * high - square) + 2 * (high * low)) + low * low};
#endif
}

typedef struct {
  REAL k, r, tail;
} NAME(exponential);

// The parts of exp(x + low), |low| <= ULP(x), with k, the integer nearest to x / ln 2. k LN2_HI and x - k LN2_HI are
// exact; with c = k LN2_LO - low the tail is r'^2 q(r') - c, r' = r - c, so the rounding of r' enters in the second order
// only. NaN stays NaN in r.
INLINE NAME(exponential) NAME(exp_parts_of)(REAL x, REAL low, REAL k) {
  const REAL r = FMA(-k, LN2_HI, x), c = FMA(k, LN2_LO, -low);
  return (NAME(exponential)){k, r, NAME(exp_tail)(r - c, c)};
}

INLINE NAME(exponential) NAME(exp_parts)(REAL x, REAL low) {
  return NAME(exp_parts_of)(x, low, FMA(x, LOG2_E, SHIFT) - SHIFT);
}

// 1 + r + tail: the significand of the exponential.
INLINE NAME(pair) NAME(exp_significand)(NAME(exponential) e) {
  const NAME(pair) one = NAME(fast_two_sum)(1, e.r);
  return NAME(fast_two_sum)(one.high, one.low + e.tail);
}

// Below 0.6 ULP, below 0.9 where the result is subnormal: the last factor rounds once more there.
INLINE REAL NAME(exp)(REAL x) {
  x = x < EXP_LOW ? EXP_LOW : x;
  x = x > EXP_HIGH ? EXP_HIGH : x;
  const NAME(exponential) e = NAME(exp_parts)(x, 0);
  return NAME(scale)(NAME(exp_significand)(e).high, e.k);
}

// exp(x) for x <= 0 with its remainder.
INLINE NAME(pair) NAME(exp_of_negative)(REAL x) {
  x = x < EXP_LOW ? EXP_LOW : x;
  const NAME(exponential) e = NAME(exp_parts)(x, 0);
  const NAME(pair) p = NAME(exp_significand)(e);
  const REAL first = e.k < -SCALE_LIMIT ? -SCALE_LIMIT : e.k;
  const REAL a = NAME(power_of_two)(first), b = NAME(power_of_two)(e.k - first);
  return (NAME(pair)){p.high * a * b, p.low * a * b};
}

// 1 - exp(x) = (1 - 2^k) - 2^k r - 2^k tail for x <= 0, where the first sum is kept exact. The reduction is that of
// exp_of_negative, with which the compiler shares it.
INLINE NAME(pair) NAME(one_minus_exp)(REAL x) {
  x = x < EXP_LOW ? EXP_LOW : x;
  const NAME(exponential) e = NAME(exp_parts)(x, 0);
  const REAL power = NAME(power_of_two)(e.k < -SCALE_LIMIT ? -SCALE_LIMIT : e.k);
  const NAME(pair) sum = NAME(two_sum)(1 - power, -power * e.r);
  return NAME(fast_two_sum)(sum.high, sum.low - power * e.tail);
}

// exp(x) - 1 = (2^k - 1) + 2^k r + 2^k tail, the first sum kept exact; powers that dwarf the 1 are applied at the end.
// Below 1.3 ULP.
INLINE REAL NAME(expm1)(REAL argument) {
  REAL x = argument < ONE_LOW ? ONE_LOW : argument;
  x = x > EXP_HIGH ? EXP_HIGH : x;
  const NAME(exponential) e = NAME(exp_parts)(x, 0);
  const REAL k = e.k > ONE_BIT ? ONE_BIT : e.k, power = NAME(power_of_two)(k);
  const NAME(pair) sum = NAME(two_sum)(power - 1, power * e.r);
  const REAL result = (sum.high + FMA(power, e.tail, sum.low)) * NAME(power_of_two)(e.k - k);
  return argument == 0 ? argument : result;  // keeps the sign of 0
}

// 1 / (1 + exp(-|x|)) and what it is made of.
typedef struct {
  REAL value;  // sigmoid(|x|), in [1/2, 1]
  REAL e;      // exp(-|x|)
} NAME(sigmoid_parts_t);

INLINE NAME(sigmoid_parts_t) NAME(sigmoid_parts)(REAL x) {
  const NAME(pair) e = NAME(exp_of_negative)(-ABS(x)), d = NAME(fast_two_sum)(1, e.high);
  const REAL q = 1 / d.high;
  return (NAME(sigmoid_parts_t)){q - q * q * (d.low + e.low), e.high};
}

// With e = exp(-|x|): 1 / (1 + e) for x >= 0 and e / (1 + e) for x < 0. The quotient q = n / d of the rounded numbers
// is corrected by (dn - q dd) / d, where 1 / d is q or 1 - q. Below 1.2 ULP.
INLINE REAL NAME(sigmoid)(REAL x) {
  const NAME(pair) e = NAME(exp_of_negative)(-ABS(x)), d = NAME(fast_two_sum)(1, e.high);
  const REAL q = (x < 0 ? e.high : 1) / d.high;
  const REAL inverse = x < 0 ? 1 - q : q, low = x < 0 ? e.low : 0;
  return FMA(inverse, low - q * (d.low + e.low), q);
}

typedef struct {
  REAL value;   // tanh(x)
  REAL square;  // 1 - tanh(x)^2
} NAME(tanh_parts_t);

// With n = 1 - exp(-2 |x|), tanh |x| = n / (2 - n), at every size of x: n = (1 - 2^k) - 2^k r - 2^k tail has full
// relative accuracy near 0, since the first difference is kept exact (for k = 0 it is -r, and for k < 0 the first term is
// the larger one). The quotient q is corrected to first order by what the rounding of d = 2 - n left over, for which a
// straight line is close enough to 1 / d, 6 % at most: it needs not wait for q. The derivative is exp(-2 |x|) (1 + q)^2,
// which, unlike 1 - z^2, keeps its relative accuracy where z is near 1. tanh below 2 ULP, the derivative below 4.
INLINE NAME(tanh_parts_t) NAME(tanh_parts)(REAL x) {
  const REAL most = (REAL)-0.5 * EXP_LOW, size = ABS(x) > most ? most : ABS(x), twice = -2 * size;
  const NAME(exponential) e = NAME(exp_parts_of)(twice, 0, FMA(size, -2 * LOG2_E, SHIFT) - SHIFT);
  const REAL first = e.k < -SCALE_LIMIT ? -SCALE_LIMIT : e.k, power = NAME(power_of_two)(first);
  const NAME(pair) sum = NAME(fast_two_sum)(1 - power, -power * e.r);
  const REAL n = sum.high + FMA(-power, e.tail, sum.low);
  const REAL d = 2 - n, d_low = (2 - d) - n, inverse = FMA((REAL)(-8.0 / 17), d, (REAL)(24.0 / 17)), q = n / d;
  const REAL exponential = NAME(exp_significand)(e).high * power * NAME(power_of_two)(e.k - first);
  return (NAME(tanh_parts_t)){COPYSIGN(FMA(-q, d_low * inverse, q), x), exponential * (1 + q) * (1 + q)};
}

INLINE REAL NAME(tanh)(REAL x) { return NAME(tanh_parts)(x).value; }
