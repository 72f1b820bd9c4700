/// The rows of a text, and what was found out to read them: quotation marks, the lines before the table, the delimiter.
struct ParsedText {
  var parser: DelimitedTextParser
  var remarks: [DelimitedText.Remark] = []

  /// Parses a text in UTF-8.
  ///
  /// - Throws: `DataError` where it has no row, or none that suits the first.
  init(_ bytes: [UInt8], source: String?, _ dialect: Dialect) throws(DataError) {
    let comment = dialect.comment.map(DelimitedText.byte(ofComment:))
    let quote: UInt8?
    switch dialect.quotes {
    case nil: quote = QuoteSearch.quote(in: bytes)
    case .double?: quote = UInt8(ascii: "\"")
    case .single?: quote = UInt8(ascii: "'")
    case Dialect.Quotes.none?: quote = nil
    }
    if dialect.quotes == nil, quote == UInt8(ascii: "'") { remarks.append(.singleQuotes) }
    var delimiter = dialect.delimiter.map(DelimitedText.byte(of:))
    var skipped = dialect.skippedLines
    if skipped == nil, let separator = Preamble.separator(in: bytes) {
      delimiter = delimiter ?? separator
      skipped = 1
      remarks.append(.separator(Character(Unicode.Scalar(separator))))
    }
    func parsed(_ lines: Int, _ delimiter: UInt8?) throws(DataError) -> DelimitedTextParser {
      var parser = DelimitedTextParser(source: source, delimiter: delimiter, comment: comment, quote: quote)
      parser.skipLines(bytes.span, count: lines)
      try parser.parse(bytes.span)
      guard !parser.lines.isEmpty else {
        throw DataError(.empty, source: source, expected: "a table with at least one row", found: "no data")
      }
      return parser
    }
    func preamble() -> Preamble? {
      Preamble.found(in: bytes, delimiter: delimiter, quote: quote, comment: comment)
    }
    var found: Preamble?
    do throws(DataError) {
      parser = try parsed(skipped ?? 0, delimiter)
      guard skipped == nil, Self.mayBeTitle(parser, bytes), let lines = preamble() else { return }
      found = lines
    } catch {
      guard skipped == nil, error.kind == .raggedRow || error.kind == .malformedQuotes, let lines = preamble() else {
        throw error
      }
      found = lines
      parser = DelimitedTextParser(source: source, delimiter: delimiter)
    }
    if let found {
      parser = try parsed(found.lineCount, found.delimiter)
      remarks.append(.title(lines: found.lineCount))
    }
  }

  /// Whether the first row looks like a title: it is all of its row, or the rest is empty, or it is one field shorter than the
  /// others, of which the first has a word above numbers.
  private static func mayBeTitle(_ parser: DelimitedTextParser, _ bytes: [UInt8]) -> Bool {
    let d = parser.columnCount
    guard parser.lines.count > 2 else { return false }
    if parser.isFirstRowShort {
      func isNumber(_ row: Int, _ column: Int) -> Bool {
        DecimalNumber.value(of: bytes.span, in: parser.fields[row * d + column], as: Double.self) != nil
      }
      return (0..<d).allSatisfy { !isNumber(1, $0) }
        && (1..<d).contains { column in
          let field = parser.fields[d + column]
          // A missing number above numbers is no word.
          return FieldAppearance(String(decoding: bytes[field.start..<field.end], as: UTF8.self)) == nil
            && (2..<parser.lines.count).allSatisfy { isNumber($0, column) }
        }
    }
    let filled = parser.fields[..<d].count { $0.start < $0.end }
    return d == 1 || (d >= 3 && filled <= 1)
  }
}

// MARK: - Bytes

extension DelimitedText {
  static func byte(of delimiter: Character) -> UInt8 {
    let name = delimiter.debugDescription
    precondition(!delimiter.isNewline && !"\"#".contains(delimiter), "\(name) cannot be a delimiter")
    guard let byte = delimiter.asciiValue else { preconditionFailure("\(name) is not ASCII, as delimiters are") }
    return byte
  }

  static func byte(ofComment character: Character) -> UInt8 {
    let name = character.debugDescription
    precondition(!character.isWhitespace && character != "\"", "\(name) cannot begin a comment")
    guard let byte = character.asciiValue else { preconditionFailure("\(name) is not ASCII, as marks of comments are") }
    return byte
  }

  static func string(of bytes: [UInt8], in field: Field, quote: UInt8?) -> String {
    let text = bytes[field.start..<field.end]
    // Only a quoted field can have a quotation mark just before it: any other begins after a delimiter, white space or
    // a line break.
    guard let quote, field.start > 0, bytes[field.start - 1] == quote, text.contains(quote) else {
      return String(decoding: text, as: UTF8.self)
    }
    return unescaped(text, quote)
  }

  /// The text of a quoted field, in which quotation marks are doubled.
  static func unescaped(_ text: some Collection<UInt8>, _ quote: UInt8?) -> String {
    var unescaped: [UInt8] = []
    var isSecond = false
    for byte in text {
      isSecond = byte == quote && !isSecond
      if byte != quote || isSecond { unescaped.append(byte) }
    }
    return String(decoding: unescaped, as: UTF8.self)
  }
}
