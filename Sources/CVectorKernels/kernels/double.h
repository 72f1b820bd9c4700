// Double precision: the type, constants and minimax polynomials.
//
// The polynomials were computed for Nabla with the Remez algorithm in 60 digits (scripts/kernels/minimax.py) and then
// rounded coefficient by coefficient. u = 2^-53.

#define REAL double
#define REAL_BYTES 8
#define BITS uint64_t
#define NAME(name) name##_f64
#define KERNEL(name) kernel_##name##_f64

#define LANES 8   // elements per short block: one 512-bit vector, two of 256 bits
#define BLOCK 32  // elements per long block
#define MANTISSA 52
#define SHIFT 0x1.8p52  // x + SHIFT holds round(x) in its low bits
#define EXPONENT_BIAS 1023
#define ONE_BITS 0x3ff0000000000000u
#define SQRT_HALF_BITS 0x3fe6a09e667f3bcdu
#define MANTISSA_MASK 0x000fffffffffffffu
#define SPLIT_MASK 0xfffffffff8000000u  // keeps 26 of 53 bits: their products are exact
#define MIN_NORMAL DBL_MIN

#define LOG2_E 0x1.71547652b82fep0
#define LN2_HI 0x1.62e42feep-1  // 33 bits, so that k * LN2_HI is exact for |k| < 2^20
#define LN2_LO 0x1.a39ef35793c76p-33

#define EXP_LOW -746.0      // exp is below half the least subnormal
#define EXP_HIGH 710.0      // exp is above the largest number
#define SCALE_LIMIT 1000.0  // |k| up to which a factor 2^k neither overflows nor loses bits
#define ONE_LOW -50.0       // 1 - exp rounds to 1
#define ONE_BIT 64.0        // 2^k - 1 rounds to 2^k
#define ERF_HIGH 6.0        // erf rounds to 1
#define GAUSSIAN_HIGH 28.0  // exp(-x^2) rounds to 0
#define NORMAL_HIGH 40.0    // exp(-x^2 / 2) rounds to 0
#define LINEAR_HIGH 760.0   // x exp(-x) rounds to 0

#define FMA(a, b, c) FMA_f64(a, b, c)
#define ABS(x) __builtin_fabs(x)
#define COPYSIGN(x, y) __builtin_copysign(x, y)
#define SQRT(x) SQRT_f64(x)

// r^2 q(r) - c with q(r) = (exp(r) - 1 - r) / r^2 on |r| <= ln 2 / 2: degree 9, error in exp(r) - 1 relative to r below
// 0.17 u.
INLINE REAL NAME(exp_tail)(REAL r, REAL c) {
  const REAL r2 = r * r, r4 = r2 * r2;
  const REAL low =
      FMA(FMA(0x1.111111110e746p-7, r, 0x1.55555555521c1p-5), r2, FMA(0x1.555555555555cp-3, r, 0x1.0000000000005p-1));
  const REAL middle = FMA(FMA(0x1.71ddea5184a16p-19, r, 0x1.a019a6ee6a927p-16), r2,
                          FMA(0x1.a01a01b5b40a1p-13, r, 0x1.6c16c17f0e047p-10));
  const REAL high = FMA(0x1.af7639d0feeccp-26, r, 0x1.28a250fe32fd7p-22);
  return FMA(r2 * r4, FMA(high, r4, middle), FMA(r2, low, -c));
}

// (2 artanh(s) / s - 2) / z with z = s^2 <= 0.04: degree 7, error relative to s below 2^-61.
INLINE REAL NAME(log_polynomial)(REAL z) {
  const REAL z2 = z * z, z4 = z2 * z2;
  const REAL a =
      FMA(FMA(0x1.c71c7490c69efp-3, z, 0x1.24924921e3426p-2), z2, FMA(0x1.999999999c186p-2, z, 0x1.555555555554fp-1));
  const REAL b =
      FMA(FMA(0x1.1b85887e8382cp-3, z, 0x1.0dcb02710c29ap-3), z2, FMA(0x1.3b35c95e192afp-3, z, 0x1.745c4a9a943fbp-3));
  return FMA(b, z4, a);
}

// erf(x) / x - 1 with z = x^2 <= 1: degree 11, error below 2^-57.
INLINE REAL NAME(erf_polynomial)(REAL z) {
  const REAL z2 = z * z, z4 = z2 * z2;
  const REAL a =
      FMA(FMA(-0x1.b82ce312060bbp-6, z, 0x1.ce2f21a041010p-4), z2, FMA(-0x1.812746b0379c2p-2, z, 0x1.06eba8214db68p-3));
  const REAL b = FMA(FMA(-0x1.f4ca93a63bd68p-17, z, 0x1.f9a2bf6466153p-14), z2,
                     FMA(-0x1.c02db07250837p-11, z, 0x1.565bccfa96524p-8));
  const REAL c = FMA(FMA(-0x1.acdb0cd58ffcfp-31, z, 0x1.d782f39178bbbp-27), z2,
                     FMA(-0x1.5c16a7df386f0p-23, z, 0x1.b982719541976p-20));
  return FMA(FMA(c, z4, b), z4, a);
}

