/// The normal equations (JᵀJ + μI) p = −Jᵀr by Cholesky's factorisation.
///
/// Where JᵀJ is singular to rounding, no μ is below that rounding, so that what the residuals do not determine hardly moves.
///
/// - Complexity: m n² flops for JᵀJ, and n³/3 for each μ tried: one for a step in the ball, some three more for one on it.
struct DampedNormalEquations: DampedModel {
  /// JᵀJ.
  private let gram: ColumnMatrix
  /// Jᵀr.
  private let gradient: [Double]
  let longest: DampedStep
  var gradientNorm: Double { DenseVector.norm(gradient) }

  /// The equations of a Jacobian with its residuals, or nil where they overflow.
  init?(_ jacobian: ColumnMatrix, _ r: [Double]) {
    let gram = jacobian.gram()
    let gradient = jacobian.times(r, transposed: true)
    self.gram = gram
    self.gradient = gradient
    guard gram.isFinite, gradient.allSatisfy(\.isFinite) else { return nil }
    if let factor = CholeskyFactorization(gram), factor.isWellConditioned {
      longest = Self.step(factor, gradient, damping: 0)
      return
    }
    let n = gram.columns
    let largest = (0..<n).reduce(0) { max($0, gram[$1, $1]) }
    // With J = 0 any μ will do.
    var damping = largest > 0 ? CholeskyFactorization.pivotTolerance(n) * largest : 1
    while damping <= max(largest, 1) {
      if let factor = Self.factor(gram, damping) {
        longest = Self.step(factor, gradient, damping: damping)
        return
      }
      damping *= 8
    }
    return nil
  }

  func step(damping: Double) -> DampedStep? {
    Self.factor(gram, damping).map { Self.step($0, gradient, damping: damping) }
  }

  private static func factor(_ gram: ColumnMatrix, _ damping: Double) -> CholeskyFactorization? {
    var damped = gram
    for i in 0..<damped.columns { damped[i, i] += damping }
    return CholeskyFactorization(damped)
  }

  /// (JᵀJ + μI) p = −g makes the reduction −gᵀp − ½ pᵀJᵀJp = −½ gᵀp + ½ μ‖p‖².
  private static func step(_ factor: CholeskyFactorization, _ gradient: [Double], damping: Double) -> DampedStep {
    let p = factor.solve(DenseVector.negative(gradient))
    return DampedStep(
      damping: damping, p: p, half: factor.halfSolve(p),
      reduction: (damping * DenseVector.dot(p, p) - DenseVector.dot(gradient, p)) / 2)
  }
}
