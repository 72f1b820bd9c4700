/// One matrix for each example of a batch: examples × rows × columns, in one contiguous array, the columns fastest.
public struct BatchedMatrix<Scalar: RealScalar>: Sendable, Hashable {
  /// The number of examples n.
  public let count: Int
  /// The number of rows of each matrix.
  public let rows: Int
  /// The number of columns of each matrix.
  public let columns: Int
  /// The `count * rows * columns` elements.
  public private(set) var elements: [Scalar]

  /// Matrices in which every element is `value`.
  ///
  /// - Precondition: no size is negative.
  public init(count: Int, rows: Int, columns: Int, repeating value: Scalar = 0) {
    precondition(count >= 0 && rows >= 0 && columns >= 0, "\(count) matrices of \(rows) × \(columns)")
    self.count = count
    self.rows = rows
    self.columns = columns
    elements = Array(repeating: value, count: count * rows * columns)
  }

  /// Element (i, j) of example n's matrix.
  public subscript(n: Int, i: Int, j: Int) -> Scalar {
    precondition(
      n >= 0 && n < count && i >= 0 && i < rows && j >= 0 && j < columns,
      "element (\(n), \(i), \(j)) of \(count) matrices of \(rows) × \(columns)")
    return elements[(n * rows + i) * columns + j]
  }

  /// Example n's matrix.
  public subscript(n: Int) -> Matrix<Scalar> {
    precondition(n >= 0 && n < count, "example \(n) of \(count)")
    return Matrix(
      rows: rows, columns: columns, elements: Array(elements[n * rows * columns..<(n + 1) * rows * columns]))
  }

  /// Calls `body` with the elements as a mutable buffer.
  public mutating func withUnsafeMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    try elements.withUnsafeMutableBufferPointer { try body($0) }
  }
}
