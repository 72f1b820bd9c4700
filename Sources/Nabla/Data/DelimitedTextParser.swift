/// Finds the fields of delimited text in one pass over its bytes.
struct DelimitedTextParser {
  let source: String?
  /// The byte between fields; a space stands for runs of spaces and tabs, and `nil` for what the first line shows.
  var delimiter: UInt8?
  /// The byte that makes a line a comment where it begins with it; nil where no line is one.
  let comment: UInt8?
  /// The byte around fields that may contain delimiters; nil where there is none.
  let quote: UInt8?
  /// The fields, row by row.
  private(set) var fields: [DelimitedText.Field] = []
  /// The line on which each row begins, counted from 1.
  private(set) var lines: [Int] = []
  /// The number of fields in each row.
  private(set) var columnCount = 0
  /// The lines before all others that begin with `#`; what they are is seen only when the table is known.
  private(set) var head: [HeadLine] = []
  /// The lines that were left out as comments.
  private(set) var comments = SkippedLines()
  /// The blank lines between rows.
  private(set) var blanks = SkippedLines()
  /// Whether the first row has one field fewer than the others, as R writes a header of columns beside names of rows.
  private(set) var isFirstRowShort = false

  var position: Int
  var line: Int
  /// The line at which it begins.
  let firstLine: Int
  /// Whether the rows go on with those of another text.
  private var isContinued = false
  /// How many bytes of a long text a thread takes in one go.
  var pieceSize = 1 << 20
  /// The blank lines since the last row.
  private var pendingBlanks = SkippedLines()

  /// A line at the head of the text that begins with `#`.
  struct HeadLine {
    var line: Int
    /// Where it begins.
    var start: Int
  }

  static let hash = UInt8(ascii: "#")
  static let space = UInt8(ascii: " ")
  static let tab = UInt8(ascii: "\t")
  static let lf = UInt8(ascii: "\n")
  static let cr = UInt8(ascii: "\r")

  init(
    source: String?, delimiter: UInt8?, comment: UInt8? = nil, quote: UInt8? = UInt8(ascii: "\""), position: Int = 0,
    line: Int = 1
  ) {
    self.source = source
    self.delimiter = delimiter
    self.comment = comment
    self.quote = quote
    self.position = position
    self.line = line
    firstLine = line
  }

  /// Leaves out lines before all others.
  mutating func skipLines(_ text: Span<UInt8>, count: Int) {
    for _ in 0..<count where position < text.count { skipLine(text) }
  }

  /// Parses the text, from where it is on.
  ///
  /// - Throws: `DataError` with the line of a row of another length than the first, or of a stray quotation mark.
  mutating func parse(_ text: Span<UInt8>) throws(DataError) {
    if position == 0 { try skipByteOrderMark(text) }
    try checkEncoding(text)
    let start = (position: position, line: line)
    var isTried = false
    while position < text.count {
      if lines.count > 1, !isTried {
        isTried = true
        if parsePieces(text) { break }
      } else if isBlank(text) {
        if !lines.isEmpty { pendingBlanks.add(line) }
        skipLine(text)
      } else if text[position] == Self.hash, lines.isEmpty {
        head.append(HeadLine(line: line, start: position))
        skipLine(text)
      } else if text[position] == comment {
        comments.add(line)
        skipLine(text)
      } else {
        try addRow(text)
      }
    }
    guard lines.isEmpty, !head.isEmpty, comment != Self.hash else { return }
    // There is nothing but such lines, so they are rows.
    head = []
    (position, line) = start
    while position < text.count {
      if isBlank(text) { skipLine(text) } else { try addRow(text) }
    }
  }

  /// Parses rows that go on with a table of so many columns.
  ///
  /// - Throws: `DataError` as `parse` does.
  mutating func parse(_ text: Span<UInt8>, continuing columns: Int) throws(DataError) {
    try checkEncoding(text)
    try parseRows(text, continuing: columns)
  }

  /// The same of a text that is known to be UTF-8.
  mutating func parseRows(_ text: Span<UInt8>, continuing columns: Int) throws(DataError) {
    columnCount = columns
    isContinued = true
    while position < text.count {
      if isBlank(text) {
        pendingBlanks.add(line)
        skipLine(text)
      } else if text[position] == comment {
        comments.add(line)
        skipLine(text)
      } else {
        try addRow(text)
      }
    }
  }

  /// Goes on with the rows of another part, which begin where these end.
  mutating func append(_ part: DelimitedTextParser) {
    fields += part.fields
    lines += part.lines.lazy.map { $0 + line - 1 }
    comments.add(part.comments.moved(by: line - 1))
    if !part.lines.isEmpty {
      blanks.add(pendingBlanks)
      blanks.add(part.blanks.moved(by: line - 1))
      pendingBlanks = SkippedLines()
    }
    pendingBlanks.add(part.pendingBlanks.moved(by: line - 1))
    line += part.line - 1
    position = part.position
  }

  /// Makes room for that many more rows.
  mutating func reserve(rows: Int) {
    fields.reserveCapacity(fields.count + rows * columnCount)
    lines.reserveCapacity(lines.count + rows)
  }

  /// Gives the fields and the lines of all rows but some at the beginning, and keeps none.
  mutating func takeRows(from first: Int) -> (fields: [DelimitedText.Field], lines: [Int]) {
    var (fields, lines) = (self.fields, self.lines)
    (self.fields, self.lines) = ([], [])
    fields.removeFirst(first * columnCount)
    lines.removeFirst(first)
    return (fields, lines)
  }

