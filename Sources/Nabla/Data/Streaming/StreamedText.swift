/// A table of text that stays in its file: numbers, words, dates and missing values, of which parts are read when they are needed.
///
/// ```swift
/// let text = try StreamedText(contentsOf: "large.csv")
/// let encoding = try text.encoding(of: [0, 1, 4], rows: [0..<text.rowCount], rules: EncodingRules(missing: .mean))
/// let inputs: any RowSource = text.rows(encoding, places: [0, 1, 4])
/// ```
///
/// The dialect is found from the first megabyte of the text; rows that do not keep to it are an error with their line. The type of
/// a column is that of its whole text, as in a ``Table``.
public struct StreamedText: Sendable {
  /// What a column is.
  package enum Kind: Sendable, Hashable {
    case numbers
    case times(DateNotation)
    /// Text; truth values, too.
    case labels
    /// Nothing but missing values.
    case missing
  }

  /// The rows at the beginning as a table in memory, which has the names of the columns and what was found out about the text.
  package let first: DelimitedText
  /// What each column is.
  package let kinds: [Kind]
  /// The number of rows, without those that are left out.
  public var rowCount: Int { starts[starts.count - 1] }
  /// The names of the columns; nil where the text has no header.
  public var columnNames: [String]? { first.columnNames }
  /// The number of columns.
  public var columnCount: Int { first.columnCount }
  /// The file, as its path was given.
  public var name: String { file.path }

  let file: PartialFile
  let marks: TextMarks
  let encoding: Dialect.Encoding
  let pieces: [Piece]
  /// The rows of the text that are left out, ascending.
  private(set) var dropped: [Int] = []
  /// Where those of each piece begin among them.
  private(set) var droppedStarts: [Int] = []
  /// The number of rows before each piece, and in all, without those that are left out.
  private(set) var starts: [Int]

  /// Some whole rows of the text.
  struct Piece: Sendable {
    var bytes: Range<Int>
    /// The line that it begins with, from 1, and the row of the text, from 0.
    var firstLine: Int
    var firstRow: Int
    var rowCount: Int
  }

  /// How many bytes a thread reads in one go.
  private static let pieceSize = 1 << 18
  /// From how many bytes the dialect is found.
  private static let headSize = 1 << 20

  /// Finds the rows of a file, and what its columns are.
  ///
  /// - Parameters:
  ///   - dialect: how the text is written; what it does not say is found out.
  ///   - missingMarks: texts that stand for a missing value.
  /// - Throws: `DataError` where the file cannot be read, or has rows of unequal length.
  /// - Complexity: O(size of the file), on all cores, in memory of some rows a core; a gzip file, or one in UTF-16, is a temporary
  ///   one of no name before.
  public init(
    contentsOf path: String, dialect: Dialect = Dialect(), missingMarks: Set<String>? = nil
  ) throws(DataError) {
    try self.init(.plain(path, dialect.encoding), dialect: dialect, missingMarks: missingMarks)
  }

  /// The same of a file whose parts can be read by themselves.
  package init(_ file: PartialFile, dialect: Dialect, missingMarks: Set<String>?) throws(DataError) {
    let (dialect, path) = (dialect.plain, file.path)
    self.file = file
    encoding = dialect.encoding
    var (head, start) = try Self.head(file, dialect)
    if let missingMarks { head.missingMarks = missingMarks }
    first = head
    // Where no field of the first rows is quoted, later ones may be.
    let quote: UInt8? =
      head.compact == nil ? head.quote : dialect.quotes == Dialect.Quotes.none ? nil : UInt8(ascii: "\"")
    marks = TextMarks(
      delimiter: head.delimiter, quote: quote, comment: dialect.comment.map(DelimitedText.byte(ofComment:)))
    let borders = try file.rowBorders(from: start, every: Self.pieceSize, marks)
    let looks = try Self.looks(file, borders, head, marks, encoding)
    var (line, row) = (head.lines[0], 0)
    var pieces: [Piece] = []
    for (i, look) in looks.enumerated() {
      pieces.append(
        Piece(bytes: borders[i]..<borders[i + 1], firstLine: line, firstRow: row, rowCount: look.rowCount))
      line += look.lineCount
      row += look.rowCount
    }
    self.pieces = pieces
    starts = pieces.map(\.firstRow) + [row]
    kinds = (0..<head.columnCount).map { column in ColumnLook.kind(looks.map { $0.columns[column] }, head.dateOrder) }
    guard row > 0 else { throw DataError(.empty, source: path, expected: "at least one row", found: "no data") }
  }

  /// The same rows but for some, which ascend.
  init(_ text: StreamedText, without rows: [Int]) {
    self = text
    dropped = rows
    (starts, droppedStarts) = ([0], [0])
    for (i, piece) in pieces.enumerated() {
      var end = droppedStarts[i]
      while end < rows.count, rows[end] < piece.firstRow + piece.rowCount { end += 1 }
      droppedStarts.append(end)
      starts.append(starts[i] + piece.rowCount - (end - droppedStarts[i]))
    }
  }

  /// The first rows, and where the table's rows begin in the file.
  private static func head(
    _ file: PartialFile, _ dialect: Dialect
  ) throws(DataError) -> (DelimitedText, start: Int) {
    var bytes = try file.bytes(0..<min(file.size, headSize))
    var failure: DataError?
    // A cut in a quoted field leaves it open: then the row that it is in is left out.
    for attempt in 0..<20 {
      if bytes.count < file.size || attempt > 0 {
        guard let end = bytes.dropLast(attempt > 0 ? 1 : 0).lastIndex(of: UInt8(ascii: "\n")) else {
          throw failure
            ?? DataError(
              .raggedRow, source: file.path, line: 1, expected: "lines of at most \(headSize) bytes that end with LF",
              found: "a longer one")
        }
        bytes.removeSubrange((end + 1)...)
      }
      do throws(DataError) {
        let table = try DelimitedText(.bytes(bytes), source: file.path, dialect, isPlain: false)
        return (table, start(of: table.lines[0], in: bytes))
      } catch {
        guard error.kind == .malformedQuotes, bytes.count < file.size else { throw error }
        failure = failure ?? error
      }
    }
    throw failure!
  }

  /// Where a line begins, counted from 1; a byte order mark is before the first.
  private static func start(of line: Int, in bytes: [UInt8]) -> Int {
    var (number, place) = (1, bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
    while number < line, place < bytes.count {
      let isCR = bytes[place] == UInt8(ascii: "\r")
      if isCR || bytes[place] == UInt8(ascii: "\n") { number += 1 }
      place += isCR && place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "\n") ? 2 : 1
    }
    return place
  }
}
