/// The minimum of ½‖r + Jp‖² in the ball ‖p‖ ≤ Δ, by the normal equations (JᵀJ + μI) p = −Jᵀr and Cholesky's factorisation.
///
/// μ is 0 where that step lies in the ball. Else it is the root of 1/Δ − 1/‖p(μ)‖ by Newton's method in a bracket, until
/// ‖p‖ is within a tenth of Δ. Where JᵀJ is singular to rounding, no μ is below that rounding, so that what the residuals
/// do not determine hardly moves.
///
/// - Complexity: m n² flops for JᵀJ, and n³/3 for each μ tried: one for a step in the ball, some three more for one on it.
///
/// Source: J. J. Moré, in Numerical Analysis, Lecture Notes in Mathematics 630, 1978.
struct DampedNormalEquations {
  /// JᵀJ.
  private let gram: ColumnMatrix
  /// Jᵀr.
  private let gradient: [Double]
  /// The step with the smallest μ.
  private let longest: Step

  private struct Step {
    let damping: Double
    let p: [Double]
    let length: Double
    /// How much Newton's method on 1/Δ − 1/‖p(μ)‖ adds to μ, times Δ / (‖p‖ − Δ): ‖p‖² / pᵀ(JᵀJ + μI)⁻¹p.
    let inverseSlope: Double
  }

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

  /// The minimum in the ball of this radius, to a tenth of it.
  func solution(radius: Double) -> TrustRegionSubproblem.Solution {
    guard longest.length > radius else { return solution(longest, isAtBoundary: false) }
    // From the left Newton's method does not pass the root, and ‖p(μ)‖ ≤ ‖Jᵀr‖ / μ.
    var lower = longest.damping + (longest.length - radius) / radius * longest.inverseSlope
    var upper = max(DenseVector.norm(gradient) / radius, lower)
    var damping = Self.middle(lower, upper)
    var best = longest
    for _ in 0..<100 {
      guard let factor = Self.factor(gram, damping) else { break }
      let step = Self.step(factor, gradient, damping: damping)
      best = step
      if (step.length - radius).magnitude <= 0.1 * radius { break }
      if step.length > radius { lower = damping } else { upper = damping }
      guard upper - lower > 1e-14 * upper else { break }
      let next = damping + (step.length - radius) / radius * step.inverseSlope
      damping = next > lower && next < upper ? next : Self.middle(lower, upper)
    }
    return solution(best, isAtBoundary: true)
  }

  /// A place in a bracket that may span many orders of magnitude.
  private static func middle(_ lower: Double, _ upper: Double) -> Double {
    max(1e-3 * upper, (lower * upper).squareRoot())
  }

  private static func factor(_ gram: ColumnMatrix, _ damping: Double) -> CholeskyFactorization? {
    var damped = gram
    for i in 0..<damped.columns { damped[i, i] += damping }
    return CholeskyFactorization(damped)
  }

  private static func step(_ factor: CholeskyFactorization, _ gradient: [Double], damping: Double) -> Step {
    let p = factor.solve(DenseVector.negative(gradient))
    let length = DenseVector.norm(p)
    let half = DenseVector.norm(factor.halfSolve(p))
    return Step(damping: damping, p: p, length: length, inverseSlope: half > 0 ? (length / half) * (length / half) : 0)
  }

  /// (JᵀJ + μI) p = −g makes the reduction −gᵀp − ½ pᵀJᵀJp = −½ gᵀp + ½ μ‖p‖².
  private func solution(_ step: Step, isAtBoundary: Bool) -> TrustRegionSubproblem.Solution {
    .init(
      step: step.p,
      reduction: (step.damping * step.length * step.length - DenseVector.dot(gradient, step.p)) / 2,
      isAtBoundary: isAtBoundary)
  }
}
