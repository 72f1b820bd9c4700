// Single precision: the type, constants and minimax polynomials; the twin of double.h. u = 2^-24.

#define REAL float
#define REAL_BYTES 4
#define BITS uint32_t
#define NAME(name) name##_f32
#define KERNEL(name) kernel_##name##_f32

#define LANES 16  // elements per short block: one 512-bit vector, two of 256 bits
#define BLOCK 64  // elements per long block
#define MANTISSA 23
#define SHIFT 0x1.8p23f  // x + SHIFT holds round(x) in its low bits
#define EXPONENT_BIAS 127
#define ONE_BITS 0x3f800000u
#define SQRT_HALF_BITS 0x3f3504f3u
#define MANTISSA_MASK 0x007fffffu
#define SPLIT_MASK 0xfffff000u  // keeps 12 of 24 bits: their products are exact
#define MIN_NORMAL FLT_MIN

#define LOG2_E 0x1.715476p0f
#define LN2_HI 0x1.62e4p-1f  // 15 bits, so that k * LN2_HI is exact for |k| < 2^9
#define LN2_LO 0x1.7f7d1cp-20f

#define EXP_LOW -104.0f      // exp is below half the least subnormal
#define EXP_HIGH 89.0f       // exp is above the largest number
#define SCALE_LIMIT 100.0f   // |k| up to which a factor 2^k neither overflows nor loses bits
#define ONE_LOW -25.0f       // 1 - exp rounds to 1
#define ONE_BIT 32.0f        // 2^k - 1 rounds to 2^k
#define ERF_HIGH 4.0f        // erf rounds to 1
#define GAUSSIAN_HIGH 11.0f  // exp(-x^2) rounds to 0
#define NORMAL_HIGH 15.0f    // exp(-x^2 / 2) rounds to 0
#define LINEAR_HIGH 115.0f   // x exp(-x) rounds to 0

#define FMA(a, b, c) FMA_f32(a, b, c)
#define ABS(x) __builtin_fabsf(x)
#define COPYSIGN(x, y) __builtin_copysignf(x, y)
#define SQRT(x) SQRT_f32(x)

// r^2 q(r) - c with q(r) = (exp(r) - 1 - r) / r^2 on |r| <= ln 2 / 2: degree 5, error in exp(r) - 1 relative to r below
// 2^-31.
INLINE REAL NAME(exp_tail)(REAL r, REAL c) {
  const REAL r2 = r * r, r4 = r2 * r2;
  const REAL low = FMA(FMA(0x1.111090p-7f, r, 0x1.5554aep-5f), r2, FMA(0x1.555556p-3f, r, 0x1.000000p-1f));
  const REAL high = FMA(0x1.a1a0e8p-13f, r, 0x1.6d73c0p-10f);
  return FMA(r2 * r4, high, FMA(r2, low, -c));
}

// (2 artanh(s) / s - 2) / z with z = s^2 <= 0.04: degree 3, error relative to s below 2^-34.
INLINE REAL NAME(log_polynomial)(REAL z) {
  return FMA(FMA(0x1.eda206p-3f, z, 0x1.23e8ecp-2f), z * z, FMA(0x1.999be0p-2f, z, 0x1.555554p-1f));
}

// erf(x) / x - 1 with z = x^2 <= 1: degree 6, error below 2^-29.
INLINE REAL NAME(erf_polynomial)(REAL z) {
  const REAL z2 = z * z, z4 = z2 * z2;
  const REAL a = FMA(FMA(-0x1.b7fbb0p-6f, z, 0x1.ce2d20p-4f), z2, FMA(-0x1.81273ep-2f, z, 0x1.06eba8p-3f));
  const REAL b = FMA(0x1.4ae14cp-14f, z2, FMA(-0x1.a484b8p-11f, z, 0x1.5419cep-8f));
  return FMA(b, z4, a);
}

// (a + 4) exp(a^2 / 2) Phi(-a) in q = (a - 4) / (a + 4), 1 <= a <= 15, with Phi the normal distribution function:
// degree 9, relative error below 2^-32.
#define TAIL_CENTRE 4.0f
INLINE REAL NAME(tail_polynomial)(REAL q) {
  const REAL q2 = q * q, q4 = q2 * q2;
  const REAL a = FMA(FMA(-0x1.7dff38p-3f, q, 0x1.8c6dcp-2f), q2, FMA(-0x1.373e3ap-1f, q, 0x1.82b4bcp-1f));
  const REAL b = FMA(FMA(0x1.a8d62ap-10f, q, -0x1.c8047ep-9f), q2, FMA(-0x1.ee0df8p-8f, q, 0x1.eec4a4p-5f));
  const REAL c = FMA(-0x1.a4dc3cp-13f, q, 0x1.142b9ep-13f);
  return FMA(FMA(c, q4, b), q4, a);
}

// (1 + s) (phi(s) / Phi(-s) - s) in u = (s - 4) / (s + 4), s >= 0, with phi and Phi those of the normal distribution: degree
// 15, relative error below 2^-31.
#define MILLS_CENTRE 4.0f
INLINE REAL NAME(mills_polynomial)(REAL u) {
  const REAL u2 = u * u, u4 = u2 * u2;
  const REAL a = FMA(FMA(0x1.8b205ap-3f, u, -0x1.896db4p-3f), u2, FMA(-0x1.fc5daep-5f, u, 0x1.20c6f2p0f));
  const REAL b = FMA(FMA(-0x1.20b0a4p-10f, u, 0x1.099714p-5f), u2, FMA(-0x1.f83326p-6f, u, -0x1.f44a72p-5f));
  const REAL c = FMA(FMA(-0x1.8d40c8p-10f, u, 0x1.64e956p-9f), u2, FMA(0x1.a37a94p-9f, u, -0x1.5b104ep-7f));
  const REAL d = FMA(FMA(-0x1.01af40p-14f, u, 0x1.ef0ebep-15f), u2, FMA(0x1.c5fb0ep-12f, u, -0x1.15f7e2p-11f));
  return FMA(FMA(d, u4, c), u4 * u4, FMA(b, u4, a));
}

// Sine and cosine of floats are evaluated in double precision, which costs less than a careful reduction in float.

// (sin(r) / r - 1) / z with z = r^2, |r| <= pi / 4: degree 3, error relative to r below 2^-37.
INLINE double NAME(sin_polynomial)(double z) {
  return FMA_f64(FMA_f64(0x1.6cd83c4a6309cp-19, z, -0x1.a00f9d350cfb0p-13), z * z,
                 FMA_f64(0x1.11110895c6382p-7, z, -0x1.5555554cb9432p-3));
}

// (cos(r) - 1 + z / 2) / z^2 with z = r^2, |r| <= pi / 4: degree 3, error in cos(r) below 2^-43.
INLINE double NAME(cos_polynomial)(double z) {
  return FMA_f64(FMA_f64(-0x1.242ac8a0b61f8p-22, z, 0x1.a0111ff05c217p-16), z * z,
                 FMA_f64(-0x1.6c16b8988c9c0p-10, z, 0x1.5555554f4e275p-5));
}
