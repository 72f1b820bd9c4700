/// The rows of a file of LIBSVM that stays where it is: its lines are found once, and their numbers read when they are needed. Labels
/// are in memory.
///
/// The format is that of ``SparseRows``.
public struct SparseTextRows: RowSource {
  /// The file, as its path was given.
  public var name: String { file.path }
  /// The labels of all rows.
  public let labels: [Double]
  /// The number of columns: one more than the largest, or as many as were asked for.
  public let columnCount: Int
  /// How many numbers there are that are not left out.
  public let numberCount: Int
  private let file: PartialFile
  private let pieces: [Piece]
  /// The index of the first column, 0 or 1.
  private let firstIndex: Int

  /// Some whole lines of the file.
  private struct Piece {
    let bytes: Range<Int>
    /// The line that it begins with, and the row, from 0.
    var firstLine = 1
    var firstRow = 0
    var lineCount = 0
    var rowCount = 0
    var labels: [Double] = []
    var numberCount = 0
    var largest = -1
    var hasZero = false
    var failure: DataError?
  }

  /// Reads all of a file once.
  ///
  /// - Parameters:
  ///   - columns: the number of columns; `nil` takes those that the rows have.
  ///   - countsFromZero: whether the first column has the index 0; `nil` takes it so where some index is 0.
  /// - Throws: `DataError` with the line of what cannot be read.
  /// - Complexity: O(size of the file), on all cores, in memory for the labels and some lines a core; a gzip file is decompressed into
  ///   a temporary one of no name before.
  public init(
    contentsOf path: String, columns: Int? = nil, countsFromZero: Bool? = nil
  ) throws(DataError) {
    try self.init(.plain(path), columns: columns, countsFromZero: countsFromZero)
  }

  /// The same of a file whose parts can be read by themselves.
  package init(_ file: PartialFile, columns: Int? = nil, countsFromZero: Bool? = nil) throws(DataError) {
    let path = file.path
    self.file = file
    let found = try Self.pieces(of: file)
    pieces = found.map {
      var piece = $0
      piece.labels = []
      return piece
    }
    labels = found.flatMap(\.labels)
    guard !labels.isEmpty else {
      throw DataError(.empty, source: path, expected: "at least one row", found: "no data")
    }
    numberCount = found.reduce(0) { $0 + $1.numberCount }
    firstIndex = try SparseLines.firstIndex(
      countsFromZero, hasZero: found.contains(where: \.hasZero), source: path)
    let (end, isBeyond) = (found.reduce(-1) { max($0, $1.largest) }).addingReportingOverflow(1 - firstIndex)
    let width = isBeyond ? Int.max : max(end, 0)
    columnCount = columns ?? width
    guard width <= columnCount, columnCount <= Int32.max else {
      throw DataError(
        .countMismatch, source: path, expected: "indices of \(min(columnCount, Int(Int32.max))) columns at most",
        found: "\(width)")
    }
  }

  /// The number of rows.
  public var rowCount: Int { labels.count }

  /// Whether so few numbers are there that products over them alone are the quicker ones.
  public var isMostlyZeros: Bool {
    SparseRows.isMostlyZeros(numbers: numberCount, rows: rowCount, columns: columnCount)
  }

  /// Looks at all lines, in pieces on all cores.
  private static func pieces(of file: PartialFile) throws(DataError) -> [Piece] {
    let borders = try file.lineBorders(from: 0, every: 1 << 18)
    let found = ResultList<Piece>(count: borders.count - 1, repeating: Piece(bytes: 0..<0))
    Parallel.forEach(borders.count - 1, threads: Worker.coreCount) { i, _ in
      var piece = Piece(bytes: borders[i]..<borders[i + 1])
      do throws(DataError) {
        let bytes = try file.bytes(piece.bytes)
        piece.lineCount = bytes.count { $0 == UInt8(ascii: "\n") }
        var lines = SparseLines(source: file.path)
        piece.rowCount = try lines.read(bytes)
        piece.labels = lines.labels
        piece.numberCount = lines.values.count
        piece.largest = lines.indices.max() ?? -1
        piece.hasZero = lines.indices.contains(0)
      } catch {
        piece.failure = error
      }
      found[i] = piece
    }
    var pieces = found.all
    var (line, row) = (1, 0)
    for i in pieces.indices {
      if var failure = pieces[i].failure {
        failure.line = failure.line.map { $0 + line - 1 }
        throw failure
      }
      (pieces[i].firstLine, pieces[i].firstRow) = (line, row)
      line += pieces[i].lineCount
      row += pieces[i].rowCount
    }
    return pieces
  }

