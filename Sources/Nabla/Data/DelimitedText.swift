/// A table of text, such as a CSV file: rows of fields that are separated by commas, semicolons, tabs or white space.
///
/// - Lines end with LF, CR LF or CR. Blank lines are left out.
/// - A line that begins with `#` is a row as any other, unless comments are asked for. Before all other lines it names the
///   columns, as NumPy's `savetxt` writes their names, or is left out where it cannot be a row.
/// - A first column without a name that numbers or names the rows, as R and pandas write it, is no input.
/// - White space around a field does not belong to it. Where the delimiter is white space, a run of spaces and tabs is
///   one delimiter.
/// - A field in quotation marks may contain delimiters and line breaks, and `""` for a quotation mark (RFC 4180).
/// - The text is UTF-8, with or without a byte order mark, and may be gzip-compressed.
/// - All rows have the same number of fields.
///
/// A number is written with a decimal point: `-1`, `0.25`, `6.02e23`. What was left out or found out beside the plain rules is
/// in `remarks`.
public struct DelimitedText: Sendable {
  /// A column, by its name in the header or by its index from 0; it can be written as a literal, `"age"` or `0`.
  public enum Column: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// The column with this name in the header.
    case name(String)
    /// The column with this index, counted from 0.
    case index(Int)

    /// The column with a name.
    public init(stringLiteral name: String) { self = .name(name) }
    /// The column with an index, counted from 0.
    public init(integerLiteral index: Int) { self = .index(index) }
  }

  /// The file, as its path was given; `nil` for text that does not come from a file.
  public let source: String?
  /// The names of the columns; `nil` where the text has no header.
  public let columnNames: [String]?
  /// The number of rows, without the header.
  public let rowCount: Int
  /// The number of columns, the same in every row.
  public let columnCount: Int
  /// What was found out about the table, or left out of it.
  public private(set) var remarks: [Remark]
  /// The column that numbers or names the rows, which is no input unless it is named as one.
  public private(set) var rowNamesColumn: Int?
  /// Texts that stand for a missing value, which are refused as labels of classes.
  public var missingMarks = MissingMarks.usual

  let bytes: [UInt8]
  /// Where the fields are, row by row, without the header.
  let fields: [Field]
  /// The line on which each row begins, counted from 1.
  package let lines: [Int]

  /// The place of a field in the text, without white space and quotation marks around it.
  struct Field: Sendable {
    var start: Int
    var end: Int
  }

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: a text file, plain or gzip-compressed.
  ///   - delimiter: the character between fields; a space stands for any white space. `nil` takes the first of tab,
  ///     semicolon, comma and space that occurs in the first line outside quotation marks.
  ///   - header: whether the first line names the columns. `nil` takes it for names if none of its fields is a number, and
  ///     where they are, such as years, if the rows below speak for it.
  ///   - comment: the character that makes a line a comment where it begins with it; `nil` has no comments.
  ///   - rowNames: whether the first column numbers or names the rows; `nil` finds it out.
  /// - Throws: `DataError` with the line if the file cannot be read, has no row, has rows of unequal length or stray
  ///   quotation marks.
  /// - Precondition: `delimiter` and `comment` are one ASCII character each, and not a quotation mark or a line break; the
  ///   delimiter is not `#`.
  /// - Complexity: O(size of the file), in one pass.
  public init(
    contentsOf path: String, delimiter: Character? = nil, header: Bool? = nil, comment: Character? = nil,
    rowNames: Bool? = nil
  ) throws(DataError) {
    try self.init(
      bytes: DataFile.bytes(at: path), source: path, delimiter: delimiter.map(Self.byte(of:)), header: header,
      comment: comment.map(Self.byte(ofComment:)), rowNames: rowNames)
  }

  /// Parses text in memory, in the same way as a file.
  public init(
    text: String, delimiter: Character? = nil, header: Bool? = nil, comment: Character? = nil, rowNames: Bool? = nil
  ) throws(DataError) {
    try self.init(
      bytes: Array(text.utf8), source: nil, delimiter: delimiter.map(Self.byte(of:)), header: header,
      comment: comment.map(Self.byte(ofComment:)), rowNames: rowNames)
  }

  init(
    bytes: [UInt8], source: String?, delimiter: UInt8?, header: Bool?, comment: UInt8? = nil, rowNames: Bool? = nil
  ) throws(DataError) {
    var parser = DelimitedTextParser(source: source, delimiter: delimiter, comment: comment)
    try parser.parse(bytes.span)
    guard !parser.lines.isEmpty else {
      throw DataError(.empty, source: source, expected: "a table with at least one row", found: "no data")
    }
    let head = try TableHead(&parser, bytes, header: header, takesRows: comment != UInt8(ascii: "#"))
    remarks = head.remarks
    var isNamed = false
    if head.names == nil {
      if let header {
        isNamed = header
      } else {
        let decision = HeaderDecision(.init(bytes: bytes, fields: parser.fields, columnCount: parser.columnCount))
        isNamed = decision.isHeader
        if decision.hasNumbers { remarks.append(.numbersAsNames(line: parser.lines[0])) }
      }
    }
    guard !isNamed || parser.lines.count > 1 else {
      throw DataError(
        .empty, source: source, line: parser.lines[0], expected: "at least one row of data after the names of columns",
        found: "the end of the file")
    }
    self.source = source
    self.bytes = bytes
    columnCount = parser.columnCount
    let names = isNamed ? Array(parser.fields[..<parser.columnCount]) : head.names
    columnNames = names.map { $0.map { Self.string(of: bytes, in: $0) } }
    fields = isNamed ? Array(parser.fields.dropFirst(parser.columnCount)) : parser.fields
    lines = isNamed ? Array(parser.lines.dropFirst()) : parser.lines
    rowCount = lines.count
    for remark in [Remark.comments(parser.comments), .blanks(parser.blanks)] where remark.hasLines {
      remarks.append(remark)
    }
    try findRowNames(rowNames, isFirstRowShort: parser.isFirstRowShort, firstLine: parser.lines[0])
  }

  /// Finds out whether the first column numbers or names the rows, where that is not said.
  private mutating func findRowNames(
    _ isSaid: Bool?, isFirstRowShort: Bool, firstLine: Int
  ) throws(DataError) {
    let found = RowNames.found(in: self)
    // Only names of rows explain a header that is one field shorter; a delimiter at the end of every row does not.
    if isFirstRowShort, found == nil || columnNames == nil || isEmpty(column: columnCount - 1) {
      throw DataError(
        .raggedRow, source: source, line: columnNames == nil ? lines[1] : lines[0],
        expected: "\(DataError.count(columnCount - 1, "field")), as in line \(firstLine)", found: "\(columnCount)")
    }
    switch isSaid {
    case true?: rowNamesColumn = 0
    case false?: rowNamesColumn = nil
    case nil:
      rowNamesColumn = found == nil ? nil : 0
      if let found {
        remarks.append(.rowNames(column: columnNames?[0] ?? "", first: found.first, last: found.last))
      } else if columnNames == nil, columnCount > 2, RowNames.isCount(self) {
        remarks.append(.countingInput(first: self[0, 0], last: self[rowCount - 1, 0]))
      }
    }
  }

  private func isEmpty(column: Int) -> Bool { (0..<rowCount).allSatisfy { self[$0, column].isEmpty } }

  /// The text of a field.
  public subscript(row: Int, column: Int) -> String {
    precondition(
      (0..<rowCount).contains(row) && (0..<columnCount).contains(column),
      "field (\(row), \(column)) of a table of \(rowCount) × \(columnCount)")
    return Self.string(of: bytes, in: fields[row * columnCount + column])
  }

  private static func byte(of delimiter: Character) -> UInt8 {
    let name = delimiter.debugDescription
    precondition(!delimiter.isNewline && !"\"#".contains(delimiter), "\(name) cannot be a delimiter")
    guard let byte = delimiter.asciiValue else { preconditionFailure("\(name) is not ASCII, as delimiters are") }
    return byte
  }

  private static func byte(ofComment character: Character) -> UInt8 {
    let name = character.debugDescription
    precondition(!character.isWhitespace && character != "\"", "\(name) cannot begin a comment")
    guard let byte = character.asciiValue else { preconditionFailure("\(name) is not ASCII, as marks of comments are") }
    return byte
  }

  private static func string(of bytes: [UInt8], in field: Field) -> String {
    let text = bytes[field.start..<field.end]
    // Only a quoted field can have a quotation mark just before it: any other begins after a delimiter, white space or
    // a line break.
    guard field.start > 0, bytes[field.start - 1] == UInt8(ascii: "\""), text.contains(UInt8(ascii: "\"")) else {
      return String(decoding: text, as: UTF8.self)
    }
    var unescaped: [UInt8] = []
    var i = field.start
    while i < field.end {
      unescaped.append(bytes[i])
      i += bytes[i] == UInt8(ascii: "\"") ? 2 : 1
    }
    return String(decoding: unescaped, as: UTF8.self)
  }
}
