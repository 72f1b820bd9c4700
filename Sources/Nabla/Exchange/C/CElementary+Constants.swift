// Written by scripts/kernels/elementary.py from Sources/CVectorKernels/kernels. Do not edit.
// swift-format-ignore-file

extension CElementary {
  /// Constants and polynomials in double precision.
  static let double = #"""
    @bits
    typedef uint64_t @bits;

    @FMA
    /* Rounded twice, as not every machine can do it once. */
    #define @FMA(a, b, c) ((a) * (b) + (c))

    @MANTISSA
    static const int @MANTISSA = 52;

    @SHIFT
    /* x + SHIFT holds round(x) in its low bits */
    static const real @SHIFT = 0x1.8p52;

    @EXPONENT_BIAS
    static const int @EXPONENT_BIAS = 1023;

    @ONE_BITS
    static const @bits @ONE_BITS = 0x3ff0000000000000u;

    @SQRT_HALF_BITS
    static const @bits @SQRT_HALF_BITS = 0x3fe6a09e667f3bcdu;

    @MANTISSA_MASK
    static const @bits @MANTISSA_MASK = 0x000fffffffffffffu;

    @MIN_NORMAL
    static const real @MIN_NORMAL = DBL_MIN;

    @LOG2_E
    static const real @LOG2_E = 0x1.71547652b82fep0;

    @LN2_HI
    /* 33 bits, so that k * LN2_HI is exact for |k| < 2^20 */
    static const real @LN2_HI = 0x1.62e42feep-1;

    @LN2_LO
    static const real @LN2_LO = 0x1.a39ef35793c76p-33;

    @EXP_LOW
    /* exp is below half the least subnormal */
    static const real @EXP_LOW = -746.0;

    @EXP_HIGH
    /* exp is above the largest number */
    static const real @EXP_HIGH = 710.0;

    @SCALE_LIMIT
    /* |k| up to which a factor 2^k neither overflows nor loses bits */
    static const real @SCALE_LIMIT = 1000.0;

    @ONE_LOW
    /* 1 - exp rounds to 1 */
    static const real @ONE_LOW = -50.0;

    @ONE_BIT
    /* 2^k - 1 rounds to 2^k */
    static const real @ONE_BIT = 64.0;

    @ERF_HIGH
    /* erf rounds to 1 */
    static const real @ERF_HIGH = 6.0;

    @exp_tail
    /* r^2 q(r) - c with q(r) = (exp(r) - 1 - r) / r^2 on |r| <= ln 2 / 2: degree 9, error in exp(r) - 1 relative to r below
     * 0.17 u. */
    @INLINE real @exp_tail(real r, real c) {
      const real r2 = r * r, r4 = r2 * r2;
      const real low =
          @FMA(@FMA(0x1.111111110e746p-7, r, 0x1.55555555521c1p-5), r2, @FMA(0x1.555555555555cp-3, r, 0x1.0000000000005p-1));
      const real middle = @FMA(@FMA(0x1.71ddea5184a16p-19, r, 0x1.a019a6ee6a927p-16), r2,
                              @FMA(0x1.a01a01b5b40a1p-13, r, 0x1.6c16c17f0e047p-10));
      const real high = @FMA(0x1.af7639d0feeccp-26, r, 0x1.28a250fe32fd7p-22);
      return @FMA(r2 * r4, @FMA(high, r4, middle), @FMA(r2, low, -c));
    }

    @log_polynomial
    /* (2 artanh(s) / s - 2) / z with z = s^2 <= 0.04: degree 7, error relative to s below 2^-61. */
    @INLINE real @log_polynomial(real z) {
      const real z2 = z * z, z4 = z2 * z2;
      const real a =
          @FMA(@FMA(0x1.c71c7490c69efp-3, z, 0x1.24924921e3426p-2), z2, @FMA(0x1.999999999c186p-2, z, 0x1.555555555554fp-1));
      const real b =
          @FMA(@FMA(0x1.1b85887e8382cp-3, z, 0x1.0dcb02710c29ap-3), z2, @FMA(0x1.3b35c95e192afp-3, z, 0x1.745c4a9a943fbp-3));
      return @FMA(b, z4, a);
    }

