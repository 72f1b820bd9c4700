/// Finds out how the numbers of a table are written, from all fields of the columns that are of numbers.
///
/// - `1,5` and `1.234,5` have a decimal comma, `1.5` and `1,234.5` a decimal point; both in one table is a contradiction, and
///   then numbers have decimal points.
/// - `1,234` is taken as the other numbers are: as a thousand beside decimal points, as a fraction beside decimal commas, and
///   as neither where nothing else tells.
struct NotationSearch {
  /// What speaks for each notation, in fields.
  private(set) var commas = 0
  private(set) var points = 0
  /// Fields such as `1,234`.
  private(set) var undecided = 0
  private(set) var exponents = 0
  private(set) var marks: [Character: Int] = [:]

  /// The notation of the rows of a table, from the second on where there are several, as the first may have names.
  ///
  /// - Complexity: O(length of the text).
  static func notation(
    of fields: [DelimitedText.Field], columnCount: Int, in bytes: [UInt8], dialect: Dialect
  ) -> NumberNotation {
    var notation = NumberNotation()
    notation.hasCurrency = dialect.currency
    notation.hasPercent = dialect.percent
    notation.hasDecimalComma = dialect.decimal == .comma
    if case .mark(let mark)? = dialect.thousands { notation.thousandsMark = mark }
    let rows = fields.count / columnCount
    var search = NotationSearch()
    var numberColumns: [Int] = []
    for column in 0..<columnCount {
      var part = NotationSearch()
      if part.look(at: column, of: fields, columnCount, rows, bytes, dialect) {
        search.add(part)
        numberColumns.append(column)
      }
    }
    notation.hasFortranExponents = search.exponents > 0
    guard search.commas + search.undecided > 0 || !search.marks.isEmpty else { return notation }
    if search.commas + search.undecided > 0 {
      search.countPoints(in: numberColumns, of: fields, columnCount, rows, bytes)
    }
    search.decide(&notation, dialect)
    return notation
  }

  private mutating func add(_ other: NotationSearch) {
    commas += other.commas
    points += other.points
    undecided += other.undecided
    exponents += other.exponents
    marks.merge(other.marks, uniquingKeysWith: +)
  }

  /// What follows from what was seen, where it was not said.
  private func decide(_ notation: inout NumberNotation, _ dialect: Dialect) {
    if dialect.decimal == nil { notation.hasDecimalComma = commas > 0 && points == 0 }
    guard dialect.thousands == nil else { return }
    let own: Character = notation.hasDecimalComma ? "," : "."
    // A comma that cannot be decimal stands between thousands.
    var marks = marks
    if !notation.hasDecimalComma, undecided > 0, points > 0, commas == 0 || dialect.decimal == .point {
      marks[",", default: 0] += undecided
    }
    let candidates = marks.filter { $0.key != own }
    if candidates.count == 1 { notation.thousandsMark = candidates.first?.key }
  }

  /// Looks at the fields of one column that are no plain numbers, and says whether it is one of numbers.
  private mutating func look(
    at column: Int, of fields: [DelimitedText.Field], _ columnCount: Int, _ rows: Int, _ bytes: [UInt8],
    _ dialect: Dialect
  ) -> Bool {
    var (numbers, others, labels) = (0, 0, 0)
    let text = bytes.span
    for row in (rows > 1 ? 1 : 0)..<rows {
      let field = fields[row * columnCount + column]
      switch Self.kind(of: field, in: text) {
      case .plain: numbers += 1
      case .word: labels += 1
      case .other:
        let string = String(decoding: bytes[field.start..<field.end], as: UTF8.self)
        switch FieldAppearance(Self.bare(string, dialect)) {
        case nil where DecimalNumber.value(of: Self.bare(string, dialect)) != nil: numbers += 1
        case .missing?: break
        case .decimalComma?:
          others += 1
          commas += 1
          if let mark = Self.firstMark(string), mark != "," { marks[mark, default: 0] += 1 }
        case .thousandsMarks?:
          others += 1
          guard let mark = Self.firstMark(string) else { break }
          marks[mark, default: 0] += 1
          if mark == "." { commas += 1 }
          if mark == "," { points += 1 }
        case .commaOrThousands?:
          others += 1
          undecided += 1
        case .fortranExponent?:
          others += 1
          exponents += 1
        case .currencySign?, .percentSign?, .typographicMinus?, .parentheses?: others += 1
        case .date?, .time?, .unit?, .bound?, .comment?, nil: labels += 1
        }
      }
    }
    return numbers + others > 0 && numbers + others >= labels
  }

  private enum Kind { case plain, word, other }

  /// What a field is at first sight: digits, signs, points and exponents; a word without a digit; or something else.
  private static func kind(of field: DelimitedText.Field, in text: Span<UInt8>) -> Kind {
    var (hasDigit, hasOther) = (false, false)
    for i in field.start..<field.end {
      let byte = text[i]
      if byte &- UInt8(ascii: "0") <= 9 {
        hasDigit = true
      } else if byte != UInt8(ascii: "."), byte != UInt8(ascii: "-"), byte | 0x20 != UInt8(ascii: "e"),
        byte != UInt8(ascii: "+")
      {
        hasOther = true
      }
    }
    if hasDigit { return hasOther || field.end - field.start < 2 ? (hasOther ? .other : .plain) : points(field, text) }
    return field.end - field.start > MissingMarks.longest ? .word : .other
  }

  /// Two points in a field are marks between thousands, a date, or a version.
  private static func points(_ field: DelimitedText.Field, _ text: Span<UInt8>) -> Kind {
    var points = 0
    for i in field.start..<field.end where text[i] == UInt8(ascii: ".") { points += 1 }
    return points > 1 ? .other : .plain
  }

  /// The text without the signs that were said to be left out.
  private static func bare(_ text: String, _ dialect: Dialect) -> String {
    guard dialect.currency || dialect.percent else { return text }
    let scalars = text.unicodeScalars.filter { scalar in
      !(dialect.currency && (scalar.properties.generalCategory == .currencySymbol || scalar == "(" || scalar == ")"))
        && !(dialect.percent && (scalar == "%" || scalar == "‰"))
    }
    return String(String.UnicodeScalarView(scalars)).trimmed
  }

  /// The first character between digits that is none.
  private static func firstMark(_ text: String) -> Character? {
    text.drop { !("0"..."9").contains($0) }.first { !("0"..."9").contains($0) }
  }

  /// Counts the numbers whose point can only be decimal.
  private mutating func countPoints(
    in columns: [Int], of fields: [DelimitedText.Field], _ columnCount: Int, _ rows: Int, _ bytes: [UInt8]
  ) {
    let text = bytes.span
    for row in (rows > 1 ? 1 : 0)..<rows {
      for column in columns {
        let field = fields[row * columnCount + column]
        guard case .plain = Self.kind(of: field, in: text) else { continue }
        guard let point = (field.start..<field.end).first(where: { text[$0] == UInt8(ascii: ".") }) else { continue }
        var digits = 0
        while point + 1 + digits < field.end, text[point + 1 + digits] &- UInt8(ascii: "0") <= 9 { digits += 1 }
        let before = point - field.start
        if digits != 3 || before == 0 || before > 4 || text[field.start] == UInt8(ascii: "0") { points += 1 }
      }
    }
  }
}

extension String {
  /// The text without white space at its ends.
  var trimmed: String {
    var scalars = unicodeScalars[...]
    while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
    while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
    return String(scalars)
  }
}
