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

extension DampedModel {
  /// The minimum in the ellipsoid of this radius, to a tenth of it.
  ///
  /// - Parameter guess: A μ to begin with; 0 for none.
  func solution(radius: Double, near guess: Double = 0) -> TrustRegionSubproblem.Solution {
    // ‖Sp(μ)‖ ≤ ‖S⁻¹Jᵀr‖ / μ.
    var bracket = DampingBracket(lower: 0, upper: gradientNorm / radius, radius: radius)
    var damping = guess
    var best: DampedStep?
    var knowsLongest = false
    // The longest step costs a factorisation of its own: it is needed where a step of the guess is too short, or there is none.
    if !bracket.contains(guess) {
      let longest = longest()
      guard longest.length > radius else { return solution(longest, isAtBoundary: false) }
      bracket.lower = bracket.newton(from: longest)
      bracket.upper = max(bracket.upper, bracket.lower)
      damping = bracket.middle
      (best, knowsLongest) = (longest, true)
    }
    for _ in 0..<100 {
      guard let step = step(damping: damping) else { break }
      best = step
      if (step.length - radius).magnitude <= 0.1 * radius { break }
      if step.length > radius {
        bracket.lower = damping
      } else {
        bracket.upper = damping
        if !knowsLongest {
          let longest = longest()
          guard longest.length > radius else { return solution(longest, isAtBoundary: false) }
          bracket.lower = min(max(bracket.lower, bracket.newton(from: longest)), bracket.upper)
          knowsLongest = true
        }
      }
      guard bracket.isOpen else { break }
      damping = bracket.next(after: step)
    }
    return solution(best ?? longest(), isAtBoundary: true)
  }

  private func solution(_ step: DampedStep, isAtBoundary: Bool) -> TrustRegionSubproblem.Solution {
    .init(
      step: step.p, reduction: step.reduction, isAtBoundary: isAtBoundary, shift: isAtBoundary ? step.damping : 0)
  }
}
