/// Reading decimal numbers from bytes, correctly rounded.
enum DecimalNumber {
  /// The number that a field contains; NaN or infinity where it says so or is too large; `nil` if it is no number.
  ///
  /// A number is digits with an optional sign, decimal point and exponent. `nan`, `inf` and `infinity` in either case are
  /// recognised so that they can be refused for what they are.
  ///
  /// - Parameter point: what stands before the fraction.
  /// - Complexity: O(length of the field); some nanoseconds for a number of up to 19 digits.
  @inline(__always)
  static func value<S: RealScalar>(
    of text: Span<UInt8>, in field: DelimitedText.Field, as scalar: S.Type, point: UInt8 = UInt8(ascii: ".")
  ) -> S? {
    text.withUnsafeBufferPointer { value(of: $0, in: field, as: scalar, point: point) }
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  private static func value<S: RealScalar>(
    of text: UnsafeBufferPointer<UInt8>, in field: DelimitedText.Field, as scalar: S.Type, point: UInt8
  ) -> S? {
    precondition(field.start >= 0 && field.end <= text.count, "a field beyond its text")
    guard field.start < field.end, let start = text.baseAddress else { return nil }
    var i = field.start
    if let value = number(start, &i, field.end, point, as: scalar) { return i == field.end ? value : nil }
    return special(text, from: field.start, to: field.end)
  }

  /// The number that a text is.
  static func value(of text: String) -> Double? {
    let bytes = Array(text.utf8)
    return value(of: bytes.span, in: DelimitedText.Field(start: 0, end: bytes.count), as: Double.self)
  }

  /// The longest number that the text has from place `i` on, which moves to its end; nil where there is none.
  @inline(__always)
  static func number<S: RealScalar>(
    _ text: UnsafePointer<UInt8>, _ i: inout Int, _ end: Int, _ point: UInt8, as scalar: S.Type
  ) -> S? {
    let start = i
    var isNegative = false
    if i < end, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
      isNegative = text[i] == UInt8(ascii: "-")
      i += 1
    }
    // The digits as a whole number, which is used where 64 bits hold it, times a power of ten.
    var digits: UInt64 = 0
    let first = i
    takeDigits(text, &i, end, &digits)
    var count = i - first
    var exponent = 0
    if i < end, text[i] == point {
      i += 1
      let fraction = i
      takeDigits(text, &i, end, &digits)
      exponent = fraction - i
      count += i - fraction
    }
    guard count > 0 else { return nil }
    let last = i
    if i < end, text[i] | 0x20 == UInt8(ascii: "e") {
      guard let power = decimalExponent(text, &i, end) else { return nil }
      exponent += power
    }
    let magnitude =
      count <= 19
      ? rounded(digits, exponent, as: scalar)
      : long(text, first..<last, from: start, to: i, exponent: exponent, point, as: scalar)
    return isNegative ? -magnitude : magnitude
  }

  /// 10^0 … 10^8.
  private static let powers: InlineArray<9, UInt64> = [
    1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
  ]

  /// Appends the digits from place `i` on, which moves behind them.
  ///
  /// Where there are more than four, eight bytes at a time, which takes no branch for each: XOR with ASCII's zeros leaves the digits'
  /// values, and a shift puts zeros before those that are digits; then neighbours are joined to numbers below 10², 10⁴ and 10⁸
  /// (D. Lemire, "Number parsing at a gigabyte per second", section 7).
  @inline(__always)
  private static func takeDigits(_ text: UnsafePointer<UInt8>, _ i: inout Int, _ end: Int, _ digits: inout UInt64) {
    while end &- i >= 8, text[i &+ 4] &- UInt8(ascii: "0") <= 9 {
      let bytes = UInt64(littleEndian: UnsafeRawPointer(text + i).loadUnaligned(as: UInt64.self))
      let values = bytes ^ 0x3030_3030_3030_3030
      // The highest bit of each byte that is above 9.
      let others = ((values & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676 | values) & 0x8080_8080_8080_8080
      let count = others.trailingZeroBitCount / 8
      guard count > 0 else { return }
      var number = values &<< UInt64(64 &- 8 &* count)
      number = number &* 10 &+ number &>> 8
      let (even, odd) = (number & 0x00FF_0000_00FF, number &>> 16 & 0x00FF_0000_00FF)
      number = (even &* (100 + 1_000_000 << 32) &+ odd &* (1 + 10_000 << 32)) &>> 32
      digits = digits &* powers[count] &+ number
      i &+= count
      if count < 8 { return }
    }
    while i < end {
      let digit = text[i] &- UInt8(ascii: "0")
      guard digit <= 9 else { return }
      digits = digits &* 10 &+ UInt64(digit)
      i += 1
    }
  }

  /// The exponent `e±digits`; huge ones are cut to ±10⁸, far beyond any scalar.
  private static func decimalExponent(_ text: UnsafePointer<UInt8>, _ i: inout Int, _ end: Int) -> Int? {
    i += 1
    var isNegative = false
    if i < end, text[i] == UInt8(ascii: "-") || text[i] == UInt8(ascii: "+") {
      isNegative = text[i] == UInt8(ascii: "-")
      i += 1
    }
    let first = i
    var power = 0
    while i < end, text[i] &- UInt8(ascii: "0") <= 9 {
      power = min(power * 10 + Int(text[i] &- UInt8(ascii: "0")), 100_000_000)
      i += 1
    }
    guard i > first else { return nil }
    return isNegative ? -power : power
  }

  /// The magnitude of a number of more than 19 digits. Where the first 19 and their successor round to the same number, what
  /// follows them is of no consequence; elsewhere the standard library reads all of it.
  @inline(never)
  private static func long<S: RealScalar>(
    _ text: UnsafePointer<UInt8>, _ place: Range<Int>, from start: Int, to end: Int, exponent: Int, _ point: UInt8,
    as scalar: S.Type
  ) -> S {
    var digits: UInt64 = 0
    var (significant, dropped) = (0, 0)
    for i in place where text[i] != point {
      if significant == 0, text[i] == UInt8(ascii: "0") { continue }
      significant += 1
      if significant <= 19 {
        digits = digits * 10 + UInt64(text[i] - UInt8(ascii: "0"))
      } else {
        dropped += 1
      }
    }
    let below = rounded(digits, exponent + dropped, as: scalar)
    if dropped == 0 || below == rounded(digits + 1, exponent + dropped, as: scalar) { return below }
    let string = String(decoding: UnsafeBufferPointer(start: text + start, count: end - start), as: UTF8.self)
    let plain = point == UInt8(ascii: ".") ? string : string.replacing(",", with: ".")
    return abs(S(plain) ?? .nan)
  }

  @inline(never)
  private static func special<S: RealScalar>(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> S? {
    let isSigned = text[start] == UInt8(ascii: "-") || text[start] == UInt8(ascii: "+")
    let word = UnsafeBufferPointer(rebasing: text[(isSigned ? start + 1 : start)..<end])
    guard word.count == 3 || word.count == 8 else { return nil }
    switch String(decoding: word, as: UTF8.self).lowercased() {
    case "nan": return .nan
    case "inf", "infinity": return text[start] == UInt8(ascii: "-") ? -.infinity : .infinity
    default: return nil
    }
  }
}
