import Nabla
import Testing

/// A network's error as an objective: its derivatives, and minima that are known.
@Suite struct NetworkObjectiveTests {
  static func scenario(frozen: [Int], l2: Double, reduction: NetworkObjective.Reduction) throws -> NetworkObjective {
    let (network, x, t) = SkipGraph.problem(.bernoulli(outputs: 3), .tanh)
    var generator = SeededGenerator(seed: 4)
    let weights = (0..<x.rows).map { _ in generator.uniform() }
    let data = try Dataset(inputs: x, targets: t, weights: weights)
    return NetworkObjective(network, on: data, reduction: reduction, l2: l2, frozen: frozen)
  }

  @Test func derivativesAgreeWithDifferences() throws {
    for (frozen, l2, reduction): ([Int], Double, NetworkObjective.Reduction) in [
      ([], 0, .sum), ([0, 3, 30], 0.3, .mean), ([], 0.1, .sum),
    ] {
      let objective = try Self.scenario(frozen: frozen, l2: l2, reduction: reduction)
      let x = objective.start
      var generator = SeededGenerator(seed: 8)
      let v = x.map { _ in generator.normal() }
      let h = 1e-5
      let forward = zip(x, v).map { $0 + h * $1 }
      let backward = zip(x, v).map { $0 - h * $1 }
      let gradient = objective.gradient(at: x)
      let slope = zip(gradient, v).reduce(0) { $0 + $1.0 * $1.1 }
      let difference = (objective.value(at: forward) - objective.value(at: backward)) / (2 * h)
      #expect(abs(slope - difference) <= 1e-8 * max(1, abs(slope)))
      var product = x
      objective.hessianVectorProduct(at: x, along: v, into: &product)
      let differences = zip(objective.gradient(at: forward), objective.gradient(at: backward)).map {
        ($0 - $1) / (2 * h)
      }
      expectClose(product, differences, within: 1e-8, "Hv against differences")
      let hessian = objective.hessian(at: x)
      let dense = x.indices.map { i in x.indices.reduce(0) { $0 + hessian[i, $1] * v[$1] } }
      expectClose(product, dense, within: 1e-12, "Hv against H")
    }
  }

  @Test func frozenParametersStay() throws {
    let frozen = [0, 3, 30]
    let objective = try Self.scenario(frozen: frozen, l2: 0.01, reduction: .mean)
    let before = objective.network(at: objective.start).parameters
    let result = try objective.minimized(from: objective.start, by: .lBFGS)
    let after = objective.network(at: result.x).parameters
    #expect(result.reason == .converged)
    #expect(frozen.allSatisfy { after[$0] == before[$0] })
    #expect(zip(after, before).count { $0 != $1 } == objective.dimension)
  }

  /// A convex problem: every minimiser must come to the same point.
  @Test func minimizersAgreeOnSoftmaxRegression() throws {
    let digits = Dataset<Double>.digits()
    let data = Dataset<Double>(digits.rows(at: 0..<300))
    let network = Network<Double>(inputs: 64, likelihood: .categorical(classes: 10))
    let limits = MinimizationLimits(gradientNorm: 1e-9)
    let objective = NetworkObjective(network, on: data, l2: 0.01)
    let expected = try objective.minimized(from: objective.start, by: .newtonCG, limits: limits)
    #expect(expected.reason == .converged)
    for name in MinimizerTests.names {
      let result = try MinimizerTests.minimize(objective, from: objective.start, by: name)
      // The softmax does not see a shift of all biases, which the penalty spares: the canonical form takes it off.
      let forms = [result, expected].map { objective.network(at: $0.x).canonicalized().parameters }
      expectClose(forms[0], forms[1], within: 1e-5, "\(name)")
      #expect(abs(result.value - expected.value) <= 1e-13)
    }
  }

