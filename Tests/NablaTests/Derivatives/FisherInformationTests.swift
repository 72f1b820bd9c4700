import Nabla
import Testing

/// The Fisher information and its relatives, by their definitions.
@Suite struct FisherInformationTests {
  /// F = Σᵢ E[g gᵀ] over targets drawn from the model: over all 2² pairs of outcomes, each with its probability; also for
  /// an output that is not canonical.
  @Test(arguments: BackendChoice.available, [nil, Activation.softmax])
  func isTheMeanOfSquaredGradientsForBernoulli(backend: BackendChoice, output: Activation?) throws {
    let architecture = try Architecture(
      inputs: 2, likelihood: .bernoulli(outputs: 2),
      specifications: [.dense(Dense(3, .tanh)), .output(Output(output))])
    let outcomes: [[Double]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
    try expectMean(architecture, backend, outcomes.map { Matrix([$0]) }) { y, outcome in
      zip(y, outcomes[outcome]).reduce(1) { $0 * ($1.1 == 1 ? $1.0 : 1 - $1.0) }
    }
  }

  /// The same over the K classes.
  @Test(arguments: BackendChoice.available)
  func isTheMeanOfSquaredGradientsForClasses(backend: BackendChoice) throws {
    let architecture = try Architecture(
      inputs: 2, likelihood: .categorical(classes: 3), specifications: [.dense(Dense(3, .silu))])
    let outcomes = (0..<3).map { k in Matrix([(0..<3).map { $0 == k ? 1.0 : 0 }]) }
    try expectMean(architecture, backend, outcomes) { y, outcome in y[outcome] }
  }

  private func expectMean(
    _ architecture: Architecture, _ backend: BackendChoice, _ outcomes: [Matrix<Double>],
    probability: ([Double], Int) -> Double
  ) throws {
    let problem = RandomNetworks.problem(architecture, seed: 12, examples: 4, name: "Fisher").on(backend)
    let count = architecture.parameterCount
    var expected = Matrix<Double>(rows: count, columns: count)
    let weights = [1, 0.5, 2, 3.0]
    for i in 0..<4 {
      let x = problem.x.rows(at: [i])
      let y = problem.network.predict(x).elements
      for (o, outcome) in outcomes.enumerated() {
        let g = problem.network.gradient(x, outcome)
        for p in 0..<count {
          for q in 0..<count { expected[p, q] += weights[i] * probability(y, o) * g[p] * g[q] }
        }
      }
    }
    let found = try problem.network.hessian(problem.x, problem.t, weights: weights, curvature: .fisher)
    expectClose(found, expected, within: Tolerance.derivative(Double.self))
  }

  /// It is positive semidefinite whatever the likelihood, also where the curvature is not.
  @Test func fisherInformationIsPositiveSemidefinite() throws {
    for problem in HessianTests.further {
      let matrix = try problem.network.hessian(
        problem.x, problem.t, weights: problem.weights, curvature: .fisher)
      let scale = matrix.elements.reduce(0) { max($0, $1.magnitude) } * Double(problem.v.count * problem.v.count)
      #expect(scale > 0)
      let vectors = DerivativeOperator<Double>.directions(problem)
      for r in 0..<vectors.rows {
        let v = Array(vectors[row: r])
        #expect(dot(v, matrix.times(v)) >= -Tolerance.identity(Double.self) * scale, "\(problem.name)")
      }
    }
  }

  /// Both are positive semidefinite, and symmetric to the last bit.
  @Test func gaussNewtonIsPositiveSemidefiniteForCanonicalPairs() throws {
    for problem in HessianTests.problems {
      let fisher = try problem.network.empiricalFisher(problem.x, problem.t, weights: problem.weights)
      var matrices = [fisher]
      if problem.architecture.outputLayer.activation == problem.architecture.likelihood.canonicalActivation {
        let (x, t) = (problem.x, problem.t)
        matrices.append(try problem.network.hessian(x, t, weights: problem.weights, curvature: .gaussNewton))
      }
      for matrix in matrices {
        let scale = matrix.elements.reduce(0) { max($0, $1.magnitude) } * Double(problem.v.count * problem.v.count)
        expectClose(matrix, matrix.transposed, within: Tolerance.identity(Double.self), problem.name)
        let vectors = DerivativeOperator<Double>.directions(problem)
        for r in 0..<vectors.rows {
          let v = Array(vectors[row: r])
          #expect(dot(v, matrix.times(v)) >= -Tolerance.identity(Double.self) * scale, "\(problem.name)")
        }
      }
    }
  }
}
