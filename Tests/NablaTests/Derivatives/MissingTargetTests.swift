import Testing

@testable import Nabla

/// Targets that were not observed are not there: in values, in every derivative, in fits and in scores.
struct MissingTargetTests {
  private static let problems: [Problem<Double>] =
    RandomNetworks.further(seed: 400, examples: 21)
    + [
      (Likelihood.gaussian(outputs: 3), nil), (.bernoulli(outputs: 2), nil), (.bernoulli(outputs: 3), .softmax),
      (.gaussian(outputs: 2), .tanh),
    ].enumerated().map { i, pair in
      let (likelihood, output): (Likelihood, Activation?) = pair
      let network = Network<Double>(inputs: 2, likelihood: likelihood) {
        Dense(4, .tanh)
        Output(output)
      }
      return RandomNetworks.problem(
        network.architecture, seed: 420 + UInt64(i), examples: 21, name: "\(likelihood.name), \(output?.name ?? "")")
    }

  /// The targets with those places missing that `isMissing` says; those of a head's classes all or none.
  private static func t(_ problem: Problem<Double>, _ isMissing: (Int) -> Bool) -> Targets<Double> {
    let likelihood = problem.architecture.likelihood
    let t = problem.t.matrix(classes: likelihood.targets)
    var places = Array(0..<t.columns)
    for (h, head) in (likelihood.heads ?? []).enumerated() where head.likelihood.takesClasses {
      let own = likelihood.headRanges![h].targets
      for k in own { places[k] = own.lowerBound }
    }
    let elements = t.elements.enumerated().map { i, value in
      isMissing(i / t.columns * t.columns + places[i % t.columns]) ? Double.nan : value
    }
    return .incomplete(Matrix(rows: t.rows, columns: t.columns, elements: elements))
  }

  /// A pattern without order.
  private static func isOdd(_ i: Int) -> Bool { (i * i / 3 + i / 5) % 2 == 1 }

  /// Everything that is a sum over targets.
  private static func sums(_ p: Problem<Double>, _ t: Targets<Double>) throws -> [Double] {
    let network = p.network
    let (value, gradient) = network.valueWithGradient(p.x, t, weights: p.weights)
    var all = [value] + gradient
    all += network.hessianVectorProduct(p.x, t, weights: p.weights, along: p.v)
    all += try network.perExampleGradients(p.x, t, weights: p.weights).elements
    all += network.inputGradient(p.x, t, weights: p.weights).elements
    for curvature in [Curvature.hessian, .gaussNewton, .fisher] {
      all += try network.hessian(p.x, t, weights: p.weights, curvature: curvature).elements
    }
    return all
  }

  /// What some targets give and what the others give is what all give.
  @Test(arguments: problems, BackendChoice.available)
  func partsAddUp(problem: Problem<Double>, backend: BackendChoice) throws {
    let p = problem.on(backend)
    let whole = try Self.sums(p, p.t)
    let (odd, even) = (
      try Self.sums(p, Self.t(p) { !Self.isOdd($0) }), try Self.sums(p, Self.t(p) { Self.isOdd($0) })
    )
    let scale = whole.reduce(1) { max($0, $1.magnitude) }
    #expect(zip(whole, zip(odd, even)).allSatisfy { ($0 - $1.0 - $1.1).magnitude <= 1e-12 * scale }, "\(p.name)")
    #expect(odd != whole && even != whole && odd.allSatisfy { !$0.isNaN })
    // Where none is missing, it is the same to the last bit.
    #expect(try Self.sums(p, Self.t(p) { _ in false }) == whole)
  }

