import Testing

@testable import Nabla

/// A likelihood that only these tests have: counts t with the mean y = eᵃ, E = y − t ln y.
private struct PoissonLikelihood: LikelihoodKind {
  var name: String { "counts" }
  var canonicalActivation: Activation? { .exp }
  var hasCanonicalLink: Bool { true }
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { nil }
  var takesNumbers: Bool { true }
  func expectation(insteadOf t: Double) -> String? { t >= 0 && t == t.rounded() ? nil : "a count from 0" }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { Double(Int.random(in: 0...5, using: &generator)) }
  }

  var estimator: LinearEstimator? { nil }
  var hasVariance: Bool { false }
  var isInNats: Bool { true }
  var hasProbabilities: Bool { false }
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores { .regression }

  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for k in y.indices { sum += y[k] - (t[k] == 0 ? 0 : t[k] * S._Primitives.log(y[k])) }
    return sum
  }

  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices { gradient[k] = 1 - t[k] / y[k] }
  }

  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in x.indices {
      switch kind {
      case .exact: result[k] = t[k] / (y[k] * y[k]) * x[k]
      case .expected: result[k] = x[k] / y[k]
      }
    }
  }

  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    sumOfTerms(a, targets, delta: delta) { a, t, _ in
      let y = S._Primitives.exp(a)
      return (y - t * a, y - t)
    }
  }
}

/// What a likelihood gets for its one file: every derivative, and neither a solver nor scores that belong to others.
struct AddedLikelihoodTests {
  private static func poisson(_ outputs: Int) -> Likelihood {
    // No case of the public enumeration is its own, so it borrows one.
    Likelihood(.gaussian, PoissonLikelihood(), outputs: outputs, activation: .exp)
  }

  private static let x = Matrix<Double>([[0.5, -1], [1.25, 0.75], [-0.375, 0.25], [0, 2]])
  private static let t = Matrix<Double>([[0], [3], [1], [7]])

  @Test(arguments: BackendChoice.available)
  func closedFormOfALogLinearModel(backend: BackendChoice) throws {
    let execution = Execution(backend: backend, threads: 1)
    var network = Network<Double>(inputs: 2, likelihood: Self.poisson(1), execution: execution)
    network.parameters = [0.3, -0.2, 0.4]
    var (value, gradient) = (0.0, [0.0, 0, 0])
    var hessian = [Double](repeating: 0, count: 9)
    for i in 0..<Self.x.rows {
      let phi = Array(Self.x[row: i]) + [1]
      let a = zip(phi, network.parameters).reduce(0) { $0 + $1.0 * $1.1 }
      let y = exp(a)
      value += y - Self.t[i, 0] * a
      for j in 0..<3 {
        gradient[j] += (y - Self.t[i, 0]) * phi[j]
        for k in 0..<3 { hessian[j * 3 + k] += y * phi[j] * phi[k] }
      }
    }
    let result = network.valueWithGradient(Self.x, Self.t)
    #expect(Self.agree([result.value], [value]) && Self.agree(result.gradient, gradient))
    #expect(Self.agree(try network.hessian(Self.x, Self.t).elements, hessian))
    // Canonical: the Fisher information is the Hessian of a linear model.
    #expect(Self.agree(try network.hessian(Self.x, Self.t, curvature: .fisher).elements, hessian))
  }

  /// Sums of four terms of at most some ten.
  private static func agree(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { ($0 - $1).magnitude <= 10 * Tolerance.closedForm }
  }

  @Test(arguments: BackendChoice.available, [Activation.exp, .softplus])
  func everyOperatorAgreesWithDifferences(backend: BackendChoice, output: Activation) {
    let execution = Execution(backend: backend, threads: 1)
    var network = Network<Double>(inputs: 2, likelihood: Self.poisson(2), execution: execution) {
      Dense(4, .tanh)
      Output(output)
    }
    network.initialize(.glorot, seed: 3)
    var generator = SeededGenerator(seed: 8)
    let t: Targets<Double> = network.architecture.likelihood.randomTargets(examples: 4, using: &generator)
    let verdict = network.check(Self.x, t)
    #expect(verdict.passed, "\(verdict)")
  }

  @Test func noSolverTakesItForALogisticRegression() {
    let network = Network<Double>(inputs: 2, likelihood: Self.poisson(1))
    #expect(throws: SolverError.noSolver(likelihood: "counts")) { try network.solve(Self.x, Self.t) }
  }

  @Test func nothingTakesItForAClassifierOrForNormal() throws {
    let likelihood = Self.poisson(1)
    #expect(likelihood.scores(hasClassNames: true) == .regression)
    #expect(likelihood.classCoding == nil && !likelihood.takesClasses && likelihood.takesNumbers)
    #expect(!likelihood.hasVariance && !likelihood.isLeastSquares && !likelihood.hasProbabilities)
    #expect(likelihood.expectation(insteadOf: -1) == "a count from 0" && likelihood.expectation(insteadOf: 2) == nil)
    let network = Network<Double>(inputs: 2, likelihood: likelihood)
    let data = try Dataset(inputs: Self.x, targets: Self.t)
    #expect(NetworkObjective(network, on: data).leastSquares == nil)
    // Its targets in a check are counts, not normal numbers.
    var generator = SeededGenerator(seed: 1)
    let drawn: Targets<Double> = likelihood.randomTargets(examples: 50, using: &generator)
    #expect(drawn.matrix(classes: 1).elements.allSatisfy { likelihood.expectation(insteadOf: $0) == nil })
  }

  /// What each built-in one says of its targets, and draws for checks.
  @Test(arguments: Likelihood.names)
  func randomTargetsAreTargets(name: String) throws {
    let likelihood = try #require(Likelihood.builtIn.first { $0.kind.name == name }).with(targets: 3)
    #expect(likelihood.kind.name == name && likelihood.targets == 3)
    var generator = SeededGenerator(seed: 5)
    let drawn: Targets<Double> = likelihood.randomTargets(examples: 20, using: &generator)
    let matrix = drawn.matrix(classes: 3)
    #expect(matrix.rows == 20 && matrix.columns == 3)
    for i in 0..<20 {
      #expect(matrix[row: i].allSatisfy { likelihood.expectation(insteadOf: $0) == nil })
      #expect(likelihood.kind.expectation(insteadOf: matrix[row: i]) == nil)
    }
  }
}
