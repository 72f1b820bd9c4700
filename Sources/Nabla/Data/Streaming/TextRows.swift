/// Numbers of a delimited text that stays in its file: its lines are found once, and their numbers read when they are needed.
///
/// The text is one of numbers alone, with a line of names before it or none; of other texts ``StreamedText`` makes inputs.
public struct TextRows: RowSource {
  /// The file, as its path was given.
  public var name: String { file.path }
  /// The number of rows.
  public let rowCount: Int
  /// The names of all columns of the text; `nil` where it has no header.
  public let columnNames: [String]?
  /// The number of columns that are read.
  public var columnCount: Int { taken.width }
  /// The number of columns of the text.
  public var textColumnCount: Int { taken.columnCount }

  /// The first lines as a table in memory, for finding columns by what they are called.
  package let sample: DelimitedText
  private let file: PartialFile
  private let pieces: LinePieces
  private var taken: NumberColumns

  /// Finds the lines of a file.
  ///
  /// - Throws: `DataError` where it cannot be read or is no table of numbers alone, with the line that is not.
  /// - Complexity: O(size of the file), on all cores, in memory of some lines a core; a gzip file, or one in UTF-16, is a temporary
  ///   one of no name before.
  public init(contentsOf path: String, dialect: Dialect = Dialect()) throws(DataError) {
    try self.init(.plain(path, dialect.encoding), dialect: dialect)
  }

  /// The same of a file whose parts can be read by themselves.
  package init(_ file: PartialFile, dialect: Dialect) throws(DataError) {
    let (dialect, path) = (dialect.plain, file.path)
    self.file = file
    let first = try file.bytes(0..<min(file.size, 1 << 20))
    guard let head = CompactRows.head(first, dialect), head.start < file.size else {
      throw DataError(
        .notANumber, source: path, line: 1,
        expected: "names of columns above rows of numbers, or such a row, to be read a part at a time",
        found: file.size == 0 ? "no data" : "another line")
    }
    columnNames = head.isNamed ? head.fields : nil
    pieces = try LinePieces(
      file, from: head.start, firstLine: head.isNamed ? 2 : 1, head.delimiter, columns: head.fields.count)
    rowCount = pieces.lineCount
    sample = try Self.sample(first, head.start, path, dialect)
    // The columns of a text are different ones.
    taken = NumberColumns(Array(head.fields.indices), of: head.fields.count, delimiter: head.delimiter)!
  }

  /// The header and the first row.
  private static func sample(
    _ first: [UInt8], _ start: Int, _ path: String, _ dialect: Dialect
  ) throws(DataError) -> DelimitedText {
    let end = first[start...].firstIndex(of: UInt8(ascii: "\n")) ?? first.count
    return try DelimitedText(.bytes(Array(first[..<end])), source: path, dialect, isPlain: true)
  }

  /// The same rows with some of the text's columns alone, in this order.
  ///
  /// - Precondition: the indices are those of columns of the text, each once.
  public func columns(_ columns: [Int]) -> TextRows {
    precondition(columns.allSatisfy { (0..<textColumnCount).contains($0) }, "a column that the text has not")
    guard let taken = NumberColumns(columns, of: textColumnCount, delimiter: taken.delimiter) else {
      preconditionFailure("a column is named twice in \(columns)")
    }
    var result = self
    result.taken = taken
    return result
  }

  /// Reads the lines of consecutive rows.
  ///
  /// - Complexity: O(length of the rows).
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    var row = rows.lowerBound
    while row < rows.upperBound {
      let piece = pieces.piece(of: row)
      let lines = pieces.lines(of: piece)
      let last = min(lines.upperBound, rows.upperBound)
      let bytes = try file.bytes(pieces.range(of: piece))
      let starts = try pieces.starts(in: bytes, piece, taken.delimiter, columns: taken.columnCount, file)
      let own = row - lines.lowerBound..<last - lines.lowerBound
      let failure = bytes.withUnsafeBufferPointer { text in
        starts.withUnsafeBufferPointer { starts -> (line: Int, column: Int)? in
          guard let text = text.baseAddress else { return nil }
          return taken.read(
            text, UnsafeBufferPointer(rebasing: starts[own]),
            end: own.upperBound < starts.count ? starts[own.upperBound] : bytes.count,
            into: elements + (row - rows.lowerBound) * columnCount)
        }
      }
      if let failure {
        throw error(row + failure.line, failure.column, bytes, starts[own.lowerBound + failure.line], S.self)
      }
      row = last
    }
  }

  /// The error about a field of a row whose line begins at a place in some bytes.
  private func error<S: RealScalar>(
    _ row: Int, _ column: Int, _ bytes: [UInt8], _ start: Int, _ scalar: S.Type
  ) -> DataError {
    let isNumber = DecimalNumber.value(of: text(column, bytes, start)) != nil
    return error(
      isNumber ? .notFinite : .notANumber, row, column, bytes, start,
      expected: isNumber ? "a finite number within the range of \(S.self)" : "a number")
  }

  private func error(
    _ kind: DataError.Kind, _ row: Int, _ column: Int, _ bytes: [UInt8], _ start: Int, expected: String
  ) -> DataError {
    DataError(
      kind, source: name, line: pieces.firstLine + row, row: row, column: column, field: columnNames?[column],
      expected: expected, found: DataError.quoted(text(column, bytes, start)))
  }

  /// The text of a field of the line that begins at a place.
  private func text(_ column: Int, _ bytes: [UInt8], _ start: Int) -> String {
    let line = bytes[start...].prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let fields = line.split(separator: taken.delimiter, omittingEmptySubsequences: false)
    return String(decoding: fields[column], as: UTF8.self)
  }

  /// The error about a field.
  package func fieldError(
    _ kind: DataError.Kind, row: Int, column: Int, expected: String
  ) throws(DataError) -> DataError {
    let piece = pieces.piece(of: row)
    let bytes = try file.bytes(pieces.range(of: piece))
    let starts = try pieces.starts(in: bytes, piece, taken.delimiter, columns: taken.columnCount, file)
    return error(kind, row, column, bytes, starts[row - pieces.lines(of: piece).lowerBound], expected: expected)
  }
}

