// Written by scripts/kernels/elementary.py from Sources/CVectorKernels/kernels. Do not edit.
// swift-format-ignore-file

extension CElementary {
  /// What has one text for both precisions.
  static let functions = #"""
    @to_bits
    @INLINE @bits @to_bits(real x) {
      @bits bits;
      memcpy(&bits, &x, sizeof bits);
      return bits;
    }

    @from_bits
    @INLINE real @from_bits(@bits bits) {
      real x;
      memcpy(&x, &bits, sizeof x);
      return x;
    }

    @power_of_two
    /* 2^k for an integral k from 1 - bias to bias; 0 for k = -bias. */
    @INLINE real @power_of_two(real k) {
      return @from_bits(@to_bits(k + (@SHIFT + @EXPONENT_BIAS)) << @MANTISSA);
    }

    @scale
    /* p 2^k, rounded once, where p is near 1 and |k| is at most twice SCALE_LIMIT. */
    @INLINE real @scale(real p, real k) {
      real first = k < -@SCALE_LIMIT ? -@SCALE_LIMIT : k;
      first = first > @SCALE_LIMIT ? @SCALE_LIMIT : first;
      return p * @power_of_two(first) * @power_of_two(k - first);
    }

    @pair
    /* A number as the unevaluated sum of its rounded value and what rounding left over. */
    typedef struct {
      real high, low;
    } @pair;

    @two_sum
    /* a + b exactly (Knuth). */
    @INLINE @pair @two_sum(real a, real b) {
      const real sum = a + b, of_b = sum - a;
      return (@pair){sum, (a - (sum - of_b)) + (b - of_b)};
    }

    @fast_two_sum
    /* a + b exactly, where |a| >= |b| (Dekker). */
    @INLINE @pair @fast_two_sum(real a, real b) {
      const real sum = a + b;
      return (@pair){sum, b - (sum - a)};
    }

    @exponential
    typedef struct {
      real k, r, tail;
    } @exponential;

    @exp_parts_of
    /* The parts of exp(x + low), |low| <= ULP(x), with k, the integer nearest to x / ln 2. k LN2_HI and x - k LN2_HI are
     * exact; with c = k LN2_LO - low the tail is r'^2 q(r') - c, r' = r - c, so the rounding of r' enters in the second order
     * only. NaN stays NaN in r. */
    @INLINE @exponential @exp_parts_of(real x, real low, real k) {
      const real r = @FMA(-k, @LN2_HI, x), c = @FMA(k, @LN2_LO, -low);
      return (@exponential){k, r, @exp_tail(r - c, c)};
    }

    @exp_parts
    @INLINE @exponential @exp_parts(real x, real low) {
      return @exp_parts_of(x, low, @FMA(x, @LOG2_E, @SHIFT) - @SHIFT);
    }

    @exp_significand
    /* 1 + r + tail: the significand of the exponential. */
    @INLINE @pair @exp_significand(@exponential e) {
      const @pair one = @fast_two_sum(1, e.r);
      return @fast_two_sum(one.high, one.low + e.tail);
    }

    @exp
    /* Below 0.6 ULP, below 0.9 where the result is subnormal: the last factor rounds once more there. */
    @INLINE real @exp(real x) {
      x = x < @EXP_LOW ? @EXP_LOW : x;
      x = x > @EXP_HIGH ? @EXP_HIGH : x;
      const @exponential e = @exp_parts(x, 0);
      return @scale(@exp_significand(e).high, e.k);
    }

    @expm1
    /* exp(x) - 1 = (2^k - 1) + 2^k r + 2^k tail, the first sum kept exact; powers that dwarf the 1 are applied at the end.
     * Below 1.3 ULP. */
    @INLINE real @expm1(real argument) {
      real x = argument < @ONE_LOW ? @ONE_LOW : argument;
      x = x > @EXP_HIGH ? @EXP_HIGH : x;
      const @exponential e = @exp_parts(x, 0);
      const real k = e.k > @ONE_BIT ? @ONE_BIT : e.k, power = @power_of_two(k);
      const @pair sum = @two_sum(power - 1, power * e.r);
      const real result = (sum.high + @FMA(power, e.tail, sum.low)) * @power_of_two(e.k - k);
      return argument == 0 ? argument : result;  // keeps the sign of 0
    }

    @tanh_parts_t
    typedef struct {
      real value;   // tanh(x)
      real square;  // 1 - tanh(x)^2
    } @tanh_parts_t;

