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

  /// The columns of a text in its notation, which is found from the rows from the second on where there are several, as the first
  /// may have names.
  ///
  /// - Complexity: O(length of the text).
  static func columns(of text: TextFields, dialect: Dialect) -> FieldCache {
    let columns = FieldCache(NumberNotation())
    columns.prepare(Array(0..<text.columnCount), of: text)
    return columns.reading(notation(of: columns, text, dialect), of: text)
  }

  private static func notation(of columns: FieldCache, _ text: TextFields, _ dialect: Dialect) -> NumberNotation {
    var notation = NumberNotation()
    notation.hasCurrency = dialect.currency
    notation.hasPercent = dialect.percent
    notation.hasDecimalComma = dialect.decimal == .comma
    if case .mark(let mark)? = dialect.thousands { notation.thousandsMark = mark }
    let parts = ResultList<NotationSearch?>(count: text.columnCount, repeating: nil)
    Parallel.forEach(text.columnCount, threads: Worker.coreCount) { column, _ in
      var part = NotationSearch()
      if part.look(at: columns.column(column, of: text), dialect) { parts[column] = part }
    }
    var search = NotationSearch()
    for part in parts.all { if let part { search.add(part) } }
    notation.hasFortranExponents = search.exponents > 0
    guard search.commas + search.undecided > 0 || !search.marks.isEmpty else { return notation }
    if search.commas + search.undecided > 0 {
      search.countPoints(in: parts.all.indices.filter { parts[$0] != nil }, of: text)
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
  private mutating func look(at column: FieldColumn, _ dialect: Dialect) -> Bool {
    let skipsFirst = column.cells.count > 1
    var numbers = column.numberCount - (skipsFirst && column.place(0) == nil ? 1 : 0)
    var (others, labels) = (0, 0)
    for (string, count) in column.tally(skippingFirst: skipsFirst) {
      switch Self.kind(of: string) {
      case .plain: numbers += count
      case .word: labels += count
      case .other:
        switch FieldAppearance(Self.bare(string, dialect)) {
        case nil where DecimalNumber.value(of: Self.bare(string, dialect)) != nil: numbers += count
        case .missing?: break
        case .decimalComma?:
          others += count
          commas += count
          if let mark = Self.firstMark(string), mark != "," { marks[mark, default: 0] += count }
        case .thousandsMarks?:
          others += count
          guard let mark = Self.firstMark(string) else { break }
          marks[mark, default: 0] += count
          if mark == "." { commas += count }
          if mark == "," { points += count }
        case .commaOrThousands?:
          others += count
          undecided += count
        case .fortranExponent?:
          others += count
          exponents += count
        case .currencySign?, .percentSign?, .typographicMinus?, .parentheses?: others += count
        case .date?, .time?, .unit?, .bound?, .comment?, nil: labels += count
        }
      }
    }
    return numbers + others > 0 && numbers + others >= labels
  }

  private enum Kind { case plain, word, other }

  private static func kind(of text: String) -> Kind {
    var text = text
    return text.withUTF8 { kind(of: DelimitedText.Field(start: 0, end: $0.count), in: $0.span) }
  }

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
  private mutating func countPoints(in columns: [Int], of table: TextFields) {
    let text = table.bytes.span
    for row in (table.rowCount > 1 ? 1 : 0)..<table.rowCount {
      for column in columns {
        let field = table.fields[row * table.columnCount + column]
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