/// The lines of a text of numbers in a file, in pieces of which each begins with a line.
struct LinePieces: Sendable {
  /// The line of the first row, from 1.
  let firstLine: Int
  /// Where the pieces begin, and the last one ends.
  private let borders: [Int]
  /// How many lines there are before each piece, and in all.
  private let counts: [Int]

  /// A piece in bytes: short enough that a few rows cost little.
  private static let size = 1 << 18

  init(
    _ file: PartialFile, from start: Int, firstLine: Int, _ delimiter: UInt8, columns: Int
  ) throws(DataError) {
    self.firstLine = firstLine
    let borders = try file.lineBorders(from: start, every: Self.size)
    let found = ResultList<Result<Int, DataError>>(count: borders.count - 1, repeating: .success(0))
    Parallel.forEach(borders.count - 1, threads: Worker.coreCount) { piece, _ in
      do throws(DataError) {
        let bytes = try file.bytes(borders[piece]..<borders[piece + 1])
        found[piece] = .success(Self.starts(in: bytes, delimiter, columns: columns)?.count ?? -1)
      } catch {
        found[piece] = .failure(error)
      }
    }
    var counts = [0]
    for piece in 0..<borders.count - 1 {
      let count = try found[piece].get()
      guard count >= 0 else {
        let bytes = try file.bytes(borders[piece]..<borders[piece + 1])
        throw Self.error(bytes, file, line: firstLine + counts[piece], delimiter, columns: columns)
      }
      counts.append(counts[piece] + count)
    }
    self.borders = borders
    self.counts = counts
  }

  var lineCount: Int { counts[counts.count - 1] }

  /// The piece in which a line is.
  func piece(of line: Int) -> Int { counts.place(of: line) }

  /// The lines of a piece, from 0.
  func lines(of piece: Int) -> Range<Int> { counts[piece]..<counts[piece + 1] }
  /// The bytes of a piece.
  func range(of piece: Int) -> Range<Int> { borders[piece]..<borders[piece + 1] }

  /// Where the lines of a piece begin in its bytes.
  ///
  /// - Throws: `DataError` where they are others than before.
  func starts(
    in bytes: [UInt8], _ piece: Int, _ delimiter: UInt8, columns: Int, _ file: PartialFile
  ) throws(DataError) -> [Int] {
    guard let starts = Self.starts(in: bytes, delimiter, columns: columns), starts.count == lines(of: piece).count
    else {
      throw file.hasChanged(at: borders[piece])
    }
    return starts
  }

  private static func starts(in bytes: [UInt8], _ delimiter: UInt8, columns: Int) -> [Int]? {
    bytes.withUnsafeBufferPointer { CompactRows.rows($0, 0..<$0.count, delimiter, columns - 1) }
  }

  /// The error about the first line of a piece that is no row.
  private static func error(
    _ bytes: [UInt8], _ file: PartialFile, line: Int, _ delimiter: UInt8, columns: Int
  ) -> DataError {
    var (start, line) = (0, line)
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? bytes.count
      if starts(in: Array(bytes[start..<end]), delimiter, columns: columns) == nil { break }
      (start, line) = (end, line + 1)
    }
    let text = bytes[start...].prefix(80).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let fields = bytes[start...].prefix { $0 != UInt8(ascii: "\n") }.count { $0 == delimiter } + 1
    let mark = Character(Unicode.Scalar(delimiter))
    return DataError(
      fields == columns ? .notANumber : .raggedRow, source: file.path, line: line,
      expected: "\(columns) numbers with \(mark.debugDescription) between them",
      found: fields == columns
        ? DataError.quoted(String(decoding: text, as: UTF8.self)) : "\(DataError.count(fields, "field"))")
  }
}