    @tanh_parts
    /* With n = 1 - exp(-2 |x|), tanh |x| = n / (2 - n), at every size of x: n = (1 - 2^k) - 2^k r - 2^k tail has full
     * relative accuracy near 0, since the first difference is kept exact (for k = 0 it is -r, and for k < 0 the first term is
     * the larger one). The quotient q is corrected to first order by what the rounding of d = 2 - n left over, for which a
     * straight line is close enough to 1 / d, 6 % at most: it needs not wait for q. The derivative is exp(-2 |x|) (1 + q)^2,
     * which, unlike 1 - z^2, keeps its relative accuracy where z is near 1. tanh below 2 ULP, the derivative below 4. */
    @INLINE @tanh_parts_t @tanh_parts(real x) {
      const real most = (real)-0.5 * @EXP_LOW, size = fabs_(x) > most ? most : fabs_(x), twice = -2 * size;
      const @exponential e = @exp_parts_of(twice, 0, @FMA(size, -2 * @LOG2_E, @SHIFT) - @SHIFT);
      const real first = e.k < -@SCALE_LIMIT ? -@SCALE_LIMIT : e.k, power = @power_of_two(first);
      const @pair sum = @fast_two_sum(1 - power, -power * e.r);
      const real n = sum.high + @FMA(-power, e.tail, sum.low);
      const real d = 2 - n, d_low = (2 - d) - n, inverse = @FMA((real)(-8.0 / 17), d, (real)(24.0 / 17)), q = n / d;
      const real exponential = @exp_significand(e).high * power * @power_of_two(e.k - first);
      return (@tanh_parts_t){copysign_(@FMA(-q, d_low * inverse, q), x), exponential * (1 + q) * (1 + q)};
    }

    @tanh
    @INLINE real @tanh(real x) { return @tanh_parts(x).value; }

    @log_of_parts
    /* log(2^k (1 + f + low)), |f| <= 1/2 and low of the size of a rounding error; 1 / (1 + f) is (1 - s)^2 / (1 - s^2). */
    @INLINE real @log_of_parts(real k, real f, real low) {
      const real s = f / (2 + f), z = s * s, h = (real)0.5 * f * f;
      const real correction = @FMA(k, @LN2_LO, low * ((1 - s) * (1 - s) * (1 + z)));
      return k * @LN2_HI - ((h - @FMA(s, @FMA(z, @log_polynomial(z), h), correction)) - f);
    }

    @binary_parts
    typedef struct {
      real k, f;
    } @binary_parts;

    @binary
    /* x = 2^k (1 + f) for a positive normal x. The significand is taken between sqrt(1/2) and sqrt(2) by subtracting the
     * bits of sqrt(1/2) before the exponent is read. */
    @INLINE @binary_parts @binary(real x) {
      const @bits bits = @to_bits(x) + (@ONE_BITS - @SQRT_HALF_BITS);
      const @bits shift_bits = (@bits)(@EXPONENT_BIAS + @MANTISSA) << @MANTISSA;  // those of 2^@MANTISSA
      const real k = @from_bits(bits >> @MANTISSA | shift_bits) - (@from_bits(shift_bits) + @EXPONENT_BIAS);
      return (@binary_parts){k, @from_bits((bits & @MANTISSA_MASK) + @SQRT_HALF_BITS) - 1};
    }

    @log
    /* Below 0.9 ULP. Subnormal numbers are scaled into the normal range first. */
    @INLINE real @log(real x) {
      const int small = x < @MIN_NORMAL;
      const @binary_parts parts = @binary(small ? x * ((@bits)1 << (@MANTISSA + 1)) : x);
      const real k = small ? parts.k - (@MANTISSA + 1) : parts.k;
      const real result = @log_of_parts(k, parts.f, 0);
      const real special = x == 0 ? -(real)INFINITY : x < 0 ? (real)NAN : x;  // x is inf or NaN
      return x > 0 && x < (real)INFINITY ? result : special;
    }

    @log1p
    /* log of 1 + x, whose rounding error enters as the low part. Below 0.9 ULP. */
    @INLINE real @log1p(real x) {
      const @pair sum = @two_sum(1, x);
      const @binary_parts parts = @binary(sum.high);
      const real scale = @power_of_two(parts.k > @SCALE_LIMIT ? -@SCALE_LIMIT : -parts.k);
      const real result = @log_of_parts(parts.k, parts.f, sum.low * scale);
      const real special = x == -1 ? -(real)INFINITY : x < -1 ? (real)NAN : x;  // x is 0, inf or NaN
      return x > -1 && x < (real)INFINITY && x != 0 ? result : special;
    }

    @scaled_tail
    /* exp(a^2 / 2) Phi(-a) for 1 <= a <= NORMAL_HIGH, where Phi is the normal distribution function: P(q) / (a + c) with
     * q = (a - c) / (a + c), which maps the half line to a short interval (the substitution of Shepherd and Laframboise
     * 1981 for erfcx), of which the product with a + c is a smooth function. */
    @INLINE real @scaled_tail(real a) {
      const real inverse = 1 / (a + @TAIL_CENTRE);
      return @tail_polynomial((a - @TAIL_CENTRE) * inverse) * inverse;
    }

    @erf
    /* x + x p(x^2) for |x| < 1, else 1 - 2 Phi(-sqrt(2) x). The latter's tail is at most 0.16, so neither the rounding of
     * x^2 in its exponent nor that of sqrt(2) x matters: it falls off faster than they grow. Below 1.7 ULP. */
    @INLINE real @erf(real x) {
      const real small = @FMA(x, @erf_polynomial(x * x), x);
      real a = fabs_(x);
      a = a > @ERF_HIGH ? @ERF_HIGH : a;
      const @exponential e = @exp_parts(-a * a, 0);
      const real exponential = (1 + (e.r + e.tail)) * @power_of_two(e.k);
      const real tail = exponential * @scaled_tail(a * (real)1.41421356237309504880);
      return a < 1 ? small : copysign_(1 - 2 * tail, x);
    }
    """#
}
