/// The variables u_j = √H_jj x_j, in each of which the curvature is 1, whatever the units of x are.
///
/// The Hessian in u has the signs of H (J. J. Sylvester's law of inertia), and mostly a condition number that is within a factor n of
/// the least that any units have (A. van der Sluis, Numerische Mathematik 14, 1969). It tells small eigenvalues from rounding only
/// where each H_jj does: where H is Σ cᵢ xᵢxᵢᵀ with c ≥ 0, as that of a model that is linear in its parameters.
struct OwnUnits {
  /// √H_jj.
  private let roots: [Double]
  /// The Hessian in u; its diagonal is 1.
  private let hessian: ColumnMatrix

  /// Nil where a curvature H_jj is not positive.
  init?(_ hessian: ColumnMatrix) {
    let n = hessian.rows
    let diagonal = (0..<n).map { hessian[$0, $0] }
    guard diagonal.allSatisfy({ $0 > 0 }) else { return nil }
    let roots = diagonal.map { $0.squareRoot() }
    var scaled = hessian
    for j in 0..<n {
      for i in 0..<n { scaled[i, j] = scaled[i, j] / roots[i] / roots[j] }
    }
    (self.roots, self.hessian) = (roots, scaled)
  }

  /// Whether the gradient at a point is no more than what the rounding of x and of the sums it is made of leaves: in u each derivative
  /// is up to 16 ε (Σ |u_j| + √(2f)), where √(2f) is the length of the residuals of a sum of squares.
  func isRounding(_ point: MinimizationPoint) -> Bool {
    let length = zip(roots, point.x).reduce((2 * max(point.value, 0)).squareRoot()) { $0 + ($1.0 * $1.1).magnitude }
    return zip(point.gradient, roots).allSatisfy { ($0 / $1).magnitude <= 16 * 0x1p-52 * length }
  }

  /// Newton's step −H⁻¹g in x; nil where H is not positive definite.
  func newtonStep(_ gradient: [Double]) -> [Double]? {
    guard let factor = CholeskyFactorization(hessian) else { return nil }
    return zip(factor.solve(zip(gradient, roots).map { -$0 / $1 }), roots).map { $0 / $1 }
  }

  /// Whether all eigenvalues in u are positive, beyond this part of the largest one.
  func isPositiveDefinite(beyond tolerance: Double) -> Bool {
    guard let eigen = SymmetricEigenvalues(hessian, vectors: false), let least = eigen.values.first else {
      return false
    }
    return least > tolerance * eigen.largestMagnitude
  }
}