// (a + 4) exp(a^2 / 2) Phi(-a) in q = (a - 4) / (a + 4), 1 <= a <= 40, with Phi the normal distribution function:
// degree 20, relative error below 2^-56.
#define TAIL_CENTRE 4.0
INLINE REAL NAME(tail_polynomial)(REAL q) {
  const REAL q2 = q * q, q4 = q2 * q2, q8 = q4 * q4;
  const REAL a =
      FMA(FMA(-0x1.7dff2bff680b7p-3, q, 0x1.8c6dbf2cfc28cp-2), q2, FMA(-0x1.373e3a893c28bp-1, q, 0x1.82b4bb8c94dcep-1));
  const REAL b = FMA(FMA(0x1.ab82601deacebp-10, q, -0x1.c81719ddb0968p-9), q2,
                     FMA(-0x1.ee27610590535p-8, q, 0x1.eec4cc3e52765p-5));
  const REAL c = FMA(FMA(0x1.26d46c2e5f9bcp-15, q, -0x1.00281923f8bfdp-19), q2,
                     FMA(-0x1.e4a4480ec127dp-13, q, 0x1.17a4b48cafb8fp-13));
  const REAL d = FMA(FMA(0x1.1783b4b9e5b9cp-20, q, -0x1.51a05be48e32dp-21), q2,
                     FMA(-0x1.8dcebc3e6de7ap-18, q, 0x1.811a6961f0d94p-21));
  const REAL e = FMA(FMA(0x1.0d59a7bc59fa2p-25, q, -0x1.1622298c59bcep-24), q2,
                     FMA(-0x1.898686a604279p-23, q, 0x1.1a301c7a9f6dep-22));
  const REAL f = 0x1.0fdf59d46f99cp-29;
  return FMA(FMA(FMA(f, q4, e), q8, FMA(d, q4, c)), q8, FMA(b, q4, a));
}

// (1 + s) (phi(s) / Phi(-s) - s) in u = (s - 4) / (s + 4), s >= 0, with phi and Phi those of the normal distribution: degree
// 28, relative error below 2^-56.
#define MILLS_CENTRE 4.0
INLINE REAL NAME(mills_polynomial)(REAL u) {
  const REAL u2 = u * u, u4 = u2 * u2, u8 = u4 * u4;
  const REAL a =
      FMA(FMA(0x1.8b202da160a2cp-3, u, -0x1.896db09f59674p-3), u2, FMA(-0x1.fc5da950de3fcp-5, u, 0x1.20c6f2f8a1916p0));
  const REAL b = FMA(FMA(-0x1.27fbaffc9efd5p-10, u, 0x1.099e7c88f0c10p-5), u2,
                     FMA(-0x1.f8202f1cdc0aep-6, u, -0x1.f44b58ac4d72fp-5));
  const REAL c = FMA(FMA(-0x1.bbff411c48728p-10, u, 0x1.68b70ef1a61b0p-9), u2,
                     FMA(0x1.af935bf476052p-9, u, -0x1.5b85b596faaddp-7));
  const REAL d = FMA(FMA(-0x1.a88aa1a71f0e5p-13, u, 0x1.20589c472a6a9p-14), u2,
                     FMA(0x1.4f05b2b41f85fp-11, u, -0x1.25cda2dab38bbp-11));
  const REAL e = FMA(FMA(-0x1.ad3020c9b5069p-17, u, -0x1.57cb11e8f389dp-17), u2,
                     FMA(0x1.d01718aa2a59bp-15, u, 0x1.3493ef51b33aap-17));
  const REAL f = FMA(FMA(-0x1.2b063d1feb664p-22, u, -0x1.947380629c3f6p-20), u2,
                     FMA(0x1.38ad52ba7ee99p-19, u, 0x1.31e735f59518fp-18));
  const REAL g = FMA(FMA(0x1.dda25944ab55dp-30, u, -0x1.261c5b0271748p-24), u2,
                     FMA(0x1.4aba66042d907p-27, u, 0x1.9d68bb0e4b50ap-22));
  const REAL h = 0x1.ac9f9a0bd1957p-28;
  return FMA(FMA(FMA(h, u4, g), u8, FMA(f, u4, e)), u8 * u8, FMA(FMA(d, u4, c), u8, FMA(b, u4, a)));
}

// (sin(r) / r - 1) / z with z = r^2, |r| <= pi / 4: degree 5, error relative to r below 2^-58.
INLINE REAL NAME(sin_polynomial)(REAL z) {
  const REAL z2 = z * z, z4 = z2 * z2;
  const REAL a = FMA(FMA(0x1.71de3577c5db7p-19, z, -0x1.a01a019c11ae0p-13), z2,
                     FMA(0x1.111111110f87bp-7, z, -0x1.5555555555549p-3));
  const REAL b = FMA(0x1.5d9303b4a0c7cp-33, z, -0x1.ae5e66450a2e3p-26);
  return FMA(b, z4, a);
}

// (cos(r) - 1 + z / 2) / z^2 with z = r^2, |r| <= pi / 4: degree 5, error in cos(r) below 2^-64.
INLINE REAL NAME(cos_polynomial)(REAL z) {
  const REAL z2 = z * z, z4 = z2 * z2;
  const REAL a = FMA(FMA(-0x1.27e4f80a3beddp-22, z, 0x1.a01a019cb2330p-16), z2,
                     FMA(-0x1.6c16c16c15183p-10, z, 0x1.555555555554cp-5));
  const REAL b = FMA(-0x1.8faeb26ecf75fp-37, z, 0x1.1ee9ec177818bp-29);
  return FMA(b, z4, a);
}
