/// Reading decimal numbers from bytes, correctly rounded.
enum DecimalNumber {
  /// The number that a field contains; NaN or infinity where it says so or is too large; `nil` if it is no number.
  ///
  /// A number is digits with an optional sign, decimal point and exponent. `nan`, `inf` and `infinity` in either case are
  /// recognised so that they can be refused for what they are.
  ///
  /// - Parameter point: what stands before the fraction.
  /// - Complexity: O(length of the field); a few nanoseconds for a number of up to 15 digits.
  @inline(__always)
  static func value<S: RealScalar>(
    of text: Span<UInt8>, in field: DelimitedText.Field, as scalar: S.Type, point: UInt8 = UInt8(ascii: ".")
  ) -> S? {
    var i = field.start
    let end = field.end
    var isNegative = false
    if i < end, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
      isNegative = text[i] == UInt8(ascii: "-")
      i += 1
    }

    // The significant digits as a whole number, as far as they fit, times a power of ten.
    var digits: UInt64 = 0
    var exponent = 0
    var digitCount = 0
    var significantCount = 0
    var isFraction = false
    while i < end {
      let byte = text[i]
      if byte &- UInt8(ascii: "0") <= 9 {
        digitCount += 1
        if significantCount > 0 || byte != UInt8(ascii: "0") { significantCount += 1 }
        // 19 digits always fit into 64 bits; where there are more, `digits` is not used.
        if significantCount <= 19 { digits = digits &* 10 &+ UInt64(byte &- UInt8(ascii: "0")) }
        if isFraction { exponent -= 1 }
      } else if byte == point, !isFraction {
        isFraction = true
      } else {
        break
      }
      i += 1
    }
    guard digitCount > 0 else { return special(text, from: i, to: end, isNegative: isNegative) }
    if i < end {
      guard let power = decimalExponent(text, from: i, to: end) else { return nil }
      exponent += power
    }
    return exactly(digits, exponent, significantCount <= 19, isNegative, as: scalar)
      ?? slowly(text, field, as: scalar, point: point)
  }

  /// The number that a text is.
  static func value(of text: String) -> Double? {
    let bytes = Array(text.utf8)
    return value(of: bytes.span, in: DelimitedText.Field(start: 0, end: bytes.count), as: Double.self)
  }

  /// The exponent `e±digits`, which must end at `end`; huge ones are cut to ±10⁸, far beyond any scalar.
  private static func decimalExponent(_ text: Span<UInt8>, from start: Int, to end: Int) -> Int? {
    var i = start
    guard text[i] | 0x20 == UInt8(ascii: "e") else { return nil }
    i += 1
    var isNegative = false
    if i < end, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
      isNegative = text[i] == UInt8(ascii: "-")
      i += 1
    }
    guard i < end else { return nil }
    var power = 0
    for i in i..<end {
      guard text[i] &- UInt8(ascii: "0") <= 9 else { return nil }
      power = min(power * 10 + Int(text[i] &- UInt8(ascii: "0")), 100_000_000)
    }
    return isNegative ? -power : power
  }

  /// ±digits · 10^exponent where one operation of `Double` gives it, correctly rounded; `nil` elsewhere.
  ///
  /// A whole number below 2⁵³ and a power of ten up to 10²² are exact in `Double`, so their product or quotient is
  /// rounded once (W. D. Clinger, "How to read floating point numbers accurately", PLDI 1990).
  private static func exactly<S: RealScalar>(
    _ digits: UInt64, _ exponent: Int, _ isComplete: Bool, _ isNegative: Bool, as scalar: S.Type
  ) -> S? {
    guard isComplete, digits <= 1 << 53, abs(exponent) <= 22 else { return nil }
    let power = powersOfTen[abs(exponent)]
    let magnitude = exponent < 0 ? Double(digits) / power : Double(digits) * power
    // Rounding again to a narrower scalar is right unless the first rounding has ended on the middle between two of its
    // numbers, or the number is so small that they are further apart.
    let dropped = Double.significandBitCount - S.significandBitCount
    if dropped > 0 {
      let rest = magnitude.bitPattern & (1 << UInt64(dropped) - 1)
      guard rest != 1 << UInt64(dropped - 1), digits == 0 || magnitude >= Double(S.leastNormalMagnitude) else {
        return nil
      }
    }
    return S(isNegative ? -magnitude : magnitude)
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
    1e21, 1e22,
  ]

  /// The number by the standard library; the text is known to be one.
  @inline(never)
  private static func slowly<S: RealScalar>(
    _ text: Span<UInt8>, _ field: DelimitedText.Field, as scalar: S.Type, point: UInt8
  ) -> S? {
    let string = string(text, from: field.start, to: field.end)
    return S(point == UInt8(ascii: ".") ? string : string.replacing(",", with: "."))
  }

  @inline(never)
  private static func special<S: RealScalar>(
    _ text: Span<UInt8>, from start: Int, to end: Int, isNegative: Bool
  ) -> S? {
    guard end - start == 3 || end - start == 8 else { return nil }
    switch string(text, from: start, to: end).lowercased() {
    case "nan": return .nan
    case "inf", "infinity": return isNegative ? -.infinity : .infinity
    default: return nil
    }
  }

  private static func string(_ text: Span<UInt8>, from start: Int, to end: Int) -> String {
    String(decoding: (start..<end).map { text[$0] }, as: UTF8.self)
  }
}