  /// An example without targets is one of weight 0, also where targets belong together.
  @Test(arguments: BackendChoice.available) func wholeRowsAreAbsent(backend: BackendChoice) throws {
    let classes = Network<Double>(inputs: 2, likelihood: .categorical(classes: 3)) { Dense(4, .tanh) }
    let problems =
      Self.problems
      + [RandomNetworks.problem(classes.architecture, seed: 430, examples: 21, name: "categorical")]
    for var p in problems.map({ $0.on(backend) }) {
      let K = p.architecture.likelihood.targets
      p.t = .values(p.t.matrix(classes: K))
      let incomplete = Self.t(p) { Self.isOdd($0 / K) }
      let found = try Self.sums(p, incomplete)
      p.weights = (0..<p.count).map { Self.isOdd($0) ? 0 : p.weights?[$0] ?? 1 }
      let expected = try Self.sums(p, p.t)
      let scale = expected.reduce(1) { max($0, $1.magnitude) }
      #expect(zip(found, expected).allSatisfy { ($0 - $1).magnitude <= 1e-13 * scale }, "\(p.name)")
    }
    // One of several probabilities is missing: the example is.
    var network = classes
    network.initialize(.glorot, seed: 3)
    let x = Matrix<Double>([[1, 2], [0.5, -1]])
    let t = Matrix<Double>([[0.25, .nan, 0.5], [1, 0, 0]])
    #expect(
      network.loss(x, Targets.incomplete(t)) == network.loss(x.rows(at: [1]), Matrix<Double>([[1, 0, 0]])))
  }

  @Test(arguments: problems) func everyOperatorAgreesWithDifferences(problem: Problem<Double>) {
    let few = problem.examples(0..<3)
    let verdict = few.network.check(
      few.x, Self.t(few, Self.isOdd), weights: few.weights, parameters: Array(0..<min(20, few.v.count)))
    #expect(verdict.passed, "\(problem.name): \(verdict)")
  }

  @Test func dataSetsSayWhereTargetsMayBeMissing() throws {
    let x = Matrix<Double>([[1], [2], [3]])
    let t = Matrix<Double>([[1, .nan], [2, 3], [.nan, .nan]])
    #expect(throws: DataError.self) { try Dataset(inputs: x, targets: t) }
    let data = try Dataset(inputs: x, targets: Targets.incomplete(t))
    #expect(data.rows(at: [1]).targets == .incomplete(Matrix([[2, 3]])))
    #expect(try Dataset(inputs: x, targets: t, weights: [0, 1, 0]).count == 3)
    #expect(throws: DataError.self) { try Dataset(inputs: x, targets: t, weights: [1, 1, 0]) }
    let infinite = Matrix<Double>([[1], [.infinity], [2]])
    #expect(throws: DataError.self) { try Dataset(inputs: x, targets: Targets.incomplete(infinite)) }
    // They are trained on, to a minimum and by steps.
    let network = Network<Double>(inputs: 1, likelihood: .gaussian(outputs: 2))
    let result = try NetworkObjective(network, on: data).minimized(from: [0, 0, 0, 0], by: .trustRegionNewton)
    // The first output has the line through two points; of the second only w + b at x = 2 is known.
    #expect(result.value <= 1e-12 && abs(result.x[0] - 1) <= 1e-6)
    var training = Training(network, on: data, optimizer: .sgd(learningRate: 0.05), batch: 2, seed: 1)
    try training.run(epochs: 3)
    #expect(training.network.parameters.allSatisfy { $0.isFinite })
  }

  @Test func fitsLeaveThemOut() throws {
    let x = Matrix<Double>([[0], [1], [2], [3], [4]])
    let (some, rows) = ([1, 3, .nan, 4, 9.0], [0, 1, 3, 4])
    let t = Matrix(column: some)
    for likelihood: Likelihood in [.gaussian, .poisson(), .gamma()] {
      let network = Network<Double>(inputs: 1, likelihood: likelihood)
      let found = try network.solve(x, Targets.incomplete(t))
      let expected = try network.solve(x.rows(at: rows), t.rows(at: rows))
      #expect(found.summary.examples == 4)
      for (a, b) in zip(found.summary.coefficients, expected.summary.coefficients) {
        #expect(abs(a.estimate - b.estimate) <= 1e-12 && abs(a.standardError! - b.standardError!) <= 1e-12)
      }
    }
    var network = Network<Double>(inputs: 1, likelihood: .gaussian(outputs: 2))
    #expect(throws: SolverError.self) {
      try network.solve(x.rows(at: [0]), Targets.incomplete(Matrix<Double>([[1, .nan]])))
    }
    // y = 0: 1 + 4 + 9 by three.
    network.fitNoiseVariance(Matrix<Double>([[0], [0]]), Targets.incomplete(Matrix<Double>([[1, 2], [.nan, 3]])))
    #expect(network.noiseVariance == 14.0 / 3)
    // Levenberg–Marquardt, and its report.
    let one = Network<Double>(inputs: 1, likelihood: .gaussian)
    func fit(_ data: Dataset<Double>) throws -> LeastSquaresFit {
      let objective = NetworkObjective(one, on: data, reduction: .sum)
      let problem = try #require(objective.leastSquares)
      return objective.fit(at: try problem.minimized(from: [0, 0], by: LevenbergMarquardt()))
    }
    let (a, b) = (
      try fit(Dataset(inputs: x, targets: Targets.incomplete(t))),
      try fit(Dataset(inputs: x.rows(at: rows), targets: t.rows(at: rows)))
    )
    #expect(abs(a.summary.coefficients[0].estimate - b.summary.coefficients[0].estimate) <= 1e-12)
    #expect(abs(a.summary.noise[0].maximumLikelihood - b.summary.noise[0].maximumLikelihood) <= 1e-12)
  }

  @Test func scoresLeaveThemOut() {
    let y = Matrix<Double>([[1, 2], [3, 4], [5, 9]])
    let t = Matrix<Double>([[2, .nan], [.nan, 2], [5, 5]])
    let scores = RegressionScores(y, t, leavingOutMissing: true)
    #expect(scores.meanAbsolute == 1.75 && abs(scores.rootMeanSquare - (21.0 / 4).squareRoot()) <= 1e-15)
    // Variances 4.5 and 4.5.
    #expect(abs(scores.explained - (1 - 21.0 / 9)) <= 1e-15)
    #expect(RegressionScores(y, t).meanAbsolute.isNaN)
    let measures = Likelihood.poisson(outputs: 2).measures(y, t)
    #expect(measures.allSatisfy { !$0.value.isNaN })
  }
}
