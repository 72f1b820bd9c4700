/// Rows of numbers that are read when they are needed, such as those of a file that is larger than memory.
///
/// A row is always the same numbers, however many are read at once and by whatever thread.
public protocol RowSource: Sendable {
  /// The number of rows.
  var rowCount: Int { get }
  /// The number of columns.
  var columnCount: Int { get }
  /// What the rows are called in errors, such as the path of their file.
  var name: String { get }

  /// Reads consecutive rows, row by row, each number the nearest one of the scalar. Any number of threads may read at once.
  ///
  /// - Parameter elements: Room for `rows.count` × `columnCount` numbers, which need not be initialised.
  /// - Throws: `DataError` where a row cannot be read, or has a number that is not finite.
  /// - Precondition: the rows are in 0 ..< `rowCount`.
  func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError)

  /// Whether so many numbers are 0 that rows are better read without them, by `sparseMatrix`. False by default.
  var isMostlyZeros: Bool { get }

  /// Consecutive rows without their zeros. By default they are read with them, which are left out then.
  ///
  /// - Throws: `DataError` as `read` does.
  /// - Precondition: the rows are in 0 ..< `rowCount`.
  func sparseMatrix<S: RealScalar>(rows: Range<Int>, of scalar: S.Type) throws(DataError) -> SparseMatrix<S>
}

extension RowSource {
  /// Rows are read with their zeros.
  public var isMostlyZeros: Bool { false }

  /// Consecutive rows, read with their zeros, which are left out.
  public func sparseMatrix<S: RealScalar>(
    rows: Range<Int>, of scalar: S.Type = S.self
  ) throws(DataError) -> SparseMatrix<S> {
    let dense: Matrix<S> = try matrix(rows: rows)
    var (starts, indices, values) = ([0], [Int32](), [S]())
    for row in 0..<dense.rows {
      for column in 0..<dense.columns where dense[row, column] != 0 {
        indices.append(Int32(column))
        values.append(dense[row, column])
      }
      starts.append(indices.count)
    }
    return SparseMatrix(columns: columnCount, starts: starts, indices: indices, values: values)
  }
}

extension RowSource {
  /// Consecutive rows as a matrix, read on all cores.
  ///
  /// - Complexity: O(`rows.count` · `columnCount`).
  public func matrix<S: RealScalar>(rows: Range<Int>, of scalar: S.Type = S.self) throws(DataError) -> Matrix<S> {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows \(rows) of \(rowCount)")
    let count = rows.count * columnCount
    guard AvailableMemory.has(count, of: S.self) else {
      throw DataFile.beyondMemory(count * MemoryLayout<S>.size, source: name)
    }
    var matrix = Matrix<S>(rows: rows.count, columns: columnCount)
    var failure: DataError?
    matrix.withUnsafeMutableElements { elements in
      guard let base = elements.baseAddress else { return }
      let size = blockRows
      let blocks = stride(from: rows.lowerBound, to: rows.upperBound, by: size).map {
        $0..<min($0 + size, rows.upperBound)
      }
      do throws(DataError) { try read(blocks: blocks, into: base) } catch { failure = error }
    }
    if let failure { throw failure }
    return matrix
  }

  /// Reads chosen blocks of consecutive rows one behind the other, on all cores.
  ///
  /// - Throws: the error of the first block that cannot be read.
  func read<S: RealScalar>(blocks: [Range<Int>], into elements: UnsafeMutablePointer<S>) throws(DataError) {
    var starts = [0]
    for block in blocks { starts.append(starts[starts.count - 1] + block.count) }
    let failures = ResultList<DataError?>(count: blocks.count, repeating: nil)
    nonisolated(unsafe) let target = elements
    Parallel.forEach(blocks.count, threads: Worker.coreCount) { [starts] i, _ in
      do throws(DataError) {
        try read(blocks[i], into: target + starts[i] * columnCount)
      } catch {
        failures[i] = error
      }
    }
    for case let failure? in failures.all { throw failure }
  }

  /// All rows in blocks of so many.
  func blocks(of size: Int) -> [Range<Int>] {
    stride(from: 0, to: rowCount, by: size).map { $0..<min($0 + size, rowCount) }
  }
}

extension Matrix: RowSource {
  /// The number of rows.
  public var rowCount: Int { rows }
  /// The number of columns.
  public var columnCount: Int { columns }
  /// A matrix in memory has no name of its own.
  public var name: String { "the matrix" }

  /// Copies rows; numbers of another precision are rounded.
  public func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
    let place = rows.lowerBound * columns..<rows.upperBound * columns
    for (i, value) in self.elements[place].enumerated() {
      let value = S(value)
      guard value.isFinite else {
        throw DataError(
          .notFinite, row: rows.lowerBound + i / columns, column: i % columns, expected: "a finite number",
          found: "\(value)")
      }
      (elements + i).initialize(to: value)
    }
  }
}
