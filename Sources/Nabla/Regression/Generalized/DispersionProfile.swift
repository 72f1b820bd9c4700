internal import Foundation

/// The dispersion α of a negative binomial distribution by maximum likelihood, together with the parameters.
///
/// The likelihood is maximised in the parameters with α held and in α with the means held, by turns, until α stands. The two
/// are nearly independent, so few turns are needed.
struct DispersionProfile {
  private(set) var kind: any GeneralizedLinearKind
  private(set) var alpha: Double
  private(set) var gamma: [Double]
  /// By the second derivatives in α and all parameters.
  private(set) var standardError: Double?
  /// Those of all fits.
  private(set) var iterations = 0

  private static var turns: Int { 200 }

  init<Scalar: RealScalar>(
    _ model: GeneralizedModel<Scalar>, _ given: any GeneralizedLinearKind, _ owner: LinearProblem<Scalar>,
    _ lambda: Double, _ scales: [Double]
  ) throws(GeneralizedFailure) {
    let weights = owner.weights
    func fit(_ kind: any GeneralizedLinearKind, _ start: [Double]?) throws(GeneralizedFailure) -> (
      GeneralizedProblem, NewtonResult
    ) {
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
      let (problem, result) = try fit(kind, gamma)
      gamma = result.gamma
      iterations += result.iterations
      let next = try Self.best(from: alpha, problem, gamma, weights)
      let change = abs(log(next / alpha))
      alpha = next
      kind = try with(alpha)
      if change <= 1e-14 * (turn > 30 ? 100 : 4) { break }
      if turn == Self.turns { throw .newton(.notConverged(iterations: turn, gradientNorm: change)) }
    }
    standardError = Self.standardError(alpha, try fit(kind, gamma), weights, owner.routines)
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

  /// 1/√(I_αα − I_αγ I_γγ⁻¹ I_γα) with the second derivatives I of −ln p.
  private static func standardError(
    _ alpha: Double, _ fit: (problem: GeneralizedProblem, result: NewtonResult), _ weights: [Double]?,
    _ routines: any LinearAlgebraRoutines.Type
  ) -> Double? {
    let (problem, gamma) = (fit.problem, fit.result.gamma)
    // ∂²E/∂α∂a.
    let mixed = problem.sumOfMeans(gamma, weights: weights) { y, t in
      let spread = 1 + alpha * y
      return -y * (y - t) / (spread * spread)
    }.1
    let solved = fit.result.inverse.times(mixed, using: routines)
    let own = -sums(alpha, problem, gamma, weights).second
    let information = own - zip(mixed, solved).reduce(0) { $0 + $1.0 * $1.1 }
    return information > 0 ? 1 / information.squareRoot() : nil
  }
}
