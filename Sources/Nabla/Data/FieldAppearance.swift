/// What a field looks like that cannot be read as a number.
package enum FieldAppearance: Hashable, CaseIterable {
  case decimalComma, thousandsMarks, commaOrThousands, currencySign, percentSign, fortranExponent, typographicMinus
  case parentheses, date, time, unit, bound, comment, missing

  /// What the field looks like; nil for ordinary text, and for a number.
  ///
  /// - Complexity: O(length of the text).
  package init?(_ text: String) {
    if let appearance = Self.ofDecimalComma(text) ?? Self.ofDay(text) {
      self = appearance
      return
    }
    guard !MissingMarks.usual.contains(text), !MissingMarks.amongNumbers.contains(text) else {
      self = .missing
      return
    }
    let scalars = Self.trimmed(text.unicodeScalars[...])
    guard let first = scalars.first, let last = scalars.last else {
      self = .missing
      return
    }
    if first == "#" {
      self = .comment
      return
    }
    // All other marks are about digits.
    guard scalars.contains(where: Self.isDigit), !Self.isNumber(scalars) else { return nil }
    let isSigned = first == "-" || first == "+"
    let body = isSigned ? scalars.dropFirst() : scalars
    if let mark = scalars.first(where: { $0.properties.generalCategory == .currencySymbol }) {
      guard Self.isWritten(String.UnicodeScalarView(scalars.filter { $0 != mark })[...]) else { return nil }
      self = .currencySign
    } else if last == "%" || last == "‰" {
      guard Self.isWritten(scalars.dropLast()) else { return nil }
      self = .percentSign
    } else if first == "(" && last == ")" {
      guard Self.isWritten(scalars.dropFirst().dropLast()) else { return nil }
      self = .parentheses
    } else if first == "\u{2212}" || first == "\u{2013}" {
      guard Self.isWritten(scalars.dropFirst()) else { return nil }
      self = .typographicMinus
    } else if ["<", ">", "≤", "≥", "~", "≈"].contains(first) {
      guard Self.isWritten(scalars.drop { "<>≤≥~≈=".unicodeScalars.contains($0) }) else { return nil }
      self = .bound
    } else if let grouped = Self.groups(body) {
      self = grouped
    } else if Self.hasFortranExponent(scalars) {
      self = .fortranExponent
    } else if Self.isDate(body) {
      self = .date
    } else if Self.isTime(body) {
      self = .time
    } else if Self.hasUnit(scalars) {
      self = .unit
    } else {
      return nil
    }
  }

  /// Whether the field is a number to a reader, though in another notation; dates and times are meant as quantities too.
  package var isNumber: Bool {
    switch self {
    case .decimalComma, .thousandsMarks, .commaOrThousands, .currencySign, .percentSign, .fortranExponent: true
    case .typographicMinus, .parentheses, .date, .time: true
    case .unit, .bound, .comment, .missing: false
    }
  }

  /// What it looks like, in words that follow the field in a message.
  package var words: String {
    switch self {
    case .decimalComma: "a number with a decimal comma"
    case .thousandsMarks: "a number with marks between the thousands"
    case .commaOrThousands: "a number with a decimal comma or a mark between the thousands"
    case .currencySign: "a number with a currency sign"
    case .percentSign: "a number with a percent sign"
    case .fortranExponent: "a number with Fortran's exponent D, which is written E"
    case .typographicMinus: "a number whose minus sign is not the character -"
    case .parentheses: "a number in parentheses"
    case .date: "a date"
    case .time: "a time"
    case .unit: "a number with a unit"
    case .bound: "a bound of a number"
    case .comment: "the beginning of a comment"
    case .missing: "a mark of a missing value"
    }
  }
}

// MARK: - Notations

extension FieldAppearance {
  private typealias Text = Substring.UnicodeScalarView

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func trimmed(_ text: Text) -> Text {
    var text = text
    while let first = text.first, first.properties.isWhitespace { text.removeFirst() }
    while let last = text.last, last.properties.isWhitespace { text.removeLast() }
    return text
  }

  private static func isNumber(_ text: some Sequence<Unicode.Scalar>) -> Bool {
    var string = ""
    string.unicodeScalars.append(contentsOf: text)
    return DecimalNumber.value(of: string)?.isNaN == false
  }