  /// Reads consecutive rows with their zeros.
  ///
  /// - Complexity: O(length of the rows + `rows.count` · `columnCount`).
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    elements.initialize(repeating: 0, count: rows.count * columnCount)
    try forEachNumber(of: rows) { row, column, value in (elements + row * columnCount + column).pointee = S(value) }
    let numbers = UnsafeBufferPointer(start: elements, count: rows.count * columnCount)
    if let place = numbers.firstIndex(where: { !$0.isFinite }) {
      throw beyondRange(rows.lowerBound + place / columnCount, place % columnCount, S.self)
    }
  }

  /// Reads consecutive rows without their zeros.
  ///
  /// - Complexity: O(length of the rows).
  public func sparseMatrix<S: RealScalar>(
    rows: Range<Int>, of scalar: S.Type = S.self
  ) throws(DataError) -> SparseMatrix<S> {
    var (starts, indices, values) = (Array(repeating: 0, count: rows.count + 1), [Int32](), [S]())
    var failure: DataError?
    try forEachNumber(of: rows) { row, column, value in
      indices.append(Int32(column))
      values.append(S(value))
      starts[row + 1] = indices.count
      if !S(value).isFinite, failure == nil { failure = beyondRange(rows.lowerBound + row, column, scalar) }
    }
    if let failure { throw failure }
    // A row without numbers ends where the one before it does.
    for row in 0..<rows.count { starts[row + 1] = max(starts[row + 1], starts[row]) }
    return SparseMatrix(columns: columnCount, starts: starts, indices: indices, values: values)
  }

  private func beyondRange<S: RealScalar>(_ row: Int, _ column: Int, _ scalar: S.Type) -> DataError {
    DataError(
      .notFinite, source: name, row: row, column: column, expected: "a finite number within the range of \(S.self)",
      found: "a larger one")
  }

  /// Calls `body` with the numbers of some rows, in their order; rows count from the first of these.
  private func forEachNumber(
    of rows: Range<Int>, _ body: (_ row: Int, _ column: Int, _ value: Double) -> Void
  ) throws(DataError) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    guard !rows.isEmpty else { return }
    var place = (pieces.map(\.firstRow) + [rowCount]).place(of: rows.lowerBound)
    while place < pieces.count, pieces[place].firstRow < rows.upperBound {
      let piece = pieces[place]
      let own = max(rows.lowerBound, piece.firstRow)..<min(rows.upperBound, piece.firstRow + piece.rowCount)
      place += 1
      guard !own.isEmpty else { continue }
      var lines = SparseLines(source: name)
      let bytes = try file.bytes(piece.bytes)
      let first = own.lowerBound - piece.firstRow
      try lines.read(bytes, firstLine: piece.firstLine, rows: first..<first + own.count)
      guard lines.labels == Array(labels[own]), (lines.indices.max() ?? -1) - firstIndex < columnCount,
        lines.indices.allSatisfy({ $0 >= firstIndex })
      else { throw file.hasChanged(at: piece.bytes.lowerBound) }
      for row in 0..<own.count {
        for i in lines.starts[row]..<lines.starts[row + 1] {
          body(own.lowerBound + row - rows.lowerBound, lines.indices[i] - firstIndex, lines.values[i])
        }
      }
    }
  }
}
