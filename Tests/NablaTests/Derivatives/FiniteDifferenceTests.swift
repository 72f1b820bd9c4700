import Foundation
import Nabla
import Testing

/// Finite differences approximate the gradient as their theory says.
@Suite struct FiniteDifferenceTests {
  /// Smooth networks, whose error has all derivatives.
  static let problems = [Activation.tanh, .softplus, .sin, .gelu].enumerated().map { i, activation in
    var random = RandomNetworks(seed: UInt64(60 + i))
    let architecture = random.architecture(activation: activation, likelihood: .bernoulli(outputs: 2))
    return RandomNetworks.problem(architecture, seed: UInt64(i), examples: 6, name: activation.name)
  }

  private func error(_ problem: Problem<Double>, _ scheme: DifferenceScheme, _ step: Double) -> Double {
    let exact = problem.network.gradient(problem.x, problem.t, weights: problem.weights)
    let found = problem.network.finiteDifferenceGradient(
      problem.x, problem.t, weights: problem.weights, scheme: scheme, step: step)
    return zip(found, exact).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
  }

  /// Half the step divides the error of central differences by 4 and that of forward differences by 2.
  @Test(arguments: problems)
  func errorsFallWithThePowerOfTheStep(problem: Problem<Double>) {
    for step in [0.02, 0.01, 0.005] {
      let central = error(problem, .central, step) / error(problem, .central, step / 2)
      #expect(central > 3.9 && central < 4.1, "\(problem.name), ε = \(step)")
      let forward = error(problem, .forward, step) / error(problem, .forward, step / 2)
      #expect(forward > 1.9 && forward < 2.1, "\(problem.name), ε = \(step)")
    }
  }

  /// The grid of operators takes its gradient with its own step, too: the error grows with the square of it.
  @Test(arguments: problems)
  func theGridTakesItsStep(problem: Problem<Double>) {
    let exact = problem.network.gradient(problem.x, problem.t, weights: problem.weights)
    func error(_ step: Double) -> Double {
      let found = FiniteDifferences(problem.network, step: step).gradient(
        problem.x, problem.t, weights: problem.weights)
      return zip(found, exact).reduce(0) { max($0, ($1.0 - $1.1).magnitude) }
    }
    let ratio = error(0.02) / error(0.01)
    #expect(ratio > 3.9 && ratio < 4.1, "\(problem.name)")
  }

  /// With the step that the precision asks for, u^{2/3} of central and u^{1/2} of forward differences remain right.
  @Test(arguments: problems)
  func theDefaultStepSuitsThePrecision(problem: Problem<Double>) {
    func check<S: RealScalar>(_: S.Type, _ scheme: DifferenceScheme, _ bound: Double) {
      let p = Problem<S>(problem)
      let found = p.network.finiteDifferenceGradient(p.x, p.t, weights: p.weights, scheme: scheme)
      let exact = problem.network.gradient(problem.x, problem.t, weights: problem.weights)
      // Rounding is relative to the error itself.
      let scale = max(problem.network.loss(problem.x, problem.t, weights: problem.weights), 1)
      expectClose(found, exact, within: bound, scale: scale, "\(problem.name), \(scheme), \(S.precisionName)")
    }
    for scheme in DifferenceScheme.allCases {
      let power: (Double) -> Double = { scheme == .central ? pow(3 * $0, 2.0 / 3) : $0.squareRoot() }
      check(Double.self, scheme, 8 * power(Double.ulpOfOne / 2))
      check(Float.self, scheme, 8 * power(Double(Float.ulpOfOne) / 2))
    }
  }

  @Test func aRangeIsAPartOfTheWholeAndMaskedWeightsHaveNone() throws {
    let reference = try #require(DerivativeCase.all.first { $0.name == "mask-everywhere" })
    let problem = reference.problem(Double.self)
    let whole = problem.network.finiteDifferenceGradient(problem.x, problem.t)
    let part = problem.network.finiteDifferenceGradient(problem.x, problem.t, parameters: 5..<11)
    #expect(part == Array(whole[5..<11]))
    #expect(problem.network.finiteDifferenceGradient(problem.x, problem.t, parameters: 3..<3).isEmpty)
    #expect(problem.network.finiteDifferenceGradient(problem.x, problem.t, parameters: 3..<3, scheme: .forward).isEmpty)
    let gradient: [Double] = reference.numbers("gradient")
    for (i, derivative) in gradient.enumerated() where derivative == 0 { #expect(whole[i] == 0, "parameter \(i)") }
  }
}
