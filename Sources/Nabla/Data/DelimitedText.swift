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
  public private(set) var rowCount: Int
  /// The number of columns, the same in every row.
  public let columnCount: Int
  /// What was found out about the table, or left out of it.
  public private(set) var remarks: [Remark]
  /// The column that numbers or names the rows, which is no input unless it is named as one.
  public private(set) var rowNamesColumn: Int?
  /// Texts that stand for a missing value, which are refused as labels of classes.
  public var missingMarks = MissingMarks.usual

  /// How its numbers are written.
  public private(set) var notation = NumberNotation()
  /// The order of its dates, where that was said.
  package private(set) var dateOrder: Dialect.DateOrder?

  /// The text; empty where `compact` has it.
  private(set) var bytes: [UInt8]
  /// The byte between fields.
  let delimiter: UInt8
  /// The byte around quoted fields.
  private(set) var quote: UInt8?
  /// Where the fields are, row by row, without the header.
  private(set) var fields: [Field]
  /// Where the rows are of a text of numbers alone, which has no `fields`.
  private(set) var compact: CompactRows?
  /// The line on which each row begins, counted from 1.
  package private(set) var lines: [Int]
  /// The columns that were read.
  private(set) var cache: FieldCache

  /// The place of a field in the text, without white space and quotation marks around it.
  struct Field: Sendable {
    var start: Int
    var end: Int
  }

  /// Reads a file by the plain rules: what is not said is found out as far as the parameters tell, quotation marks are double,
  /// and numbers have decimal points.
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
    let dialect = Dialect.plain(delimiter: delimiter, header: header, comment: comment, rowNames: rowNames)
    try self.init(DataFile.text(at: path), source: path, dialect, isPlain: true)
  }

  /// Parses text in memory, in the same way as a file.
  public init(
    text: String, delimiter: Character? = nil, header: Bool? = nil, comment: Character? = nil, rowNames: Bool? = nil
  ) throws(DataError) {
    let dialect = Dialect.plain(delimiter: delimiter, header: header, comment: comment, rowNames: rowNames)
    try self.init(.bytes(Array(text.utf8)), source: nil, dialect, isPlain: true)
  }

  /// Reads a file in any dialect: what that does not say is found out from the whole table.
  ///
  /// - Throws: `DataError` with the line if the file cannot be read, is not in the encoding, has no row, has rows of unequal
  ///   length or stray quotation marks.
  /// - Precondition: as for the plain rules.
  /// - Complexity: O(size of the file), in a few passes.
  public init(contentsOf path: String, dialect: Dialect) throws(DataError) {
    try self.init(DataFile.text(at: path), source: path, dialect, isPlain: false)
  }

  /// Parses text in memory in any dialect, in the same way as a file; it is in UTF-8, whatever the dialect says.
  public init(text: String, dialect: Dialect) throws(DataError) {
    var dialect = dialect
    dialect.encoding = .utf8
    try self.init(.bytes(Array(text.utf8)), source: nil, dialect, isPlain: false)
  }

  /// - Parameter isPlain: whether nothing is found out beyond the plain rules.
  init(_ stored: StoredText, source: String?, _ dialect: Dialect, isPlain: Bool) throws(DataError) {
    try FileSignature.check(stored, source: source)
    if let rows = CompactRows(stored, dialect) {
      self = DelimitedText(rows, source: source, dialect)
      return
    }
    let bytes = try TextDecoding.utf8(stored.array, dialect.encoding, source: source)
    var found = try ParsedText(bytes, source: source, dialect)
    let head = try TableHead(
      &found.parser, bytes, header: dialect.header, takesRows: found.parser.comment != UInt8(ascii: "#"))
    remarks = found.remarks + head.remarks
    let firstLine = found.parser.lines[0]
    var text = TextFields(
      text: .bytes(bytes), fields: found.parser.fields, columnCount: found.parser.columnCount, quote: found.parser.quote
    )
    cache = isPlain ? FieldCache(NumberNotation()) : NotationSearch.columns(of: text, dialect: dialect)
    notation = cache.notation
    var isNamed = false
    if head.names == nil {
      if let header = dialect.header {
        isNamed = header
      } else {
        let decision = HeaderDecision(.init(text: text, columns: cache))
        isNamed = decision.isHeader
        if decision.hasNumbers { remarks.append(.numbersAsNames(line: firstLine)) }
      }
    }
    guard !isNamed || text.rowCount > 1 else {
      throw DataError(
        .empty, source: source, line: firstLine, expected: "at least one row of data after the names of columns",
        found: "the end of the file")
    }
    self.source = source
    self.bytes = bytes
    quote = text.quote
    // A text of one column has none.
    delimiter = found.parser.delimiter ?? UInt8(ascii: ",")
    dateOrder = dialect.dates
    columnCount = text.columnCount
    let names = isNamed ? Array(text.fields[..<text.columnCount]) : head.names
    columnNames = names.map { $0.map { Self.string(of: bytes, in: $0, quote: text.quote) } }
    // Nothing else has them any more, so that the names are left out in place.
    text = TextFields(text: .bytes([]), fields: [], columnCount: 1, quote: nil)
    (fields, lines) = found.parser.takeRows(from: isNamed ? 1 : 0)
    if isNamed { cache.removeFirst() }
    rowCount = lines.count
    for remark in [Remark.comments(found.parser.comments), .blanks(found.parser.blanks)] where remark.hasLines {
      remarks.append(remark)
    }
    if !isPlain { try findUnits(dialect.units) }
    try findRowNames(dialect.rowNames, isFirstRowShort: found.parser.isFirstRowShort, firstLine: firstLine)
    if notation.isFound(beyond: dialect) { remarks.append(.notation(notation)) }
  }

  /// The table of a text of numbers alone.
  private init(_ rows: CompactRows, source: String?, _ dialect: Dialect) {
    self.source = source
    bytes = []
    delimiter = rows.delimiter
    quote = nil
    dateOrder = dialect.dates
    columnCount = rows.columnCount
    columnNames = rows.names
    fields = []
    compact = rows
    rowCount = rows.count
    lines = Array(rows.firstLine..<rows.firstLine + rows.count)
    cache = FieldCache(NumberNotation())
    remarks = []
  }

  /// Other rows of the same table, in the dialect in which its first rows were read.
  ///
  /// - Parameters:
  ///   - bytes: Whole lines of the text, in UTF-8.
  ///   - line: The number of the first of them.
  init(
    part bytes: [UInt8], of first: DelimitedText, quote: UInt8?, comment: UInt8?, firstLine line: Int
  ) throws(DataError) {
    var parser = DelimitedTextParser(
      source: first.source, delimiter: first.delimiter, comment: comment, quote: quote, line: line)
    try parser.parse(bytes.span, continuing: first.columnCount)
    self = first
    self.bytes = bytes
    self.quote = quote
    fields = parser.fields
    lines = parser.lines
    rowCount = parser.lines.count
    compact = nil
    remarks = []
    // Parts are read on all cores already.
    cache = FieldCache(notation, threads: 1)
  }

  /// The same table with a place for each field, for what asks for single ones.
  ///
  /// - Complexity: O(length of the text), the first time.
  package var expanded: DelimitedText {
    guard let compact else { return self }
    var table = self
    table.bytes = compact.text.array
    table.fields = compact.fields
    table.compact = nil
    return table
  }

  /// Leaves out the row of units below the names of columns, where there is one.
  private mutating func findUnits(_ isSaid: Bool?) throws(DataError) {
    guard isSaid ?? UnitsRow.isFirst(in: self) else { return }
    guard rowCount > 1 else {
      throw DataError(
        .empty, source: source, line: lines[0], expected: "at least one row of data after that of units",
        found: "the end of the file")
    }
    remarks.append(.units(line: lines[0]))
    keep(Array(1..<rowCount))
  }

  /// Keeps these rows alone, in this order.
  private mutating func keep(_ rows: [Int]) {
    self = expanded
    fields = rows.flatMap { fields[$0 * columnCount..<($0 + 1) * columnCount] }
    lines = rows.map { lines[$0] }
    rowCount = rows.count
    cache = cache.rows(at: rows)
  }

  /// The table of these rows alone, in this order; their lines stay those of the file.
  ///
  /// - Precondition: the indices are in 0 ..< `rowCount`.
  /// - Complexity: O(`rows.count` · `columnCount`).
  public func rows(at rows: [Int]) -> DelimitedText {
    var part = self
    part.keep(rows)
    return part
  }

  /// Finds out whether the first column numbers or names the rows, where that is not said.
  private mutating func findRowNames(
    _ isSaid: Bool?, isFirstRowShort: Bool, firstLine: Int
  ) throws(DataError) {
    let found = RowNames.found(in: self)
    // Only names of rows explain a header that is one field shorter; a delimiter at the end of every row does not.
    if isFirstRowShort, found == nil || columnNames == nil || isEmpty(column: columnCount - 1) {
      // A row of units between them is gone.
      let line = columnNames == nil && rowCount > 1 ? lines[1] : lines[0]
      throw DataError(
        .raggedRow, source: source, line: line,
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

  func isEmpty(column: Int) -> Bool { (0..<rowCount).allSatisfy { self[$0, column].isEmpty } }
}
