/// A dense matrix of `Double` stored column by column, as LAPACK takes it: element (i, j) is `elements[j * rows + i]`.
///
/// The solvers compute in `Double` whatever the network's scalar is, so this is the only scalar.
struct ColumnMatrix: Sendable, Equatable {
  let rows: Int
  let columns: Int
  private(set) var elements: [Double]

  /// A matrix from its elements, column by column.
  init(rows: Int, columns: Int, elements: [Double]) {
    precondition(
      rows >= 0 && columns >= 0 && elements.count == rows * columns,
      "a \(rows) × \(columns) matrix does not have \(elements.count) elements")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix of zeros.
  init(rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: Array(repeating: 0, count: rows * columns))
  }

  /// The n × n matrix with this diagonal.
  init(diagonal: [Double]) {
    self.init(rows: diagonal.count, columns: diagonal.count)
    for (i, value) in diagonal.enumerated() { self[i, i] = value }
  }

  /// The same numbers as a row-major matrix.
  init<S: RealScalar>(_ matrix: Matrix<S>) {
    self.init(rows: matrix.rows, columns: matrix.columns)
    if let matrix = matrix as? Matrix<Double> {
      let (m, n) = (rows, columns)
      guard m > 0 && n > 0 else { return }
      matrix.elements.withUnsafeBufferPointer { source in
        withUnsafeMutable { Double._Primitives.transpose(m, n, source.baseAddress!, n, $0, m) }
      }
      return
    }
    for i in 0..<rows {
      for j in 0..<columns { self[i, j] = Double(matrix[i, j]) }
    }
  }

  subscript(i: Int, j: Int) -> Double {
    get {
      assert(i >= 0 && i < rows && j >= 0 && j < columns)
      return elements[j * rows + i]
    }
    set {
      assert(i >= 0 && i < rows && j >= 0 && j < columns)
      elements[j * rows + i] = newValue
    }
  }

  /// Column `j`.
  subscript(column j: Int) -> ArraySlice<Double> {
    get { elements[j * rows..<(j + 1) * rows] }
    set {
      precondition(newValue.count == rows, "a column of \(rows) numbers takes \(newValue.count)")
      elements.replaceSubrange(j * rows..<(j + 1) * rows, with: newValue)
    }
  }

  var transposed: ColumnMatrix {
    var result = ColumnMatrix(rows: columns, columns: rows)
    for j in 0..<columns {
      for i in 0..<rows { result[j, i] = self[i, j] }
    }
    return result
  }

  /// Whether no element is NaN or infinite.
  var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  mutating func withUnsafeMutable<Result>(_ body: (UnsafeMutablePointer<Double>) throws -> Result) rethrows -> Result {
    try elements.withUnsafeMutableBufferPointer { buffer in
      try body(buffer.baseAddress ?? UnsafeMutablePointer(bitPattern: MemoryLayout<Double>.alignment)!)
    }
  }

  func withUnsafe<Result>(_ body: (UnsafePointer<Double>) throws -> Result) rethrows -> Result {
    try elements.withUnsafeBufferPointer { buffer in
      try body(buffer.baseAddress ?? UnsafePointer(bitPattern: MemoryLayout<Double>.alignment)!)
    }
  }
}
