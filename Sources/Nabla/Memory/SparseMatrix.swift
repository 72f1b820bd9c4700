/// Rows of numbers of which most are 0: those that are there, row by row (compressed sparse rows).
public struct SparseMatrix<Scalar: RealScalar>: Sendable, Hashable {
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// Where the numbers of each row begin in `indices` and `values`, and after the last where they end: `rows` + 1 places.
  public let starts: [Int]
  /// The columns of the numbers that are there, ascending in each row.
  public let indices: [Int32]
  /// These numbers.
  public let values: [Scalar]

  /// A matrix of these numbers.
  ///
  /// - Precondition: `starts` ascends from 0 to the number of values, and the indices of each row ascend below `columns`, which
  ///   is at most 2³¹ − 1.
  /// - Complexity: O(numbers).
  public init(columns: Int, starts: [Int], indices: [Int32], values: [Scalar]) {
    precondition(columns >= 0 && columns <= Int32.max, "a matrix of \(columns) columns")
    precondition(
      starts.first == 0 && starts.last == values.count && indices.count == values.count,
      "rows that end at \(starts.last ?? -1) of \(values.count) numbers in \(indices.count) places")
    for row in 0..<starts.count - 1 {
      precondition(starts[row] <= starts[row + 1], "row \(row) ends before it begins")
      var last: Int32 = -1
      for place in starts[row]..<starts[row + 1] {
        precondition(indices[place] > last && indices[place] < columns, "the columns of row \(row) do not ascend")
        last = indices[place]
      }
    }
    self.init(unchecked: columns, starts, indices, values)
  }

  private init(unchecked columns: Int, _ starts: [Int], _ indices: [Int32], _ values: [Scalar]) {
    rows = starts.count - 1
    self.columns = columns
    self.starts = starts
    self.indices = indices
    self.values = values
  }

  /// The rows of some matrices, one below the other.
  ///
  /// - Precondition: each has so many columns.
  /// - Complexity: O(rows and numbers).
  public init(stacking parts: [SparseMatrix], columns: Int) {
    var (starts, indices, values) = ([0], [Int32](), [Scalar]())
    for part in parts {
      precondition(part.columns == columns, "rows of \(part.columns) columns among those of \(columns)")
      let first = indices.count
      starts += part.starts.dropFirst().map { first + $0 }
      indices += part.indices
      values += part.values
    }
    self.init(unchecked: columns, starts, indices, values)
  }

  /// The rows with these indices, in that order.
  ///
  /// - Precondition: the indices are in 0 ..< `rows`.
  /// - Complexity: O(rows and numbers taken).
  public func rows(at chosen: some Sequence<Int>) -> SparseMatrix {
    var (starts, indices, values) = ([0], [Int32](), [Scalar]())
    for row in chosen {
      let places = self.starts[row]..<self.starts[row + 1]
      indices += self.indices[places]
      values += self.values[places]
      starts.append(indices.count)
    }
    return SparseMatrix(unchecked: columns, starts, indices, values)
  }

  /// The matrix with all its zeros.
  ///
  /// - Complexity: O(`rows` · `columns`).
  public var dense: Matrix<Scalar> {
    var result = Matrix<Scalar>(rows: rows, columns: columns)
    for row in 0..<rows {
      for place in starts[row]..<starts[row + 1] { result[row, Int(indices[place])] = values[place] }
    }
    return result
  }
}
