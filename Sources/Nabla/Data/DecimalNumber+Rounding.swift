extension DecimalNumber {
  /// digits · 10^exponent, correctly rounded.
  ///
  /// A small whole number and a small power of ten are exact, so their product or quotient is rounded once (W. D. Clinger,
  /// "How to read floating point numbers accurately", PLDI 1990). All others take the product with the highest 128 bits of
  /// the power (D. Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51, 2021), which tell
  /// the rounding of every 64-bit number (N. Mushtak & D. Lemire, "Fast number parsing without fallback", ibid. 53, 2023).
  @inline(__always)
  static func rounded<S: RealScalar>(_ digits: UInt64, _ exponent: Int, as scalar: S.Type) -> S {
    let exactPowers = S.significandBitCount == 52 ? 22 : 10
    if digits >> UInt64(S.significandBitCount + 1) == 0, exponent >= -exactPowers, exponent <= exactPowers {
      let power = S(exactPowersOfTen[abs(exponent)])
      return exponent < 0 ? S(digits) / power : S(digits) * power
    }
    return product(digits, exponent, as: scalar)
  }

  /// 10^0 … 10^22, which doubles hold exactly. An array in place is a constant of the program, so that no number waits for a lock.
  private static let exactPowersOfTen: InlineArray<23, Double> = [
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21,
    1e22,
  ]

  /// The same by the product of 64 and 128 bits.
  @specialized(where S == Float)
  @specialized(where S == Double)
  private static func product<S: RealScalar>(_ digits: UInt64, _ exponent: Int, as scalar: S.Type) -> S {
    guard digits != 0, exponent >= PowersOfTen.least else { return 0 }
    guard exponent <= PowersOfTen.most else { return .infinity }
    let bits = S.significandBitCount
    let zeros = digits.leadingZeroBitCount
    let significand = digits << UInt64(zeros)
    let power = PowersOfTen.halves + 2 * (exponent - PowersOfTen.least)
    var (high, low) = significand.multipliedFullWidth(by: power[0])
    // Where what follows the bits that are kept is all ones, a carry from the low half would change them.
    let kept = UInt64.max >> UInt64(bits + 3)
    if high & kept == kept {
      let (sum, carries) = low.addingReportingOverflow(significand.multipliedFullWidth(by: power[1]).high)
      low = sum
      if carries { high &+= 1 }
    }
    let upper = Int(high >> 63)
    let shift = UInt64(upper + 64 - bits - 3)
    var mantissa = high >> shift
    // ⌊log₂ 10^q⌋ = ⌊q · 217706 / 2¹⁶⌋ in this range.
    let bias = 1 << (S.exponentBitCount - 1) - 1
    var binary = ((217_706 * exponent) >> 16) + 63 + upper - zeros + bias
    if binary <= 0 {
      guard binary > -63 else { return 0 }
      mantissa >>= UInt64(1 - binary)
      mantissa += mantissa & 1
      mantissa >>= 1
      return S(
        sign: .plus, exponentBitPattern: S.RawExponent(mantissa >> UInt64(bits)),
        significandBitPattern: S.RawSignificand(mantissa & (1 << UInt64(bits) - 1)))
    }
    // A product that is exactly in the middle between two numbers goes to the even one; powers for which that can be are few.
    let ties = S.significandBitCount == 52 ? -4...23 : -17...10
    if low <= 1, ties.contains(exponent), mantissa & 3 == 1, mantissa << shift == high { mantissa &= ~1 }
    mantissa += mantissa & 1
    mantissa >>= 1
    if mantissa >= 2 << UInt64(bits) {
      mantissa = 1 << UInt64(bits)
      binary += 1
    }
    guard binary < 1 << S.exponentBitCount - 1 else { return .infinity }
    return S(
      sign: .plus, exponentBitPattern: S.RawExponent(binary),
      significandBitPattern: S.RawSignificand(mantissa & (1 << UInt64(bits) - 1)))
  }
}