  @Test func floatNetworksArePolished() throws {
    let digits = Dataset<Float>.digits().rows(at: 0..<200)
    var network = Network<Float>(inputs: 64, likelihood: .categorical(classes: 10)) { Dense(6, .tanh) }
    network.initialize(.glorot, seed: 1)
    var training = Training(network, on: digits, optimizer: .adam(learningRate: 0.01), batch: 32, seed: 1)
    for _ in 0..<20 { _ = try training.epoch() }
    let start = NetworkObjective(Network<Double>(training.network), on: Dataset<Double>(digits), l2: 1e-3)
    let before = start.value(at: start.start)
    let (polished, result) = try training.network.minimized(on: digits, by: .newtonCG, l2: 1e-3)
    #expect(result.reason == .converged && result.gradientNorm <= 1e-8)
    #expect(result.value < before)
    let after = start.value(at: start.variables(of: Network<Double>(polished)))
    #expect(abs(after - result.value) <= 1e-6 * result.value)
  }

  @Test func runsCanBeLookedAtAndGoneOnWith() throws {
    let valley = RosenbrockValley(dimension: 4, form: .chained)
    let whole = try valley.minimized(from: valley.start, by: .lBFGS)
    var run = Minimization(of: valley, from: valley.start, by: .lBFGS, limits: MinimizationLimits(iterations: 5))
    let first = try run.run()
    #expect(first.reason == .iterationLimit && first.iterations == 5)
    run.limits.iterations = 10_000
    let rest = try run.run()
    #expect(rest == whole)
    let more = try run.next()
    #expect(more == nil)
  }

  /// With frozen parameters the Hessian is computed in all of them, which budgets count: 121² numbers are 117 128 bytes.
  @Test func budgetsCountFrozenParameters() throws {
    var generator = SeededGenerator(seed: 2)
    let x = Matrix(rows: 10, columns: 4, elements: (0..<40).map { _ in generator.normal() })
    let data = try Dataset(inputs: x, targets: Matrix(column: (0..<10).map { _ in generator.normal() }))
    var network = Network<Double>(inputs: 4, likelihood: .gaussian) { Dense(20, .tanh) }
    network.initialize(.glorot, seed: 1)
    try #require(network.parameters.count == 121)
    let objective = NetworkObjective(network, on: data, frozen: 0..<119)
    #expect(objective.hessianScratch == 117_128)
    #expect(throws: MemoryBudgetError.self) {
      _ = try objective.minimized(from: objective.start, by: TrustRegionNewton(memoryBudget: 100_000))
    }
    let result = try objective.minimized(from: objective.start, by: TrustRegionNewton(memoryBudget: 120_000))
    #expect(result.reason == .converged)
    #expect(objective.certify(at: result.x, memoryBudget: 100_000).method != .dense)
    #expect(objective.certify(at: result.x, memoryBudget: 120_000).method == .dense)
    #expect(NetworkObjective(network, on: data).hessianScratch == 0)
  }

  /// The residuals' Jacobian is computed some examples at a time: Jᵀr is the gradient, which has another way.
  @Test func jacobiansInPartsMakeTheGradient() throws {
    var generator = SeededGenerator(seed: 2)
    let n = 300
    let x = Matrix(rows: n, columns: 3, elements: (0..<3 * n).map { _ in generator.normal() })
    let data = try Dataset(inputs: x, targets: Matrix(column: (0..<n).map { _ in generator.normal() }))
    var network = Network<Double>(inputs: 3, likelihood: .gaussian) { Dense(800, .tanh) }
    network.initialize(.glorot, seed: 1)
    // 4001 parameters and 300 examples: more than 2²⁰ numbers.
    let objective = NetworkObjective(network, on: data, frozen: 2..<3999)
    let residuals = try #require(objective.leastSquares)
    let (r, jacobian) = (residuals.residuals(at: objective.start), residuals.jacobian(at: objective.start))
    let gradient = (0..<4).map { j in r.indices.reduce(0) { $0 + r[$1] * jacobian[$1, j] } }
    expectClose(gradient, objective.gradient(at: objective.start), within: 1e-11, "Jᵀr")
  }
}
