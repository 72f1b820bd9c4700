/// A = U diag(s) Vᵀ, with s descending and k = min(m, n) singular values.
///
/// - Complexity: about 4m²n + 8mn² + 9n³ flops for m ≥ n.
struct SingularValueDecomposition: Sendable {
  /// m × k, orthonormal columns.
  let u: ColumnMatrix
  let values: [Double]
  /// k × n, orthonormal rows.
  let vTransposed: ColumnMatrix

  /// The decomposition, or nil where the iteration does not converge, as for a matrix with NaN.
  init?(_ a: ColumnMatrix, using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest) {
    let (rows, columns) = (a.rows, a.columns)
    let k = min(rows, columns)
    var copy = a
    var s = Array(repeating: 0.0, count: k)
    var u = ColumnMatrix(rows: a.rows, columns: k)
    var v = ColumnMatrix(rows: k, columns: a.columns)
    if k > 0 {
      let converged = copy.withUnsafeMutable { a in
        u.withUnsafeMutable { u in
          v.withUnsafeMutable { routines.singularValues(rows, columns, a, &s, u, $0) }
        }
      }
      guard converged else { return nil }
    }
    self.u = u
    values = s
    vTransposed = v
  }

  /// The singular values alone, descending, or nil where the iteration does not converge.
  ///
  /// - Complexity: 4mn² − 4n³/3 flops for m ≥ n, by LAPACK.
  static func values(
    of a: ColumnMatrix, using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) -> [Double]? {
    var copy = a
    var s = Array(repeating: 0.0, count: min(a.rows, a.columns))
    guard !s.isEmpty else { return s }
    return copy.withUnsafeMutable { routines.singularValues(a.rows, a.columns, $0, &s, nil, nil) } ? s : nil
  }

  /// s₁ / s_k; infinite for a singular matrix, 1 for an empty one, nil where the iteration does not converge.
  static func condition(of a: ColumnMatrix) -> Double? {
    values(of: a).map { $0.isEmpty ? 1 : $0[0] / $0[$0.count - 1] }
  }
}

/// A = V diag(λ) Vᵀ of a symmetric matrix, λ ascending.
///
/// - Complexity: about 4n³/3 flops without vectors, 9n³ with them.
struct SymmetricEigenvalues: Sendable {
  let values: [Double]
  /// The eigenvectors, one a column, where they were wanted.
  let vectors: ColumnMatrix?

  /// The decomposition of the matrix whose lower triangle is given, or nil where the iteration does not converge, as for
  /// a matrix with NaN.
  init?(
    _ a: ColumnMatrix, vectors: Bool = false,
    using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) {
    precondition(a.rows == a.columns, "a \(a.rows) × \(a.columns) matrix is not symmetric")
    var copy = a
    var values = Array(repeating: 0.0, count: a.rows)
    if a.rows > 0 {
      guard copy.withUnsafeMutable({ routines.symmetricEigenvalues(vectors: vectors, a.rows, $0, &values) }) else {
        return nil
      }
    }
    self.values = values
    self.vectors = vectors ? copy : nil
  }

  /// max |λ|.
  var largestMagnitude: Double { values.map(\.magnitude).max() ?? 0 }

  /// How many eigenvalues lie below −tolerance, within it and above it, with the tolerance `relative` max |λ|.
  func inertia(relative: Double = 1e-12) -> (negative: Int, zero: Int, positive: Int) {
    inertia(within: relative * largestMagnitude)
  }

  /// How many eigenvalues lie below −tolerance, within it and above it.
  func inertia(within tolerance: Double) -> (negative: Int, zero: Int, positive: Int) {
    let negative = values.count { $0 < -tolerance }
    let positive = values.count { $0 > tolerance }
    return (negative, values.count - negative - positive, positive)
  }
}
