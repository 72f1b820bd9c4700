/// A linear model of residuals, to be minimised in ellipsoids: min ½‖r + Jp‖² for ‖Sp‖ ≤ Δ with a diagonal S, by damped steps
/// p(μ) = −(JᵀJ + μS²)⁻¹Jᵀr, each a factorisation.
///
/// μ is the smallest one where that step lies in the ellipsoid. Else it is the root of 1/Δ − 1/‖Sp(μ)‖ by Newton's method in a
/// bracket, until ‖Sp‖ is within a tenth of Δ.
///
/// Source: J. J. Moré, in Numerical Analysis, Lecture Notes in Mathematics 630, 1978.
protocol DampedModel: Sendable {
  /// The step with the smallest μ.
  var longest: DampedStep { get }
  /// ‖S⁻¹Jᵀr‖.
  var gradientNorm: Double { get }

  /// p(μ), or nil where the factorisation fails.
  func step(damping: Double) -> DampedStep?
}

/// A step p(μ) with what the search for μ needs.
struct DampedStep: Sendable {
  let damping: Double
  let p: [Double]
  /// ‖Sp‖.
  let length: Double
  /// How much Newton's method on 1/Δ − 1/‖Sp(μ)‖ adds to μ, times Δ / (‖Sp‖ − Δ): ‖Sp‖² / (S²p)ᵀ(JᵀJ + μS²)⁻¹S²p.
  let inverseSlope: Double
  /// ½‖r‖² − ½‖r + Jp‖².
  let reduction: Double

  /// - Parameters:
  ///   - scaled: Sp.
  ///   - half: L⁻¹S²p with LLᵀ = JᵀJ + μS².
  init(damping: Double, p: [Double], scaled: [Double], half: [Double], reduction: Double) {
    self.damping = damping
    self.p = p
    self.reduction = reduction
    length = DenseVector.norm(scaled)
    let half = DenseVector.norm(half)
    inverseSlope = half > 0 ? (length / half) * (length / half) : 0
  }
}

extension DampedModel {
  /// The minimum in the ellipsoid of this radius, to a tenth of it.
  func solution(radius: Double) -> TrustRegionSubproblem.Solution {
    guard longest.length > radius else { return solution(longest, isAtBoundary: false) }
    // From the left Newton's method does not pass the root, and ‖Sp(μ)‖ ≤ ‖S⁻¹Jᵀr‖ / μ.
    var lower = longest.damping + (longest.length - radius) / radius * longest.inverseSlope
    var upper = max(gradientNorm / radius, lower)
    var damping = middle(lower, upper)
    var best = longest
    for _ in 0..<100 {
      guard let step = step(damping: damping) else { break }
      best = step
      if (step.length - radius).magnitude <= 0.1 * radius { break }
      if step.length > radius { lower = damping } else { upper = damping }
      guard upper - lower > 1e-14 * upper else { break }
      let next = damping + (step.length - radius) / radius * step.inverseSlope
      damping = next > lower && next < upper ? next : middle(lower, upper)
    }
    return solution(best, isAtBoundary: true)
  }

  /// A place in a bracket that may span many orders of magnitude.
  private func middle(_ lower: Double, _ upper: Double) -> Double {
    max(1e-3 * upper, (lower * upper).squareRoot())
  }

  private func solution(_ step: DampedStep, isAtBoundary: Bool) -> TrustRegionSubproblem.Solution {
    .init(step: step.p, reduction: step.reduction, isAtBoundary: isAtBoundary)
  }
}
