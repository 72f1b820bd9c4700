/// AP = QR by Householder's reflections, with column pivoting or without (then P = I).
///
/// - Complexity: 2n²(m − n/3) flops for m × n.
struct QRFactorization: Sendable {
  let rows: Int
  let columns: Int
  /// The column of A that stands at each place.
  let pivots: [Int]
  private let factors: ColumnMatrix
  private let tau: [Double]
  private let routines: any LinearAlgebraRoutines.Type

  init(
    _ a: ColumnMatrix, pivoting: Bool = true,
    using routines: any LinearAlgebraRoutines.Type = BackendChoice.fastest.linearAlgebra
  ) {
    rows = a.rows
    columns = a.columns
    self.routines = routines
    var factors = a
    var tau = Array(repeating: 0.0, count: max(min(a.rows, a.columns), 1))
    var pivots = Array(Int32(0)..<Int32(a.columns))
    if a.rows > 0 && a.columns > 0 {
      factors.withUnsafeMutable { memory in
        if pivoting {
          routines.pivotedQR(a.rows, a.columns, memory, &pivots, &tau)
        } else {
          routines.qr(a.rows, a.columns, memory, &tau)
        }
      }
    }
    self.factors = factors
    self.tau = tau
    self.pivots = pivots.map { Int($0) }
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

  /// How many diagonal elements of R exceed `tolerance` |r₁₁|: with pivoting, the rank to that tolerance.
  func rank(tolerance: Double) -> Int {
    let diagonal = (0..<count).map { factors[$0, $0].magnitude }
    return diagonal.prefix { $0 > tolerance * diagonal[0] }.count
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

  /// The x that minimises ‖Ax − b‖; elements beyond the first `rank` pivots are 0, a basic solution.
  ///
  /// - Precondition: m ≥ `rank`, and the first `rank` diagonal elements of R are not 0.
  func solve(_ b: [Double], rank: Int? = nil) -> [Double] {
    let rank = rank ?? count
    precondition(rank <= count, "a rank of \(rank) for \(rows) × \(columns)")
    let c = transposedQ(times: ColumnMatrix(rows: b.count, columns: 1, elements: b))
    let triangle = r.leading(rank, rank)
    let solution = triangle.solvingTriangle(
      ColumnMatrix(rows: rank, columns: 1, elements: Array(c.elements[..<rank])), upper: true, using: routines)
    var x = Array(repeating: 0.0, count: columns)
    for j in 0..<rank { x[pivots[j]] = solution[j, 0] }
    return x
  }
}
