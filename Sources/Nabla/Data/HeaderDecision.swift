/// Whether the first row of a table names its columns, by evidence from the whole table.
///
/// - A row without a number that has some text names them.
/// - A row with numbers names them where these are whole numbers, all different, such as years, and the rows below speak for
///   it: a word stands above a column of numbers; or quotation marks are around all of the first row and around nothing of
///   the second; or the numbers are years above what are none; or they count 0, 1, 2, … beside an unnamed column of row
///   numbers or above numbers of another kind.
struct HeaderDecision {
  private(set) var isHeader = false
  /// Whether the header has numbers, so that it must be said that it was taken for one.
  private(set) var hasNumbers = false

  private let rows: Rows
  private let kinds: [Kind]

  /// What a field of the first row is.
  private enum Kind: Equatable {
    case text, missing, date
    /// A number in another notation.
    case written
    case number(Int?)
  }

  /// All rows of the table, the first included.
  struct Rows {
    let text: TextFields
    let columns: FieldCache

    var columnCount: Int { text.columnCount }
    var count: Int { text.rowCount }

    func column(_ column: Int) -> FieldColumn { columns.column(column, of: text) }

    func value(_ row: Int, _ column: Int) -> Double? {
      columns.notation.value(of: text.bytes, in: field(row, column), as: Double.self)
    }

    func text(_ row: Int, _ column: Int) -> Substring {
      let field = field(row, column)
      return Substring(decoding: text.bytes[field.start..<field.end], as: UTF8.self)
    }

    func isQuoted(_ row: Int, _ column: Int) -> Bool {
      let start = field(row, column).start
      return start > 0 && text.quote.map { text.bytes[start - 1] == $0 } ?? false
    }

    private func field(_ row: Int, _ column: Int) -> DelimitedText.Field { text.fields[row * columnCount + column] }
  }

  init(_ rows: Rows) {
    self.rows = rows
    kinds = (0..<rows.columnCount).map { Self.kind(rows, $0) }
    let hasText = kinds.contains(.text)
    let isPlain = !kinds.contains { if case .number = $0 { true } else { false } }
    if isPlain, !kinds.contains(.written), !kinds.contains(.date) {
      isHeader = hasText
    } else if rows.count > 1 {
      isHeader = isPlain ? hasPlainNumbersBelow(hasText) : hasWholeNumbersAsNames(hasText)
      hasNumbers = isHeader
    }
  }

  private static func kind(_ rows: Rows, _ column: Int) -> Kind {
    if let value = rows.value(0, column) {
      guard !value.isNaN else { return .missing }
      let text = rows.text(0, column)
      let isWhole = text.utf8.allSatisfy { (0x30...0x39).contains($0) } && (text == "0" || text.first != "0")
      return .number(isWhole ? Int(text) : nil)
    }
    switch FieldAppearance(String(rows.text(0, column))) {
    // What begins with a mark of comments has been found to be no header.
    case .missing, .comment: return .missing
    case .date: return .date
    case let other?: return other.isNumber ? .written : .text
    case nil: return .text
    }
  }

  // MARK: - Evidence

  /// Whether a column is of numbers below the first row: more than half of its fields are.
  private func isOfNumbers(_ column: Int) -> Bool {
    let column = rows.column(column)
    let words = column.tally(skippingFirst: true).reduce(0) { words, text in
      words + (rows.columns.notation.value(ofField: text.text) == nil ? text.count : 0)
    }
    let numbers = rows.count - 1 - words
    return 2 * numbers > rows.count - 1
  }

  private var hasTextAboveNumbers: Bool { kinds.indices.contains { kinds[$0] == .text && isOfNumbers($0) } }

  /// Of a row of dates, percentages and the like: whether plain numbers are below.
  private func hasPlainNumbersBelow(_ hasText: Bool) -> Bool {
    guard hasText || !kinds.contains(.written) else { return false }
    return hasTextAboveNumbers
      || kinds.indices.allSatisfy { ![.written, .date].contains(kinds[$0]) || isOfNumbers($0) }
  }

  /// Of a row with numbers: whether they are names.
  private func hasWholeNumbersAsNames(_ hasText: Bool) -> Bool {
    let columns = kinds.indices.filter { if case .number = kinds[$0] { true } else { false } }
    let numbers = columns.compactMap { if case .number(let value) = kinds[$0] { value } else { nil } }
    guard numbers.count == columns.count, Set(numbers).count == numbers.count, !kinds.contains(.written) else {
      return false
    }
    if hasText, hasTextAboveNumbers { return true }
    if kinds.indices.allSatisfy({ rows.isQuoted(0, $0) && !rows.isQuoted(1, $0) }) { return true }
    guard numbers.count >= 2 else { return kinds[0] == .missing && numbers == [0] && countsRows }
    let steps = zip(numbers, numbers.dropFirst()).map { $1 - $0 }
    if numbers.allSatisfy((1500...2200).contains), steps.allSatisfy({ $0 > 0 }) || steps.allSatisfy({ $0 < 0 }) {
      return columns.contains { column in hasOther(column) { (1500...2200).contains($0) } }
    }
    guard steps.allSatisfy({ $0 == 1 }), numbers[0] == 0 else { return false }
    if kinds[0] == .missing, columns.count == kinds.count - 1 { return countsRows }
    guard columns.count == kinds.count, numbers.count >= 3 else { return false }
    return columns.contains { column in hasOther(column) { _ in true } }
      || (numbers.count >= 5 && !goesOn)
  }

  /// Whether a column has a field below the first row that is no whole number, or not one of these.
  private func hasOther(_ column: Int, _ isOne: (Double) -> Bool) -> Bool {
    (1..<rows.count).contains { row in
      guard let value = rows.value(row, column) else { return false }
      return value != value.rounded() || !isOne(value)
    }
  }

  /// Whether the second row counts as the first does, as in a table of all numbers in their order.
  private var goesOn: Bool {
    guard let first = rows.value(1, 0) else { return false }
    return (1..<rows.columnCount).allSatisfy { rows.value(1, $0) == first + Double($0) }
  }

  /// Whether the first column counts the rows below the first, from 0 or 1.
  private var countsRows: Bool {
    guard let first = rows.value(1, 0), first == 0 || first == 1 else { return false }
    return (1..<rows.count).allSatisfy { rows.value($0, 0) == first + Double($0 - 1) }
  }
}