    @erf_polynomial
    /* erf(x) / x - 1 with z = x^2 <= 1: degree 11, error below 2^-57. */
    @INLINE real @erf_polynomial(real z) {
      const real z2 = z * z, z4 = z2 * z2;
      const real a =
          @FMA(@FMA(-0x1.b82ce312060bbp-6, z, 0x1.ce2f21a041010p-4), z2, @FMA(-0x1.812746b0379c2p-2, z, 0x1.06eba8214db68p-3));
      const real b = @FMA(@FMA(-0x1.f4ca93a63bd68p-17, z, 0x1.f9a2bf6466153p-14), z2,
                         @FMA(-0x1.c02db07250837p-11, z, 0x1.565bccfa96524p-8));
      const real c = @FMA(@FMA(-0x1.acdb0cd58ffcfp-31, z, 0x1.d782f39178bbbp-27), z2,
                         @FMA(-0x1.5c16a7df386f0p-23, z, 0x1.b982719541976p-20));
      return @FMA(@FMA(c, z4, b), z4, a);
    }

    @TAIL_CENTRE
    static const real @TAIL_CENTRE = 4.0;

    @tail_polynomial
    /* (a + 4) exp(a^2 / 2) Phi(-a) in q = (a - 4) / (a + 4), 1 <= a <= 40, with Phi the normal distribution function:
     * degree 20, relative error below 2^-56. */
    @INLINE real @tail_polynomial(real q) {
      const real q2 = q * q, q4 = q2 * q2, q8 = q4 * q4;
      const real a =
          @FMA(@FMA(-0x1.7dff2bff680b7p-3, q, 0x1.8c6dbf2cfc28cp-2), q2, @FMA(-0x1.373e3a893c28bp-1, q, 0x1.82b4bb8c94dcep-1));
      const real b = @FMA(@FMA(0x1.ab82601deacebp-10, q, -0x1.c81719ddb0968p-9), q2,
                         @FMA(-0x1.ee27610590535p-8, q, 0x1.eec4cc3e52765p-5));
      const real c = @FMA(@FMA(0x1.26d46c2e5f9bcp-15, q, -0x1.00281923f8bfdp-19), q2,
                         @FMA(-0x1.e4a4480ec127dp-13, q, 0x1.17a4b48cafb8fp-13));
      const real d = @FMA(@FMA(0x1.1783b4b9e5b9cp-20, q, -0x1.51a05be48e32dp-21), q2,
                         @FMA(-0x1.8dcebc3e6de7ap-18, q, 0x1.811a6961f0d94p-21));
      const real e = @FMA(@FMA(0x1.0d59a7bc59fa2p-25, q, -0x1.1622298c59bcep-24), q2,
                         @FMA(-0x1.898686a604279p-23, q, 0x1.1a301c7a9f6dep-22));
      const real f = 0x1.0fdf59d46f99cp-29;
      return @FMA(@FMA(@FMA(f, q4, e), q8, @FMA(d, q4, c)), q8, @FMA(b, q4, a));
    }
    """#

  /// Constants and polynomials in single precision.
  static let single = #"""
    @bits
    typedef uint32_t @bits;

    @FMA
    /* Rounded twice, as not every machine can do it once. */
    #define @FMA(a, b, c) ((a) * (b) + (c))

    @MANTISSA
    static const int @MANTISSA = 23;

    @SHIFT
    /* x + SHIFT holds round(x) in its low bits */
    static const real @SHIFT = 0x1.8p23f;

    @EXPONENT_BIAS
    static const int @EXPONENT_BIAS = 127;

    @ONE_BITS
    static const @bits @ONE_BITS = 0x3f800000u;

    @SQRT_HALF_BITS
    static const @bits @SQRT_HALF_BITS = 0x3f3504f3u;

    @MANTISSA_MASK
    static const @bits @MANTISSA_MASK = 0x007fffffu;