  private mutating func addRow(_ text: Span<UInt8>) throws(DataError) {
    let delimiter = self.delimiter ?? Self.detectDelimiter(in: text, from: position, quote: quote)
    self.delimiter = delimiter
    let firstLine = line
    let firstField = fields.count
    let isHash = text[position] == Self.hash
    try parseRow(text, delimiter: delimiter)
    let count = fields.count - firstField
    if lines.isEmpty, !isContinued { columnCount = count }
    if count == columnCount + 1, lines.count == 1, !isContinued, isText(text, fields: 0..<firstField) {
      // The header of R: the column of the names of rows has no name of its own.
      fields.insert(DelimitedText.Field(start: fields[0].start, end: fields[0].start), at: 0)
      columnCount = count
      isFirstRowShort = true
    }
    guard count == columnCount else {
      // Where a row of one field more was taken for R's, and the rest does not bear that out, that row was the odd one.
      let (odd, wanted, found) =
        isFirstRowShort ? (lines[1], columnCount - 1, columnCount) : (firstLine, columnCount, count)
      throw DataError(
        .raggedRow, source: source, line: odd,
        expected: "\(DataError.count(wanted, "field")), as in \(isContinued ? "the lines before" : "line \(lines[0])")",
        found: "\(found)" + (isHash ? " in a line that begins with '#', which is no comment unless that is said" : ""))
    }
    lines.append(firstLine)
    if pendingBlanks.count > 0 {
      blanks.add(pendingBlanks)
      pendingBlanks = SkippedLines()
    }
  }

  /// Whether some fields have no number among them.
  private func isText(_ text: Span<UInt8>, fields range: Range<Int>) -> Bool {
    range.allSatisfy { DecimalNumber.value(of: text, in: fields[$0], as: Double.self) == nil }
  }

  /// The fields of one line of the head, from behind its `#` marks or with them.
  func fields(of headLine: HeadLine, in text: Span<UInt8>, behindMarks: Bool) throws(DataError) -> [DelimitedText.Field]
  {
    var start = headLine.start
    if behindMarks {
      while start < text.count, text[start] == Self.hash { start += 1 }
    }
    let delimiter = self.delimiter ?? UInt8(ascii: ",")
    var parser = DelimitedTextParser(
      source: source, delimiter: delimiter, quote: quote, position: start, line: headLine.line)
    try parser.parseRow(text, delimiter: delimiter)
    return parser.fields
  }

  /// The next row that is no comment, whatever its length, or nil at the end of the text.
  mutating func nextRow(_ text: Span<UInt8>) throws(DataError) -> (fields: [DelimitedText.Field], line: Int)? {
    if position == 0 { try skipByteOrderMark(text) }
    while position < text.count, isBlank(text) || text[position] == comment { skipLine(text) }
    guard position < text.count, let delimiter else { return nil }
    let first = line
    fields.removeAll(keepingCapacity: true)
    try parseRow(text, delimiter: delimiter)
    return (fields, first)
  }

  /// Puts rows before all others.
  mutating func prepend(_ rows: [(fields: [DelimitedText.Field], line: Int)]) {
    fields.insert(contentsOf: rows.flatMap(\.fields), at: 0)
    lines.insert(contentsOf: rows.map(\.line), at: 0)
  }

  /// Takes fields up to the end of the line, and the line break.
  private mutating func parseRow(_ text: Span<UInt8>, delimiter: UInt8) throws(DataError) {
    skipPadding(text, delimiter: delimiter)
    while true {
      try parseField(text, delimiter: delimiter)
      guard position < text.count, !isLineBreak(text[position]) else { break }
      // A field ends at a line break or a delimiter, so this is one. A run of white space has been skipped as padding.
      if delimiter != Self.space {
        position += 1
        skipPadding(text, delimiter: delimiter)
      }
    }
    skipLineBreak(text)
  }

  /// Takes one field, and the white space after it.
  private mutating func parseField(_ text: Span<UInt8>, delimiter: UInt8) throws(DataError) {
    if position < text.count, text[position] == quote {
      return try parseQuotedField(text, delimiter: delimiter)
    }
    let start = position
    position = text.withUnsafeBufferPointer { Self.end(of: $0, from: start, delimiter) }
    var end = position
    while end > start, isPadding(text[end - 1], delimiter: delimiter) { end -= 1 }
    fields.append(DelimitedText.Field(start: start, end: end))
    skipPadding(text, delimiter: delimiter)
  }

  /// Where a field that is not quoted ends: at a delimiter, a line break, or the end of the text.
  @inline(__always)
  private static func end(of text: UnsafeBufferPointer<UInt8>, from start: Int, _ delimiter: UInt8) -> Int {
    let other = delimiter == space ? tab : delimiter
    var i = start
    while i < text.count {
      let byte = text[i]
      if byte == delimiter || byte == lf || byte == cr || byte == other { break }
      i &+= 1
    }
    return i
  }

  private mutating func parseQuotedField(_ text: Span<UInt8>, delimiter: UInt8) throws(DataError) {
    let opening = (line: line, position: position)
    func error(_ expected: String, _ found: String) -> DataError {
      DataError(
        .malformedQuotes, source: source, line: opening.line, byteOffset: opening.position, expected: expected,
        found: found)
    }
    position += 1
    let start = position
    while true {
      guard position < text.count else { throw error("a closing quotation mark", "the end of the text") }
      let byte = text[position]
      if byte == quote {
        guard position + 1 < text.count, text[position + 1] == quote else { break }
        position += 2
      } else if isLineBreak(byte) {
        skipLineBreak(text)
      } else {
        position += 1
      }
    }
    fields.append(DelimitedText.Field(start: start, end: position))
    position += 1
    let afterQuote = position
    skipPadding(text, delimiter: delimiter)
    guard position < text.count, !isLineBreak(text[position]) else { return }
    guard delimiter == Self.space ? position > afterQuote : text[position] == delimiter else {
      throw error("a field that ends with its closing quotation mark", "more text after it")
    }
  }
}