  /// Whether the text is a number, plain or with marks of its digits.
  private static func isWritten(_ text: Text) -> Bool {
    let text = trimmed(text)
    let body = text.first == "-" || text.first == "+" ? trimmed(text.dropFirst()) : text
    return isNumber(text) || isNumber(body) || groups(body) != nil
  }

  /// A number without its sign in which a comma, or marks between thousands, stand: `1,5`, `68,527.00`, `1.234,5`, `1'234`.
  private static func groups(_ text: Text) -> FieldAppearance? {
    var mantissa = text
    if let e = text.firstIndex(where: { $0 == "e" || $0 == "E" }) {
      guard isNumber("1e".unicodeScalars + Array(text[text.index(after: e)...])) else { return nil }
      mantissa = text[..<e]
    }
    let marks = mantissa.filter { !isDigit($0) }
    guard let mark = marks.first, ",.'’_ \u{A0}\u{2009}\u{202F}".unicodeScalars.contains(mark) else { return nil }
    let parts = mantissa.split(omittingEmptySubsequences: false) { !isDigit($0) }
    if mark == ",", marks.count == 1 {
      guard !parts[1].isEmpty else { return nil }
      return parts[1].count == 3 && (1...3).contains(parts[0].count) && parts[0].first != "0"
        ? .commaOrThousands : .decimalComma
    }
    // Groups of three digits, and after another mark those of a fraction.
    let last = marks[marks.index(before: marks.endIndex)]
    let hasFraction = last != mark && (last == "." || last == ",")
    let whole = hasFraction ? parts.dropLast() : parts[...]
    let isGrouped =
      marks.dropLast(hasFraction ? 1 : 0).allSatisfy { $0 == mark } && whole.count > 1
      && (1...3).contains(whole[0].count) && whole.dropFirst().allSatisfy { $0.count == 3 }
    guard isGrouped else { return nil }
    return hasFraction && last == "," ? .decimalComma : .thousandsMarks
  }

  private static func hasFortranExponent(_ text: Text) -> Bool {
    guard let place = text.firstIndex(where: { $0 == "D" || $0 == "d" }), place > text.startIndex else { return false }
    return isNumber(Array(text[..<place]) + ["e"] + Array(text[text.index(after: place)...]))
  }

  /// `2024-05-17`, `17/5/2024`, `17.05.2024`, with a time after it or none.
  private static func isDate(_ text: Text) -> Bool {
    let day = text.prefix { $0 != "T" && $0 != " " }
    let rest = text[day.endIndex...].dropFirst()
    guard rest.isEmpty || isTime(rest.prefix { isDigit($0) || $0 == ":" || $0 == "." }) else { return false }
    let marks = Set(day.filter { !isDigit($0) })
    let counts = day.split(omittingEmptySubsequences: false) { !isDigit($0) }.map(\.count)
    guard counts.count == 3, marks.count == 1, marks.isSubset(of: ["-", "/", "."]) else { return false }
    let isShort = (1...2).contains(counts[1])
    return isShort
      && ((counts[0] == 4 && (1...2).contains(counts[2]))
        || ((1...2).contains(counts[0]) && (counts[2] == 4 || (counts[2] == 2 && marks != ["."]))))
  }

  /// `12:30` or `12:30:05.5`.
  private static func isTime(_ text: Text) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), (1...2).contains(parts[0].count), parts[0].allSatisfy(isDigit) else {
      return false
    }
    let seconds = parts.count == 3 ? parts[2].prefix(2) : "00".unicodeScalars.prefix(2)
    return parts[1].count == 2 && parts[1].allSatisfy(isDigit) && seconds.count == 2 && seconds.allSatisfy(isDigit)
  }

  /// `12 kg`, `5km`; no ordinal, such as `1st`.
  private static func hasUnit(_ text: Text) -> Bool {
    let number = text.prefix { isDigit($0) || $0 == "." || $0 == "-" || $0 == "+" }
    let unit = trimmed(text[number.endIndex...])
    return isNumber(number) && unit.count <= 5 && unit.allSatisfy { $0.properties.isAlphabetic }
      && !["st", "nd", "rd", "th"].contains(String(unit).lowercased())
  }
}
