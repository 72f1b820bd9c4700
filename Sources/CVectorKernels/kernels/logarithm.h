// log, log1p and softplus.
//
// A positive number is 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2). With s = f / (2 + f), log(1 + f) = 2 artanh(s),
// and in the arrangement of FreeBSD's e_log.c (Sun Microsystems, 1993), h = f^2 / 2 and R = s^2 P(s^2):
//
//   log = k LN2_HI - ((h - (s (h + R) + k LN2_LO)) - f),
//
// where f, the dominant term for k = 0, is exact and enters last.

// log(2^k (1 + f + low)), |f| <= 1/2 and low of the size of a rounding error; 1 / (1 + f) is (1 - s)^2 / (1 - s^2).
INLINE REAL NAME(log_of_parts)(REAL k, REAL f, REAL low) {
  const REAL s = f / (2 + f), z = s * s, h = (REAL)0.5 * f * f;
  const REAL correction = FMA(k, LN2_LO, low * ((1 - s) * (1 - s) * (1 + z)));
  return k * LN2_HI - ((h - FMA(s, FMA(z, NAME(log_polynomial)(z), h), correction)) - f);
}

typedef struct {
  REAL k, f;
} NAME(binary_parts);

// x = 2^k (1 + f) for a positive normal x. The significand is taken between sqrt(1/2) and sqrt(2) by subtracting the
// bits of sqrt(1/2) before the exponent is read.
INLINE NAME(binary_parts) NAME(binary)(REAL x) {
  const BITS bits = NAME(to_bits)(x) + (ONE_BITS - SQRT_HALF_BITS);
  const BITS shift_bits = (BITS)(EXPONENT_BIAS + MANTISSA) << MANTISSA;  // those of 2^MANTISSA
  const REAL k = NAME(from_bits)(bits >> MANTISSA | shift_bits) - (NAME(from_bits)(shift_bits) + EXPONENT_BIAS);
  return (NAME(binary_parts)){k, NAME(from_bits)((bits & MANTISSA_MASK) + SQRT_HALF_BITS) - 1};
}

// Below 0.9 ULP. Subnormal numbers are scaled into the normal range first.
INLINE REAL NAME(log)(REAL x) {
  const int small = x < MIN_NORMAL;
  const NAME(binary_parts) parts = NAME(binary)(small ? x * ((BITS)1 << (MANTISSA + 1)) : x);
  const REAL k = small ? parts.k - (MANTISSA + 1) : parts.k;
  const REAL result = NAME(log_of_parts)(k, parts.f, 0);
  const REAL special = x == 0 ? -(REAL)INFINITY : x < 0 ? (REAL)NAN : x;  // x is inf or NaN
  return x > 0 && x < (REAL)INFINITY ? result : special;
}

// log of 1 + x, whose rounding error enters as the low part. Below 0.9 ULP.
INLINE REAL NAME(log1p)(REAL x) {
  const NAME(pair) sum = NAME(two_sum)(1, x);
  const NAME(binary_parts) parts = NAME(binary)(sum.high);
  const REAL scale = NAME(power_of_two)(parts.k > SCALE_LIMIT ? -SCALE_LIMIT : -parts.k);
  const REAL result = NAME(log_of_parts)(parts.k, parts.f, sum.low * scale);
  const REAL special = x == -1 ? -(REAL)INFINITY : x < -1 ? (REAL)NAN : x;  // x is 0, inf or NaN
  return x > -1 && x < (REAL)INFINITY && x != 0 ? result : special;
}

// log(1 + x) for 0 <= x <= 1. (x - 1) / 2 is exact for x >= 1/2.
INLINE REAL NAME(log1p_of_unit)(REAL x) {
  const int large = x > (REAL)0.5;
  return NAME(log_of_parts)(large ? 1 : 0, large ? (REAL)0.5 * (x - 1) : x, 0);
}

// log(1 + exp(x)) = max(x, 0) + log(1 + exp(-|x|)). Below 1.6 ULP.
INLINE REAL NAME(softplus)(REAL x) {
  return (x < 0 ? 0 : x) + NAME(log1p_of_unit)(NAME(exp_of_negative)(-ABS(x)).high);
}
