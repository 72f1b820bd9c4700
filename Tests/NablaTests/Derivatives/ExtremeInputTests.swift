import Nabla
import Testing

/// Pre-activations of ±1000: no operator makes a NaN or an infinity of them.
@Suite struct ExtremeInputTests {
  /// One hidden layer between ±1000 and an output that gets ±1000 from it.
  static func problem(_ activation: Activation, _ likelihood: Likelihood) throws -> Problem<Double> {
    let architecture = try Architecture(
      inputs: 2, likelihood: likelihood,
      specifications: [.dense(Dense(3, activation)), .output(Output(from: ["1", "input"]))])
    var problem = RandomNetworks.problem(architecture, seed: 14, examples: 6, name: activation.name)
    problem.x = Matrix([[1000, 0], [-1000, 0], [0, 1000], [0, -1000], [1000, 1000], [0, 0]])
    problem.network.parameters = problem.network.parameters.map { $0 > 0 ? 1 : -1 }
    return problem
  }

  /// Every function but exp, whose own values are beyond the range.
  @Test(arguments: BackendChoice.available, Activation.elementwise.filter { $0 != .exp })
  func everyOperatorIsFinite(backend: BackendChoice, activation: Activation) throws {
    for likelihood: Likelihood in [.gaussian(outputs: 3), .bernoulli(outputs: 3), .categorical(classes: 3)] {
      func check<S: RealScalar>(_: S.Type) throws {
        let problem = Problem<S>(try Self.problem(activation, likelihood)).on(backend)
        for derivative in DerivativeOperator<S>.all {
          let isFinite = try derivative.returning(problem, nil).allSatisfy { $0.isFinite }
          #expect(isFinite, "\(derivative.name), \(likelihood.name), \(S.precisionName)")
        }
      }
      try check(Double.self)
      try check(Float.self)
    }
  }

  /// Right and wrong classes with certainty: E = 0 and E = 2000, δ = 0 and ±1.
  @Test(arguments: BackendChoice.available)
  func certainProbabilities(backend: BackendChoice) {
    func check<S: RealScalar>(_: S.Type) {
      var network = Network<S>(inputs: 1, likelihood: .categorical(classes: 2)) { Output(bias: false) }
      network.execution.backend = backend
      network.parameters = [1000, -1000]
      let x = Matrix<S>([[1]])
      for (target, loss): (Int, Double) in [(0, 0), (1, 2000)] {
        let (value, gradient) = network.valueWithGradient(x, [target])
        #expect(value == loss && gradient == (target == 0 ? [0, 0] : [1, -1]))
      }
      var logistic = Network<S>(inputs: 1, likelihood: .bernoulli) { Output(bias: false) }
      logistic.execution.backend = backend
      logistic.parameters = [1000]
      #expect(logistic.loss(x, Matrix<S>([[1]])) == 0 && logistic.loss(x, Matrix<S>([[0]])) == 1000)
      #expect(logistic.gradient(x, Matrix<S>([[0]])) == [1])
    }
    check(Double.self)
    check(Float.self)
  }

  /// A NaN in the data reaches the results instead of vanishing.
  @Test(arguments: BackendChoice.available)
  func notANumberIsPassedOn(backend: BackendChoice) throws {
    for activation in Activation.elementwise {
      let problem = try Self.problem(activation, .gaussian(outputs: 3)).on(backend)
      var x = problem.x
      x[2, 1] = .nan
      #expect(problem.network.loss(x, problem.t).isNaN, "\(activation.name)")
      let y = problem.network.predict(x)
      #expect(y[row: 2].allSatisfy { $0.isNaN } && !y[row: 5].contains { $0.isNaN }, "\(activation.name)")
    }
  }
}
