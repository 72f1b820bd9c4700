/// A view of a matrix that lies in somebody else's memory: what the derivative passes hand to a backend.
///
/// The passes store a batch feature-major, units × examples, so that every elementwise loop runs along the examples. The
/// caller's matrices are row-major, examples × features; `transposed` turns one into the other without moving a number.
///
/// Views are made only by `Arena`, by `Network`'s passes over their checked buffers, and by each other; each outlives no
/// call. That is where bounds are checked; inside, `assert`s are.
struct MatrixView<Scalar: RealScalar> {
  let base: UnsafeMutablePointer<Scalar>
  /// The rows and columns as the view is read.
  let rows: Int
  let columns: Int
  /// The distance between the beginnings of two rows as they are stored.
  let stride: Int
  /// Whether the rows as stored are the columns of the view.
  let isTransposed: Bool

  init(
    _ base: UnsafeMutablePointer<Scalar>, rows: Int, columns: Int, stride: Int? = nil, isTransposed: Bool = false
  ) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? (isTransposed ? rows : columns)
    self.isTransposed = isTransposed
    assert(self.stride >= (isTransposed ? rows : columns))
  }

  /// A view for reading of memory that is not ours to change.
  init(reading base: UnsafePointer<Scalar>, rows: Int, columns: Int, stride: Int? = nil) {
    self.init(UnsafeMutablePointer(mutating: base), rows: rows, columns: columns, stride: stride)
  }

  /// The same numbers with rows and columns exchanged.
  var transposed: MatrixView {
    MatrixView(base, rows: columns, columns: rows, stride: stride, isTransposed: !isTransposed)
  }

  /// Rows `range`, all columns.
  func rows(_ range: Range<Int>) -> MatrixView {
    if isTransposed { return transposed.columns(range).transposed }
    assert(range.lowerBound >= 0 && range.upperBound <= rows)
    return MatrixView(base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// Columns `range`, all rows.
  func columns(_ range: Range<Int>) -> MatrixView {
    if isTransposed { return transposed.rows(range).transposed }
    assert(range.lowerBound >= 0 && range.upperBound <= columns)
    return MatrixView(base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// The first `count` columns of a view that is not transposed.
  func prefix(columns count: Int) -> MatrixView {
    assert(!isTransposed && count <= columns)
    return MatrixView(base, rows: rows, columns: count, stride: stride)
  }

  subscript(i: Int, j: Int) -> Scalar {
    get {
      assert(i >= 0 && i < rows && j >= 0 && j < columns)
      return isTransposed ? base[j * stride + i] : base[i * stride + j]
    }
    nonmutating set {
      assert(i >= 0 && i < rows && j >= 0 && j < columns)
      if isTransposed { base[j * stride + i] = newValue } else { base[i * stride + j] = newValue }
    }
  }

  /// Row `i` of a view that is not transposed.
  func row(_ i: Int) -> UnsafeMutableBufferPointer<Scalar> {
    assert(!isTransposed && i >= 0 && i < rows)
    return UnsafeMutableBufferPointer(start: base + i * stride, count: columns)
  }

  func fill(_ value: Scalar) {
    assert(!isTransposed)
    for i in 0..<rows { row(i).update(repeating: value) }
  }
}