    @MIN_NORMAL
    static const real @MIN_NORMAL = FLT_MIN;

    @LOG2_E
    static const real @LOG2_E = 0x1.715476p0f;

    @LN2_HI
    /* 15 bits, so that k * LN2_HI is exact for |k| < 2^9 */
    static const real @LN2_HI = 0x1.62e4p-1f;

    @LN2_LO
    static const real @LN2_LO = 0x1.7f7d1cp-20f;

    @EXP_LOW
    /* exp is below half the least subnormal */
    static const real @EXP_LOW = -104.0f;

    @EXP_HIGH
    /* exp is above the largest number */
    static const real @EXP_HIGH = 89.0f;

    @SCALE_LIMIT
    /* |k| up to which a factor 2^k neither overflows nor loses bits */
    static const real @SCALE_LIMIT = 100.0f;

    @ONE_LOW
    /* 1 - exp rounds to 1 */
    static const real @ONE_LOW = -25.0f;

    @ONE_BIT
    /* 2^k - 1 rounds to 2^k */
    static const real @ONE_BIT = 32.0f;

    @ERF_HIGH
    /* erf rounds to 1 */
    static const real @ERF_HIGH = 4.0f;

    @exp_tail
    /* r^2 q(r) - c with q(r) = (exp(r) - 1 - r) / r^2 on |r| <= ln 2 / 2: degree 5, error in exp(r) - 1 relative to r below
     * 2^-31. */
    @INLINE real @exp_tail(real r, real c) {
      const real r2 = r * r, r4 = r2 * r2;
      const real low = @FMA(@FMA(0x1.111090p-7f, r, 0x1.5554aep-5f), r2, @FMA(0x1.555556p-3f, r, 0x1.000000p-1f));
      const real high = @FMA(0x1.a1a0e8p-13f, r, 0x1.6d73c0p-10f);
      return @FMA(r2 * r4, high, @FMA(r2, low, -c));
    }

    @log_polynomial
    /* (2 artanh(s) / s - 2) / z with z = s^2 <= 0.04: degree 3, error relative to s below 2^-34. */
    @INLINE real @log_polynomial(real z) {
      return @FMA(@FMA(0x1.eda206p-3f, z, 0x1.23e8ecp-2f), z * z, @FMA(0x1.999be0p-2f, z, 0x1.555554p-1f));
    }

    @erf_polynomial
    /* erf(x) / x - 1 with z = x^2 <= 1: degree 6, error below 2^-29. */
    @INLINE real @erf_polynomial(real z) {
      const real z2 = z * z, z4 = z2 * z2;
      const real a = @FMA(@FMA(-0x1.b7fbb0p-6f, z, 0x1.ce2d20p-4f), z2, @FMA(-0x1.81273ep-2f, z, 0x1.06eba8p-3f));
      const real b = @FMA(0x1.4ae14cp-14f, z2, @FMA(-0x1.a484b8p-11f, z, 0x1.5419cep-8f));
      return @FMA(b, z4, a);
    }

    @TAIL_CENTRE
    static const real @TAIL_CENTRE = 4.0f;

    @tail_polynomial
    /* (a + 4) exp(a^2 / 2) Phi(-a) in q = (a - 4) / (a + 4), 1 <= a <= 15, with Phi the normal distribution function:
     * degree 9, relative error below 2^-32. */
    @INLINE real @tail_polynomial(real q) {
      const real q2 = q * q, q4 = q2 * q2;
      const real a = @FMA(@FMA(-0x1.7dff38p-3f, q, 0x1.8c6dcp-2f), q2, @FMA(-0x1.373e3ap-1f, q, 0x1.82b4bcp-1f));
      const real b = @FMA(@FMA(0x1.a8d62ap-10f, q, -0x1.c8047ep-9f), q2, @FMA(-0x1.ee0df8p-8f, q, 0x1.eec4a4p-5f));
      const real c = @FMA(-0x1.a4dc3cp-13f, q, 0x1.142b9ep-13f);
      return @FMA(@FMA(c, q4, b), q4, a);
    }
    """#
}
