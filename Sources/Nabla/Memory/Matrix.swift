/// A dense matrix of real numbers, stored row by row in one contiguous array.
///
/// A batch of examples is a matrix with one example a row. Element (i, j) is `elements[i * columns + j]`.
/// A matrix may have no rows or no columns.
public struct Matrix<Scalar: RealScalar>: Sendable, Hashable {
  /// The number of rows; examples, for a batch.
  public let rows: Int
  /// The number of columns; features, for a batch.
  public let columns: Int
  /// The `rows * columns` elements, row by row.
  public private(set) var elements: [Scalar]

  /// A matrix of `rows` × `columns` with the given elements, row by row.
  ///
  /// - Precondition: the sizes are not negative and `elements.count == rows * columns`.
  public init(rows: Int, columns: Int, elements: [Scalar]) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) × \(columns)")
    precondition(
      elements.count == rows * columns,
      "a \(rows) × \(columns) matrix has \(rows * columns) elements, not \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix of `rows` × `columns` in which every element is `value`.
  public init(rows: Int, columns: Int, repeating value: Scalar = 0) {
    precondition(rows >= 0 && columns >= 0, "a matrix cannot be \(rows) × \(columns)")
    self.init(rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// A matrix whose rows are given one by one: `Matrix([[1, 2], [3, 4]])`.
  ///
  /// - Precondition: all rows have the same length.
  public init(_ rows: [[Scalar]]) {
    let columns = rows.first?.count ?? 0
    for (i, row) in rows.enumerated() {
      precondition(row.count == columns, "row \(i) has \(row.count) elements, row 0 has \(columns)")
    }
    self.init(rows: rows.count, columns: columns, elements: rows.flatMap { $0 })
  }

  /// A matrix of one column, for functions of one variable.
  public init(column: [Scalar]) {
    self.init(rows: column.count, columns: 1, elements: column)
  }

  /// The element in row `i` and column `j`.
  public subscript(i: Int, j: Int) -> Scalar {
    get {
      checkIndex(i, j)
      return elements[i * columns + j]
    }
    set {
      checkIndex(i, j)
      elements[i * columns + j] = newValue
    }
  }

  /// Row `i`: one example of a batch.
  public subscript(row i: Int) -> ArraySlice<Scalar> {
    precondition(i >= 0 && i < rows, "row \(i) of a matrix of \(rows) rows")
    return elements[i * columns..<(i + 1) * columns]
  }

  /// The matrix of the rows with the given indices, in that order.
  ///
  /// - Complexity: O(indices.count · columns).
  public func rows(at indices: some Sequence<Int>) -> Matrix {
    let indices = Array(indices)
    for i in indices { precondition(i >= 0 && i < rows, "row \(i) of a matrix of \(rows) rows") }
    let result = [Scalar](unsafeUninitializedCapacity: indices.count * columns) { target, filled in
      LargePages.ask(for: target)
      filled = indices.count * columns
      guard filled > 0, let place = target.baseAddress else { return }
      elements.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress else { return }
        for (row, i) in indices.enumerated() {
          (place + row * columns).initialize(from: source + i * columns, count: columns)
        }
      }
    }
    return Matrix(rows: indices.count, columns: columns, elements: result)
  }

  /// The first `count` columns; the same matrix where these are all.
  ///
  /// - Complexity: O(rows · count).
  package func prefix(columns count: Int) -> Matrix { count == columns ? self : columns(0..<count) }

  /// The columns of a range, in all rows: `rows` × `range.count`.
  ///
  /// - Precondition: the matrix has these columns.
  /// - Complexity: O(rows · range.count).
  public func columns(_ range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of a matrix of \(columns) columns")
    var part: [Scalar] = []
    part.reserveCapacity(rows * range.count)
    for i in 0..<rows {
      let first = i * columns + range.lowerBound
      part += elements[first..<first + range.count]
    }
    return Matrix(rows: rows, columns: range.count, elements: part)
  }

  /// The transposed matrix, `columns` × `rows`.
  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result.elements[j * rows + i] = elements[i * columns + j] }
    }
    return result
  }

  /// Calls `body` with the elements as a mutable buffer of `rows * columns` numbers, row by row.
  public mutating func withUnsafeMutableElements<Result>(
    _ body: (UnsafeMutableBufferPointer<Scalar>) throws -> Result
  ) rethrows -> Result {
    try elements.withUnsafeMutableBufferPointer { try body($0) }
  }

  private func checkIndex(_ i: Int, _ j: Int) {
    precondition(
      i >= 0 && i < rows && j >= 0 && j < columns, "element (\(i), \(j)) of a \(rows) × \(columns) matrix")
  }
}

extension Matrix {
  /// The same numbers in another precision, rounded to nearest.
  @specialized(where Scalar == Float, Other == Double)
  @specialized(where Scalar == Double, Other == Float)
  public init<Other: RealScalar>(_ other: Matrix<Other>) {
    self.init(rows: other.rows, columns: other.columns, elements: other.elements.map { Scalar($0) })
  }
}

extension Matrix: CustomStringConvertible {
  /// The shape and, for a small matrix, the rows.
  public var description: String {
    guard rows * columns <= 64 else { return "\(rows) × \(columns) matrix" }
    return "["
      + (0..<rows).map { "[" + self[row: $0].map { "\($0)" }.joined(separator: ", ") + "]" }
      .joined(separator: ", ") + "]"
  }
}
