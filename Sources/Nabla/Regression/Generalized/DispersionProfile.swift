internal import Foundation

/// The dispersion α of a negative binomial distribution by maximum likelihood, together with the parameters.
///
/// At a minimum of the error in the parameters γ with α held, the derivative of the likelihood in α is that of the profile
/// likelihood, and its curvature in α is I = I_αα − I_αγ I_γγ⁻¹ I_γα. Newton's method in ln α goes by them where the profile is
/// concave and the step is short. Elsewhere the likelihood is maximised in α with the means held, which never lowers it.
struct DispersionProfile {
  private(set) var kind: any GeneralizedLinearKind
  private(set) var alpha: Double
  private(set) var gamma: [Double]
  /// By the second derivatives in α and all parameters.
  private(set) var standardError: Double?
  /// Those of all fits.
  private(set) var iterations = 0

  private static var turns: Int { 100 }

  init<Scalar: RealScalar>(
    _ model: GeneralizedModel<Scalar>, _ given: any GeneralizedLinearKind, _ owner: LinearProblem<Scalar>,
    _ lambda: Double, _ scales: [Double]
  ) throws(GeneralizedFailure) {
    let weights = owner.weights
    func fit(
      _ kind: any GeneralizedLinearKind, _ start: [Double]?
    ) throws(GeneralizedFailure) -> (problem: GeneralizedProblem, result: NewtonResult) {
      let problem = model.problem(kind, lambda, scales)
      do {
        return (problem, try model.solve(problem, weights, from: start))
      } catch {
        throw .newton(error)
      }
    }
    func with(_ alpha: Double) throws(GeneralizedFailure) -> any GeneralizedLinearKind {
      guard let kind = given.family(dispersion: alpha)?.kind as? any GeneralizedLinearKind else {
        throw .dispersion(.noOverdispersion)
      }
      return kind
    }
    // The derivative of the likelihood in α at α = 0: where it is not positive, neither is α.
    let (poisson, first) = try fit(PoissonLikelihood(), nil)
    let excess = poisson.sumOfMeans(first.gamma, weights: weights) { y, t in (t - y) * (t - y) - t }.0
    guard excess > 0 else { throw .dispersion(.noOverdispersion) }
    alpha = excess / poisson.sumOfMeans(first.gamma, weights: weights) { y, _ in y * y }.0
    gamma = first.gamma
    kind = try with(alpha)
    for turn in 1...Self.turns {
      let found = try fit(kind, gamma)
      gamma = found.result.gamma
      iterations += found.result.iterations
      let slope = alpha * Self.sums(alpha, found.problem, gamma, weights).first
      let terms = found.problem.sumOfMeans(gamma, weights: weights) { DispersionScore($1, mean: $0, alpha).size }.0
      let information = Self.information(alpha, found, weights, owner.routines)
      // ∂²/∂(ln α)² = α² ∂²/∂α² + α ∂/∂α.
      let step = slope / (alpha * alpha * information - slope)
      let isNewton = alpha * alpha * information > slope && step.magnitude <= 0.5
      alpha = isNewton ? alpha * exp(step) : try Self.best(from: alpha, found.problem, gamma, weights)
      guard alpha > 1e-12 else { throw .dispersion(.noOverdispersion) }
      kind = try with(alpha)
      // A step doubles the digits, up to the rounding of the slope.
      if isNewton && (step.magnitude <= 1e-9 || slope.magnitude <= 0x1p-50 * alpha * terms) { break }
      if turn == Self.turns { throw .newton(.notConverged(iterations: turn, gradientNorm: slope.magnitude)) }
    }
    let information = Self.information(alpha, try fit(kind, gamma), weights, owner.routines)
    standardError = information > 0 ? 1 / information.squareRoot() : nil
  }

  private static func sums(
    _ alpha: Double, _ problem: GeneralizedProblem, _ gamma: [Double], _ weights: [Double]?
  ) -> (first: Double, second: Double) {
    (
      problem.sumOfMeans(gamma, weights: weights) { y, t in DispersionScore(t, mean: y, alpha).first }.0,
      problem.sumOfMeans(gamma, weights: weights) { y, t in DispersionScore(t, mean: y, alpha).second }.0
    )
  }

  /// The maximum in ln α at the means that γ gives, by Newton's method.
  private static func best(
    from start: Double, _ problem: GeneralizedProblem, _ gamma: [Double], _ weights: [Double]?
  ) throws(GeneralizedFailure) -> Double {
    var alpha = start
    for _ in 0..<100 {
      let sums = sums(alpha, problem, gamma, weights)
      let slope = alpha * sums.first
      let curvature = slope + alpha * alpha * sums.second
      let step = curvature < 0 ? -slope / curvature : slope > 0 ? 1 : -1
      alpha *= exp(min(max(step, -2), 2))
      guard alpha > 1e-12, alpha < 1e12 else { throw .dispersion(.noOverdispersion) }
      if step.magnitude <= 1e-14 { break }
    }
    return alpha
  }

  /// I_αα − I_αγ I_γγ⁻¹ I_γα with the second derivatives of −ln p, at the best γ for α.
  private static func information(
    _ alpha: Double, _ fit: (problem: GeneralizedProblem, result: NewtonResult), _ weights: [Double]?,
    _ routines: any LinearAlgebraRoutines.Type
  ) -> Double {
    let (problem, gamma) = (fit.problem, fit.result.gamma)
    // ∂²E/∂α∂a.
    let mixed = problem.sumOfMeans(gamma, weights: weights) { y, t in
      let spread = 1 + alpha * y
      return -y * (y - t) / (spread * spread)
    }.1
    let solved = fit.result.inverse.times(mixed, using: routines)
    return -sums(alpha, problem, gamma, weights).second - zip(mixed, solved).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
