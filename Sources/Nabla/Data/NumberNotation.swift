/// How the numbers of a table are written.
public struct NumberNotation: Sendable, Hashable {
  /// Whether a comma stands before the fraction.
  public internal(set) var hasDecimalComma = false
  /// What stands between groups of three digits; nil for nothing.
  public internal(set) var thousandsMark: Character?
  /// Whether exponents may be written with a D, as Fortran writes them.
  public internal(set) var hasFortranExponents = false
  /// Whether currency signs are left out, and parentheses mean a minus sign.
  public internal(set) var hasCurrency = false
  /// Whether `5 %` is 0.05.
  public internal(set) var hasPercent = false

  init() {}

  /// The byte before the fraction.
  var point: UInt8 { hasDecimalComma ? UInt8(ascii: ",") : UInt8(ascii: ".") }

  /// Whether some numbers are not digits with a point, a sign and an exponent.
  var hasMarks: Bool { thousandsMark != nil || hasFortranExponents || hasCurrency || hasPercent }

  /// The number that a field is in this notation; NaN and infinity where it says so; nil if it is no number.
  ///
  /// - Complexity: O(length of the field); a few nanoseconds where it has no marks.
  @inline(__always)
  func value<S: RealScalar>(of bytes: [UInt8], in field: DelimitedText.Field, as scalar: S.Type) -> S? {
    DecimalNumber.value(of: bytes.span, in: field, as: scalar, point: point)
      ?? (hasMarks ? value(of: String(decoding: bytes[field.start..<field.end], as: UTF8.self), as: scalar) : nil)
  }

  /// Whether anything of it was found out, and not said.
  func isFound(beyond dialect: Dialect) -> Bool {
    (hasDecimalComma && dialect.decimal == nil) || (thousandsMark != nil && dialect.thousands == nil)
      || hasFortranExponents
  }

  /// The number that a text is in this notation, correctly rounded: its marks are taken away first, and a percent sign is an
  /// exponent.
  ///
  /// - Complexity: O(length of the text).
  func value<S: RealScalar>(of text: String, as scalar: S.Type) -> S? {
    guard let plain = plain(text) else { return nil }
    return DecimalNumber.value(
      of: plain.span, in: DelimitedText.Field(start: 0, end: plain.count), as: scalar, point: UInt8(ascii: "."))
  }

  /// The number with a decimal point and without marks; nil where the marks stand where they cannot.
  private func plain(_ text: String) -> [UInt8]? {
    var scalars = Array(text.unicodeScalars)
    func trim() {
      while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
      while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    }
    var sign: Unicode.Scalar?
    func takeSign() {
      guard sign == nil, let first = scalars.first, first == "-" || first == "+" || first == "\u{2212}" else { return }
      sign = scalars.removeFirst()
    }
    trim()
    var power = 0
    if hasPercent, let last = scalars.last, last == "%" || last == "‰" {
      power = last == "%" ? -2 : -3
      scalars.removeLast()
      trim()
    }
    takeSign()
    if hasCurrency {
      if sign == nil, scalars.first == "(", scalars.last == ")" {
        sign = "-"
        scalars = Array(scalars.dropFirst().dropLast())
      }
      let signs = scalars.indices.filter { scalars[$0].properties.generalCategory == .currencySymbol }
      if let place = signs.first {
        guard signs.count == 1, place == 0 || place == scalars.count - 1 else { return nil }
        scalars.remove(at: place)
      }
      trim()
      takeSign()
    }
    guard let first = scalars.first, ("0"..."9").contains(first) || first == "." || first == "," else { return nil }
    let end = scalars.firstIndex { $0.properties.isAlphabetic } ?? scalars.count
    var exponent = String(String.UnicodeScalarView(scalars[end...]))
    if hasFortranExponents, let letter = exponent.first, letter == "D" || letter == "d" {
      exponent = "e" + exponent.dropFirst()
    }
    guard let digits = digits(scalars[..<end]) else { return nil }
    if power != 0 {
      guard exponent.isEmpty else { return nil }
      exponent = "e\(power)"
    }
    return (sign == "-" || sign == "\u{2212}" ? [UInt8(ascii: "-")] : []) + digits + Array(exponent.utf8)
  }

  /// Digits with a point at most: the marks between thousands are taken away where they stand between groups of three.
  private func digits(_ scalars: ArraySlice<Unicode.Scalar>) -> [UInt8]? {
    let point: Unicode.Scalar = hasDecimalComma ? "," : "."
    let parts = scalars.split(separator: point, maxSplits: 1, omittingEmptySubsequences: false)
    guard let whole = parts.first else { return nil }
    var result: [UInt8] = []
    let groups = whole.split(omittingEmptySubsequences: false) { isMark($0) }
    guard
      groups.count == 1
        || ((1...3).contains(groups[0].count) && groups.dropFirst().allSatisfy { $0.count == 3 })
    else { return nil }
    for scalar in groups.joined() {
      guard let byte = Self.digit(scalar) else { return nil }
      result.append(byte)
    }
    guard parts.count > 1 else { return result }
    result.append(UInt8(ascii: "."))
    for scalar in parts[1] {
      guard let byte = Self.digit(scalar) else { return nil }
      result.append(byte)
    }
    return result
  }

  private func isMark(_ scalar: Unicode.Scalar) -> Bool {
    guard let mark = thousandsMark?.unicodeScalars.first else { return false }
    // Kinds of spaces, and kinds of apostrophes, are one mark each.
    if mark.properties.isWhitespace { return scalar.properties.isWhitespace }
    if mark == "'" || mark == "’" { return scalar == "'" || scalar == "’" }
    return scalar == mark
  }

  private static func digit(_ scalar: Unicode.Scalar) -> UInt8? {
    ("0"..."9").contains(scalar) ? UInt8(scalar.value) : nil
  }
}

extension NumberNotation: CustomStringConvertible {
  /// What is particular to it, in words that follow "numbers are written with".
  public var description: String {
    var parts: [String] = []
    if hasDecimalComma { parts.append("a decimal comma") }
    if let thousandsMark {
      let name =
        switch thousandsMark {
        case ",": "a comma"
        case ".": "a point"
        case _ where thousandsMark.isWhitespace: "a space"
        default: "'\(thousandsMark)'"
        }
      parts.append("\(name) between the thousands")
    }
    if hasFortranExponents { parts.append("exponents D") }
    if hasCurrency { parts.append("currency signs") }
    if hasPercent { parts.append("percent signs") }
    return parts.isEmpty ? "a decimal point" : parts.joined(separator: ", ")
  }
}
