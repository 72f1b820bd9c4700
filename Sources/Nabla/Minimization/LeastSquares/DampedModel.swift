/// A linear model of residuals, to be minimised in ellipsoids: min ½‖r + Jp‖² for ‖Sp‖ ≤ Δ with a diagonal S, by damped steps
/// p(μ) = −(JᵀJ + μS²)⁻¹Jᵀr, each a factorisation.
///
/// μ is the smallest one where that step lies in the ellipsoid. Else it is the root of 1/Δ − 1/‖Sp(μ)‖ by Newton's method in a
/// bracket, until ‖Sp‖ is within a tenth of Δ; from the μ of the step before that takes one factorisation or two.
///
/// Source: J. J. Moré, in Numerical Analysis, Lecture Notes in Mathematics 630, 1978.
protocol DampedModel: Sendable {
  /// The step with the smallest μ.
  func longest() -> DampedStep
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
  ///
  /// - Parameter guess: A μ to begin with; 0 for none.
  func solution(radius: Double, near guess: Double = 0) -> TrustRegionSubproblem.Solution {
    // ‖Sp(μ)‖ ≤ ‖S⁻¹Jᵀr‖ / μ.
    var (lower, upper) = (0.0, gradientNorm / radius)
    var damping = guess
    var best: DampedStep?
    var knowsLongest = false
    // The longest step costs a factorisation of its own: it is needed where a step of the guess is too short, or there is none.
    if !(guess > 0 && guess < upper) {
      let longest = longest()
      guard longest.length > radius else { return solution(longest, isAtBoundary: false) }
      lower = next(longest, radius)
      upper = max(upper, lower)
      damping = middle(lower, upper)
      (best, knowsLongest) = (longest, true)
    }
    for _ in 0..<100 {
      guard let step = step(damping: damping) else { break }
      best = step
      if (step.length - radius).magnitude <= 0.1 * radius { break }
      if step.length > radius {
        lower = damping
      } else {
        upper = damping
        if !knowsLongest {
          let longest = longest()
          guard longest.length > radius else { return solution(longest, isAtBoundary: false) }
          // From the left Newton's method does not pass the root.
          lower = min(max(lower, next(longest, radius)), upper)
          knowsLongest = true
        }
      }
      guard upper - lower > 1e-14 * upper else { break }
      let better = next(step, radius)
      damping = better > lower && better < upper ? better : middle(lower, upper)
    }
    return solution(best ?? longest(), isAtBoundary: true)
  }

  /// Newton's method on 1/Δ − 1/‖Sp(μ)‖.
  private func next(_ step: DampedStep, _ radius: Double) -> Double {
    step.damping + (step.length - radius) / radius * step.inverseSlope
  }

  /// A place in a bracket that may span many orders of magnitude.
  private func middle(_ lower: Double, _ upper: Double) -> Double {
    max(1e-3 * upper, (lower * upper).squareRoot())
  }

  private func solution(_ step: DampedStep, isAtBoundary: Bool) -> TrustRegionSubproblem.Solution {
    .init(
      step: step.p, reduction: step.reduction, isAtBoundary: isAtBoundary, shift: isAtBoundary ? step.damping : 0)
  }
}
