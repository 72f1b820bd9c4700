import Testing

@testable import Nabla

/// A mixture of M normal distributions as one expression, derived by hyper-dual numbers. Every output has the target.
private struct MixtureExpression: ErrorExpression {
  let name = "mixture by hyper-dual numbers"

  func callAsFunction<N: DifferentiableNumber>(_ y: [N], _ t: [N]) -> N {
    let M = y.count / 3
    var (shares, terms): (N, N) = (0, 0)
    for m in 0..<M {
      let share = exp(y[m])
      let r = t[m] - y[M + m]
      let s = y[2 * M + m]
      shares = shares + share
      terms = terms + share * exp(-0.5 * (s + r * r * exp(-s)))
    }
    return log(shares) - log(terms)
  }
}

/// Mixture densities: by another implementation's derivatives, as one normal distribution, and their scores.
struct MixtureTests {
  private static func network(_ likelihood: Likelihood, _ backend: BackendChoice) -> Network<Double> {
    var network = Network<Double>(inputs: 2, likelihood: likelihood, execution: Execution(backend: backend)) {
      Dense(4, .tanh)
    }
    network.initialize(.uniform(bound: 0.7), seed: 5)
    return network
  }

  private static let x = Matrix<Double>([[0.5, -1], [1.25, 0.75], [-0.375, 0.25], [0, 2], [-1.5, 1]])
  private static let t = Matrix<Double>(column: [0.25, -1, 2, 0.5, -0.75])

  @Test(arguments: BackendChoice.available) func equalsHyperDualNumbers(backend: BackendChoice) throws {
    let own = Self.network(.mixture(components: 3), backend)
    let other = Self.network(.custom(MixtureExpression(), outputs: 9), backend)
    let targets = Matrix(rows: 5, columns: 9, elements: Self.t.elements.flatMap { Array(repeating: $0, count: 9) })
    let weights = [1, 0.5, 0, 2, 1]
    let (a, b) = (
      own.valueWithGradient(Self.x, Self.t, weights: weights),
      other.valueWithGradient(Self.x, targets, weights: weights)
    )
    func isClose(_ a: [Double], _ b: [Double]) -> Bool {
      let scale = b.reduce(1) { max($0, $1.magnitude) }
      return a.count == b.count && zip(a, b).allSatisfy { ($0 - $1).magnitude <= 1e-13 * scale }
    }
    #expect(isClose([a.value] + a.gradient, [b.value] + b.gradient))
    let found = try own.hessian(Self.x, Self.t, weights: weights)
    #expect(isClose(found.elements, try other.hessian(Self.x, targets, weights: weights).elements))
    let v = (0..<found.rows).map { Double($0 % 5) - 2 }
    #expect(isClose(own.hessianVectorProduct(Self.x, Self.t, weights: weights, along: v), found.times(v)))
  }

  /// One component is a normal distribution with a spread of its own, whatever its share.
  @Test func oneComponentIsHeteroscedastic() throws {
    for (share, mean, s, t) in [(0.5, 1.0, -0.75, 2.0), (700, -3, 40, 0), (-700, 0.25, -8, 0.125)] {
      func at(_ likelihood: Likelihood, _ a: [Double]) throws -> (value: Double, gradient: [Double], hessian: [Double])
      {
        let K = a.count
        var network = Network<Double>(inputs: K, likelihood: likelihood)
        network.parameters = (0..<K * K + K).map { $0 < K * K && $0 / K == $0 % K ? 1 : 0 }
        let (x, t) = (Matrix([a]), Matrix([[t]]))
        let (value, gradient) = network.valueWithGradient(x, t)
        let hessian = try network.hessian(x, t)
        return (
          value, Array(gradient[(K * K)...]), (0..<K * K).map { hessian[K * K + $0 / K, K * K + $0 % K] }
        )
      }
      let (one, other) = (
        try at(.mixture(components: 1), [share, mean, s]), try at(.heteroscedastic(), [mean, s])
      )
      let scale = other.hessian.reduce(1) { max($0, $1.magnitude) }
      #expect((one.value - other.value).magnitude <= 1e-14 * max(1, other.value.magnitude))
      #expect(one.gradient[0] == 0 && one.hessian[0] == 0)
      #expect(zip(one.gradient[1...], other.gradient).allSatisfy { ($0 - $1).magnitude <= 1e-14 * scale })
      let block = [one.hessian[4], one.hessian[5], one.hessian[7], one.hessian[8]]
      #expect(zip(block, other.hessian).allSatisfy { ($0 - $1).magnitude <= 1e-14 * scale })
    }
  }

  @Test func scores() throws {
    func values(_ likelihood: Likelihood, _ y: Matrix<Double>, _ t: Matrix<Double>) -> [String: Double] {
      Dictionary(uniqueKeysWithValues: likelihood.measures(y, t).map { ($0.name, $0.value) })
    }
    // Two equal components are one.
    let t = Matrix<Double>(column: [1, 7, -0.5])
    let one = values(.heteroscedastic(), Matrix<Double>(rows: 3, columns: 2, elements: [1, 1.25, 1, 1.25, 1, 1.25]), t)
    let row = [0.5, 0.5, 1, 1, 1.25, 1.25]
    let two = values(.mixture(components: 2), Matrix<Double>([row, row, row]), t)
    #expect(Set(one.keys) == Set(two.keys))
    for (name, value) in one { #expect(abs(value - two[name]!) <= 1e-14 * max(1, abs(value)), "\(name)") }
    // Points at ±1 with equal shares: the score of 0 is the mean distance 1, less half that of two draws, ½.
    let points = MixtureDensity([0, 0, -1, 1, -90, -90])
    #expect(abs(points.rankedScore(0) - 0.5) <= 1e-14 && abs(points.probability(below: 0) - 0.5) <= 1e-14)
    // The answer is the mean: ¾ · 2 + ¼ · (−2).
    let likelihood = Likelihood.mixture(components: 2)
    let ln3 = 1.0986122886681098
    let answers = likelihood.answers(Matrix<Double>([[ln3, 0, 2, -2, 0, 0]]))
    #expect(abs(answers[0, 0] - 1) <= 1e-15)
    #expect(likelihood.outputNames(of: ["y"])[3] == "mean 2 of y")
    #expect(try Likelihood(name: "mixture:2", targets: 2)?.outputs == 12)
    #expect(throws: LikelihoodSpellingError.self) { try Likelihood(name: "mixture:1.5", targets: 1) }
  }

  /// Targets in another unit: the density is the same but for the unit.
  @Test func scalesWithItsTargets() {
    let likelihood = Likelihood.mixture(components: 2)
    let y: [Double] = [0.25, -0.5, 1, -2, 0.5, -1]
    let moved = y.enumerated().map { k, value in
      let change = likelihood.outputChange(k, mean: 3, scale: 2)!
      return change.factor * value + change.shift
    }
    let (plain, other) = (MixtureDensity(y), MixtureDensity(moved))
    for t in [-1.5, 0.25, 2] {
      #expect(abs(plain.probability(below: t) - other.probability(below: 2 * t + 3)) <= 1e-15)
    }
  }
}
