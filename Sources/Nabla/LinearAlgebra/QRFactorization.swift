/// A = QR by Householder's reflections.
///
/// - Complexity: 2n²(m − n/3) flops for m × n.
struct QRFactorization: Sendable {
  let rows: Int
  let columns: Int
  private let factors: ColumnMatrix
  private let tau: [Double]
  private let routines: any LinearAlgebraRoutines.Type

  init(
    _ a: ColumnMatrix, using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest, threads: Int = 1
  ) {
    rows = a.rows
    columns = a.columns
    self.routines = routines
    var factors = a
    var tau = Array(repeating: 0.0, count: max(min(a.rows, a.columns), 1))
    if a.rows > 0 && a.columns > 0 {
      factors.withUnsafeMutable { routines.qr(a.rows, a.columns, $0, &tau, threads: threads) }
    }
    self.factors = factors
    self.tau = tau
  }

  /// The number of reflections, min(m, n).
  private var count: Int { min(rows, columns) }

  /// R, min(m, n) × n.
  var r: ColumnMatrix {
    var result = ColumnMatrix(rows: count, columns: columns)
    for j in 0..<columns {
      for i in 0..<min(j + 1, count) { result[i, j] = factors[i, j] }
    }
    return result
  }

  /// QᵀB for an m × k matrix.
  func transposedQ(times b: ColumnMatrix) -> ColumnMatrix { apply(transpose: true, to: b) }

  /// QB for an m × k matrix.
  func q(times b: ColumnMatrix) -> ColumnMatrix { apply(transpose: false, to: b) }

  private func apply(transpose: Bool, to b: ColumnMatrix) -> ColumnMatrix {
    precondition(b.rows == rows, "Q of \(rows) rows times a matrix of \(b.rows) rows")
    var result = b
    if rows > 0 && b.columns > 0 && count > 0 {
      factors.withUnsafe { a in
        result.withUnsafeMutable { routines.applyQ(transpose: transpose, rows, b.columns, count, a, tau, $0) }
      }
    }
    return result
  }
}
