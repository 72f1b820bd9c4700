/// Several matrices of one shape, one for each example of a batch or for each of several directions: count × rows ×
/// columns, in one contiguous array, the columns fastest.
public struct BatchedMatrix<Scalar: RealScalar>: Sendable, Hashable {
  /// The number of matrices: examples, or directions.
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

  /// Matrices from their elements, the columns fastest.
  ///
  /// - Precondition: no size is negative, and `elements.count == count * rows * columns`.
  public init(count: Int, rows: Int, columns: Int, elements: [Scalar]) {
    precondition(count >= 0 && rows >= 0 && columns >= 0, "\(count) matrices of \(rows) × \(columns)")
    precondition(
      elements.count == count * rows * columns,
      "\(count) matrices of \(rows) × \(columns) have \(count * rows * columns) elements, not \(elements.count)")
    self.count = count
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// Element (i, j) of matrix n.
  public subscript(n: Int, i: Int, j: Int) -> Scalar {
    precondition(
      n >= 0 && n < count && i >= 0 && i < rows && j >= 0 && j < columns,
      "element (\(n), \(i), \(j)) of \(count) matrices of \(rows) × \(columns)")
    return elements[(n * rows + i) * columns + j]
  }

  /// Matrix n: that of example n, or along direction n.
  public subscript(n: Int) -> Matrix<Scalar> {
    precondition(n >= 0 && n < count, "matrix \(n) of \(count)")
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
