// sin and cos: x = k pi/2 + r, |r| <= pi/4, one polynomial for sin(r) and one for cos(r), chosen and signed by k mod 4.
// The reduction holds for |x| <= TRIGONOMETRIC_LIMIT; elementwise.h and activations.h hand larger arguments to libm.

typedef struct {
  REAL sin, cos;
} NAME(sin_cos_t);

#ifndef TRIGONOMETRIC_LIMIT

// 2^20 pi/2, rounded down: k stays below 2^20, so that its products with 33-bit parts of pi/2 are exact.
#define TRIGONOMETRIC_LIMIT 1647099.0

// The sine and cosine in quadrant k mod 4, from those of r. k comes as the number k + 1.5 2^52, whose low bits it is.
INLINE NAME(sin_cos_t) in_quadrant(REAL sine, REAL cosine, REAL shifted) {
  const BITS k = NAME(to_bits)(shifted);
  const REAL s = k & 1 ? cosine : sine, c = k & 1 ? sine : cosine;
  return (NAME(sin_cos_t)){NAME(from_bits)(NAME(to_bits)(s) ^ (k & 2) << 62),
                           NAME(from_bits)(NAME(to_bits)(c) ^ ((k + 1) & 2) << 62)};
}

// In double, pi/2 has four parts, of 33, 33, 33 and 53 bits (those of FreeBSD's e_rem_pio2.c). The first difference is
// exact, the roundings of the next two are kept, and so r + low is right to 2^-130, while no double in the range is
// nearer than 2^-62 to a multiple of pi/2. Below 0.9 ULP.
INLINE NAME(sin_cos_t) NAME(sin_cos)(REAL x) {
  const REAL shifted = FMA(x, 0x1.45f306dc9c883p-1, SHIFT), k = shifted - SHIFT;
  const NAME(pair) first = NAME(two_sum)(x - k * 0x1.921fb544p0, -k * 0x1.0b4611a6p-34);
  const NAME(pair) second = NAME(two_sum)(first.high, -k * 0x1.3198a2ep-69);
  const NAME(pair) reduced = NAME(two_sum)(second.high, (first.low + second.low) - k * 0x1.b839a252049c1p-104);
  const REAL r = reduced.high, low = reduced.low, z = r * r;

  const REAL half = (REAL)0.5 * z, one = 1 - half;
  const REAL sine = r + FMA(r * z, NAME(sin_polynomial)(z), low * one);
  const REAL cosine = one + (((1 - one) - half) + FMA(z * z, NAME(cos_polynomial)(z), -r * low));

  NAME(sin_cos_t) result = in_quadrant(sine, cosine, shifted);
  result.sin = x == 0 ? x : result.sin;  // keeps the sign of 0
  return result;
}

#else

// In float, everything is done in double, with pi/2 in two parts of 33 and 53 bits. Below 0.51 ULP.
INLINE NAME(sin_cos_t) NAME(sin_cos)(REAL argument) {
  const double x = argument;
  const double shifted = FMA_f64(x, 0x1.45f306dc9c883p-1, 0x1.8p52), k = shifted - 0x1.8p52;
  const double r = (x - k * 0x1.921fb544p0) - k * 0x1.0b4611a626331p-34, z = r * r;
  const double sine = FMA_f64(r * z, NAME(sin_polynomial)(z), r);
  const double cosine = FMA_f64(z * z, NAME(cos_polynomial)(z), 1 - 0.5 * z);
  const sin_cos_t_f64 result = in_quadrant(sine, cosine, shifted);
  return (NAME(sin_cos_t)){argument == 0 ? argument : (REAL)result.sin, (REAL)result.cos};
}

#endif

INLINE int NAME(needs_libm)(REAL x) { return !(ABS(x) <= (REAL)TRIGONOMETRIC_LIMIT); }
