/// Rows of numbers of which most are 0, and a label for each: the format of LIBSVM and SVMlight.
///
/// A line is `label index:value index:value …`; `#` begins a comment, and `qid:` is left out. Indices ascend. They count from 1,
/// or from 0 where one of them is 0.
public struct SparseRows: Sendable {
  /// The labels.
  public let labels: [Double]
  /// Where the numbers of each row begin in `indices` and `values`, and after the last where they end.
  public let starts: [Int]
  /// The columns, from 0, of the numbers that are there.
  public let indices: [Int]
  /// These numbers.
  public let values: [Double]
  /// One more than the largest column.
  public let columnCount: Int
  /// The file; nil for text that is from none.
  public let source: String?

  /// Reads a file, plain or gzip-compressed.
  ///
  /// - Parameter countsFromZero: whether the first column has the index 0; `nil` takes it so where some index is 0.
  /// - Throws: `DataError` with the line of what cannot be read.
  /// - Complexity: O(size of the file).
  public init(contentsOf path: String, countsFromZero: Bool? = nil) throws(DataError) {
    try self.init(bytes: DataFile.bytes(at: path), source: path, countsFromZero: countsFromZero)
  }

  init(bytes: [UInt8], source: String?, countsFromZero: Bool?) throws(DataError) {
    var lines = SparseLines(source: source)
    try lines.read(bytes)
    let (labels, starts, values) = (lines.labels, lines.starts, lines.values)
    var indices = lines.indices
    guard !labels.isEmpty else {
      throw DataError(.empty, source: source, expected: "at least one row", found: "no data")
    }
    let first = try SparseLines.firstIndex(countsFromZero, hasZero: indices.contains(0), source: source)
    if first > 0 { for i in indices.indices { indices[i] -= first } }
    self.labels = labels
    self.starts = starts
    self.indices = indices
    self.values = values
    // The largest index has a successor where it counts from 1, and no file has Int.max columns of anything else.
    columnCount = (indices.max() ?? -1).addingReportingOverflow(1).overflow ? Int.max : (indices.max() ?? -1) + 1
    self.source = source
  }

  /// The rows as a matrix with all their zeros.
  ///
  /// - Parameter columns: the number of columns; `nil` takes those that the rows have.
  /// - Throws: `DataError` where there is no memory for it, or a row has more columns.
  /// - Complexity: O(rows · columns).
  public func matrix<S: RealScalar>(columns: Int? = nil, of scalar: S.Type = S.self) throws(DataError) -> Matrix<S> {
    let d = columns ?? columnCount
    guard d >= columnCount else {
      throw DataError(
        .countMismatch, source: source, expected: "indices of \(d) columns at most", found: "\(columnCount)")
    }
    let (count, overflow) = labels.count.multipliedReportingOverflow(by: d)
    guard !overflow, AvailableMemory.has(count, of: S.self) else {
      throw DataError(
        .unreadable, source: source, expected: "a matrix for which there is memory", found: "\(labels.count) × \(d)")
    }
    var elements = [S](repeating: 0, count: count)
    for row in labels.indices {
      for i in starts[row]..<starts[row + 1] { elements[row * d + indices[i]] = S(values[i]) }
    }
    if let place = firstNonFinite(elements) {
      throw DataError(
        .notFinite, source: source, row: place / max(d, 1), column: place % max(d, 1),
        expected: "a finite number within the range of \(S.self)", found: "\(elements[place])")
    }
    return Matrix(rows: labels.count, columns: d, elements: elements)
  }
}
