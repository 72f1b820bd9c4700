/// A = LLᵀ of a symmetric positive definite matrix.
///
/// - Complexity: n³/3 flops.
struct CholeskyFactorization: Sendable {
  /// L in the lower triangle; the upper one holds nothing of meaning.
  private let factor: ColumnMatrix
  private let routines: any LinearAlgebraRoutines.Type
  /// How many threads large matrices may take.
  private let threads: Int

  /// The factorisation of the matrix whose lower triangle is given, or nil where it is not positive definite or has a
  /// NaN. Its bits do not depend on the number of threads.
  init?(
    _ a: consuming ColumnMatrix, threads: Int = 1,
    using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) {
    let n = a.rows
    precondition(n == a.columns, "a \(a.rows) × \(a.columns) matrix is not symmetric")
    // In its memory where the caller has no more use for it.
    var factor = a
    guard factor.withUnsafeMutable({ routines.cholesky(n, $0, threads: threads) }) == nil else { return nil }
    self.factor = factor
    self.routines = routines
    self.threads = threads
  }

  var size: Int { factor.rows }

  /// x with Ax = b, for one right-hand side.
  func solve(_ b: [Double]) -> [Double] {
    solve(ColumnMatrix(rows: b.count, columns: 1, elements: b)).elements
  }

  /// X with AX = B.
  func solve(_ b: ColumnMatrix) -> ColumnMatrix {
    precondition(b.rows == size, "a right-hand side of \(b.rows) rows for \(size) unknowns")
    var x = b
    factor.withUnsafe { l in x.withUnsafeMutable { routines.choleskySolve(size, b.columns, l, stride: size, $0) } }
    return x
  }

  /// A⁻¹, both triangles.
  func inverse() -> ColumnMatrix {
    var result = ColumnMatrix(rows: size, columns: size)
    factor.withUnsafe { l in
      result.withUnsafeMutable { routines.choleskyInverse(size, l, $0, threads: threads) }
    }
    return result
  }

  /// L, with zeros above its diagonal.
  var lower: ColumnMatrix {
    var result = factor
    for j in 0..<size {
      for i in 0..<j { result[i, j] = 0 }
    }
    return result
  }

  /// L⁻¹b; its square is bᵀA⁻¹b.
  func halfSolve(_ b: [Double]) -> [Double] { halfSolve(ColumnMatrix(rows: b.count, columns: 1, elements: b)).elements }

  /// L⁻¹B.
  func halfSolve(_ b: ColumnMatrix) -> ColumnMatrix { factor.solvingTriangle(b, upper: false, using: routines) }

  /// L⁻ᵀB: columns with the covariance A⁻¹, where those of B are independent with variance 1.
  func transposedHalfSolve(_ b: ColumnMatrix) -> ColumnMatrix {
    factor.solvingTriangle(b, upper: false, transposed: true, using: routines)
  }

  /// uᵀAu = ‖Lᵀu‖² of a sparse vector.
  func squaredLength(_ u: [(place: Int, value: Double)]) -> Double {
    (0..<size).reduce(0) { sum, j in
      let part = u.reduce(0) { $1.place >= j ? $0 + factor[$1.place, j] * $1.value : $0 }
      return sum + part * part
    }
  }

  /// ln det A.
  var logDeterminant: Double {
    (0..<size).reduce(0) { $0 + 2 * Double._Primitives.log(factor[$1, $1]) }
  }

  /// Whether no pivot is as small as rounding: a singular matrix may have a factor by chance, and a solution along its null
  /// space that means nothing.
  var isWellConditioned: Bool {
    let pivots = (0..<size).map { factor[$0, $0] * factor[$0, $0] }
    return (pivots.min() ?? 1) > Self.pivotTolerance(size) * (pivots.max() ?? 1)
  }

  /// Pivots up to this part of the largest are taken for rounding.
  static func pivotTolerance(_ n: Int) -> Double { 1e-13 * Double(n) }
}
