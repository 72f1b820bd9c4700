import Foundation
import Testing

@testable import Nabla

/// No false alarm where the gradient goes to zero, and wrong derivatives are found there too.
///
/// `NABLA_CHECKS` is the number of random problems of each test; thousands have been run.
@Suite struct GradientCheckMinimumTests {
  private static let count = ProcessInfo.processInfo.environment["NABLA_CHECKS"].flatMap { UInt64($0) } ?? 24

  /// A random graph with random targets, in one of five states: as it is, brought near a minimum, or to it, or with targets
  /// that it meets exactly, or nearly.
  private static func problem(_ seed: UInt64) throws -> Problem<Double> {
    var problem = RandomNetworks.problem(seed: 7_000 + seed, examples: 3 + Int(seed % 9))
    let state = seed % 5
    // An output that is not canonical has its error from y, which at 1 has lost the digits of what is left: near a minimum
    // there is nothing to compare.
    let isExact = problem.architecture.isCanonical || problem.architecture.likelihood.family == .gaussian
    guard isExact else { return problem }
    if state == 3 || state == 4 {
      // Met exactly, these have a gradient of 0 but for rounding.
      guard case .gaussian = problem.architecture.likelihood.family else { return problem }
      var y = problem.network.predict(problem.x)
      if state == 4 { y = Matrix(rows: y.rows, columns: y.columns, elements: y.elements.map { $0 * (1 + 1e-9) }) }
      problem.t = .values(y)
    } else if state > 0 {
      let data = try Dataset(inputs: problem.x, targets: problem.t, weights: problem.weights)
      let objective = NetworkObjective(problem.network, on: data, reduction: .sum)
      let limits = MinimizationLimits(gradientNorm: state == 1 ? 1e-4 : 1e-13, iterations: state == 1 ? 30 : 200)
      problem.network = objective.network(
        at: try objective.minimized(from: objective.start, by: .lBFGS, limits: limits).x)
    }
    problem.name += ", state \(state)"
    return problem
  }

  @Test(arguments: 0..<8 as Range<UInt64>) func gradientsRaiseNoFalseAlarm(part: UInt64) throws {
    for seed in stride(from: part, to: Self.count * 4, by: 8) {
      let problem = try Self.problem(seed)
      func check<S: RealScalar>(_: S.Type) {
        let p = Problem<S>(problem)
        let verdict = p.network.checkGradient(p.x, p.t, weights: p.weights)
        #expect(verdict.passed, "\(S.precisionName), \(p.name), \(p.architecture.likelihood.name): \(verdict)")
        #expect(verdict.relativeDifference <= verdict.relativeBound)
      }
      check(Double.self)
      check(Float.self)
    }
  }

  @Test(arguments: 0..<8 as Range<UInt64>) func operatorsRaiseNoFalseAlarm(part: UInt64) throws {
    for seed in stride(from: part, to: Self.count, by: 8) {
      let problem = try Self.problem(seed)
      func check<S: RealScalar>(_: S.Type) {
        let p = Problem<S>(problem)
        let verdict = p.network.check(p.x, p.t, weights: p.weights)
        #expect(verdict.passed, "\(S.precisionName), \(p.name), \(p.architecture.likelihood.name): \(verdict)")
        for line in verdict.lines { #expect(line.relativeDifference <= line.bound, "\(line)") }
      }
      check(Double.self)
      check(Float.self)
    }
  }

  /// Linear models, solved, whose data they meet to rounding: sums of squares of 1e-30, in any units.
  @Test(arguments: [1e-12, 1e-3, 1, 1e4, 1e9]) func solvedLinearModelsPass(unit: Double) throws {
    var generator = SeededGenerator(seed: 5)
    for i in 0..<Int(Self.count) {
      let (n, d, K) = (6 + i % 20, 1 + i % 5, 1 + i % 3)
      let x = Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in generator.normal() })
      let noise = i % 2 == 0 ? 0.0 : 0.1
      let t = Matrix(
        rows: n, columns: K,
        elements: (0..<n * K).map { unit * (1 + Double($0 % K) + 2 * x[$0 / K, 0] + noise * generator.normal()) })
      let network = try Network<Double>(inputs: d, likelihood: .gaussian(outputs: K)).solve(x, t).network
      let verdict = network.check(x, t)
      #expect(verdict.passed, "\(n) × \(d), \(unit): \(verdict)")
      let single = Network<Float>(network).check(Matrix<Float>(x), Targets<Float>.values(Matrix<Float>(t)))
      #expect(single.passed, "\(n) × \(d), \(unit), single: \(single)")
      // Also beside a minimum: a derivative that is off by what a parameter off by a ten thousandth makes of it.
      var wrong = network.gradient(x, t)
      wrong[0] += 1e-4 * unit * (0..<n).reduce(0) { $0 + x[$1, 0] * x[$1, 0] }
      #expect(!network.checkGradient(wrong, x, t).passed, "\(n) × \(d), \(unit)")
    }
  }

  /// An activation whose first or second derivative is off by a ten thousandth is found, also where it was trained.
  @Test func smallErrorsAreFoundAtMinima() throws {
    struct Wrong: ActivationFunction {
      var name: String { "tanh \(first) \(second)" }
      var first = 1.0
      var second = 1.0
      func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
        let right = Activation.tanh.derivatives(at: a)
        return ActivationDerivatives(
          value: right.value, first: right.first * S(first), second: right.second * S(second))
      }
    }
    func network(_ activation: Wrong, _ w: [Double]? = nil) -> Network<Double> {
      var network = Network<Double>(inputs: 2, likelihood: .gaussian) {
        Dense(4, .custom(CustomActivation(activation)))
      }
      network.initialize(.glorot, seed: 4)
      if let w { network.parameters = w }
      return network
    }
    var generator = SeededGenerator(seed: 6)
    let x = Matrix(rows: 30, columns: 2, elements: (0..<60).map { _ in generator.normal() })
    let t = Matrix(column: (0..<30).map { x[$0, 0] * x[$0, 1] + 0.1 * generator.normal() })
    let right = network(Wrong())
    let trained = try right.minimized(on: try Dataset(inputs: x, targets: t), by: .trustRegionNewton, l2: 1e-3).network
    for w in [right.parameters, trained.parameters] {
      #expect(network(Wrong(), w).check(x, t).passed)
      for factor in [1 - 1e-4, 1 + 1e-4] {
        let first = network(Wrong(first: factor), w)
        #expect(!first.check(x, t).passed && !first.checkGradient(x, t).passed, "\(factor)")
        let second = network(Wrong(second: factor), w).check(x, t)
        #expect(second["hessian"]?.passed == false && second["gradient"]?.passed == true, "\(factor): \(second)")
      }
    }
  }
}
