import Foundation
import Nabla
import Testing

/// Leaving out without training anew against training anew, and precisions by derivatives.
@Suite struct LeaveOneOutTests {
  /// The outputs for each example of networks trained on the others.
  static func refits(_ posterior: Posterior) throws -> [[Double]] {
    try (0..<posterior.data.count).map { i in
      let others = posterior.data.rows(at: (0..<posterior.data.count).filter { $0 != i })
      let refit = try Posterior.trained(
        posterior.network, on: others, groups: posterior.groups, hyperparameters: posterior.hyperparameters)
      return refit.network.predict(Array(posterior.data.inputs[row: i]))
    }
  }

  @Test(arguments: LinearEvidenceTests.cases)
  func linearModelsAreExact(_ model: LinearEvidenceTests.Case) throws {
    let network = model.network(.fastest)
    let posterior = try Posterior.trained(
      network, on: try model.data(), groups: PriorGroups(model.kind, of: network.architecture),
      hyperparameters: model.hyperparameters)
    let left = try posterior.leaveOneOut()
    for (i, refit) in try Self.refits(posterior).enumerated() {
      for (k, y) in refit.enumerated() { #expect((left.predictions[i, k] - y).magnitude <= 1e-11 * (1 + y.magnitude)) }
      let error = zip(refit, model.t[i]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 }
      #expect((left.errors[i] - error).magnitude <= 1e-10 * (1 + error))
    }
  }

  /// A network with 10 parameters, and a classifier.
  static func smallNetworks() throws -> [Posterior] {
    var generator = SeededGenerator(seed: 21)
    let x = (0..<30).map { -2 + 4 * (Double($0) + 0.3 * generator.uniform()) / 30 }
    let t = x.map { Foundation.sin(1.5 * $0) + 0.1 * generator.normal() }
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(3, .tanh) }
    network.initialize(.glorot, seed: 2)
    let curve = try Posterior.trained(
      network, on: try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t)),
      groups: PriorGroups(.layers, of: network.architecture),
      hyperparameters: Hyperparameters(alphas: [0.2, 0.2], betas: [80]))
    let points = Matrix(rows: 40, columns: 2, elements: (0..<80).map { _ in generator.normal() })
    let classes = (0..<40).map { points[$0, 0] > 0.3 * generator.normal() ? (points[$0, 1] > 0 ? 2 : 1) : 0 }
    let softmax = Network<Double>(inputs: 2, likelihood: .categorical(classes: 3))
    let classifier = try Posterior.trained(
      softmax, on: try Dataset(inputs: points, targets: classes), groups: PriorGroups(.one, of: softmax.architecture),
      hyperparameters: Hyperparameters(alphas: [0.5]))
    return [curve, classifier]
  }

  /// One of Newton's steps comes within 5 % of the spread of the outputs.
  @Test func networksAreNear() throws {
    for posterior in try Self.smallNetworks() {
      let left = try posterior.leaveOneOut()
      let y = posterior.network.predict(posterior.data.inputs)
      let spread = (0..<y.columns).map { k in
        let mean = (0..<y.rows).reduce(0) { $0 + y[$1, k] } / Double(y.rows)
        return ((0..<y.rows).reduce(0) { $0 + (y[$1, k] - mean) * (y[$1, k] - mean) } / Double(y.rows)).squareRoot()
      }
      var moved = 0.0
      for (i, refit) in try Self.refits(posterior).enumerated() {
        for (k, value) in refit.enumerated() {
          #expect((left.predictions[i, k] - value).magnitude <= 0.05 * spread[k], "\(i), \(k)")
          moved = max(moved, (value - y[i, k]).magnitude / spread[k])
        }
      }
      // There was something to find.
      #expect(moved > 0.05)
    }
  }

  /// dŵ/dwᵢ against training with another weight.
  @Test func influenceIsTheDerivative() throws {
    for posterior in try Self.smallNetworks() {
      let influence = posterior.influence()
      for i in [0, 7] {
        func moved(_ h: Double) throws -> [Double] {
          var weights = [Double](repeating: 1, count: posterior.data.count)
          weights[i] += h
          let data = try Dataset(inputs: posterior.data.inputs, targets: posterior.data.targets, weights: weights)
          return try Posterior.trained(
            posterior.network, on: data, groups: posterior.groups, hyperparameters: posterior.hyperparameters
          ).laplace.mode
        }
        let (up, down) = (try moved(1e-4), try moved(-1e-4))
        let scale = influence[row: i].reduce(0) { max($0, $1.magnitude) }
        for j in up.indices { #expect(((up[j] - down[j]) / 2e-4 - influence[i, j]).magnitude <= 1e-5 * scale) }
      }
    }
  }

  /// With noise that is what the model says all standard errors agree; where it grows with x the sandwich and the bootstrap see
  /// it, and the model does not.
  @Test func standardErrorsOfThreeKinds() throws {
    var generator = SeededGenerator(seed: 5)
    let n = 400
    let x = (0..<n).map { -1 + 2 * Double($0) / Double(n - 1) }
    func posterior(_ noise: (Double) -> Double) throws -> Posterior {
      let t = x.map { 1 + 2 * $0 + noise($0) * generator.normal() }
      var network = Network<Double>(inputs: 1, likelihood: .gaussian)
      network.execution.threads = 2
      return try Posterior.maximizingEvidence(
        of: network, on: try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t)),
        groups: PriorGroups(.one, of: network.architecture)
      ).posterior
    }
    func errors(_ posterior: Posterior) throws -> (model: Double, sandwich: Double, bootstrap: Double) {
      let sandwich = posterior.sandwichCovariance()
      let drawn = try posterior.bootstrap(100, seed: 3)
      return (posterior.laplace.standardDeviations()[0], sandwich[0, 0].squareRoot(), drawn.standardErrors[0])
    }
    // 100 replicates know a deviation to 7 %; n = 400 a variance to 7 %.
    let plain = try errors(try posterior { _ in 0.5 })
    #expect(abs(plain.sandwich / plain.model - 1) <= 0.2, "\(plain)")
    #expect(abs(plain.bootstrap / plain.model - 1) <= 0.3, "\(plain)")
    // E x²·x² over (E x²)² = (1/5)/(1/9) = 9/5.
    let growing = try errors(try posterior { $0.magnitude })
    #expect(abs(growing.sandwich / growing.model - 1.8.squareRoot()) <= 0.2, "\(growing)")
    #expect(abs(growing.bootstrap / growing.sandwich - 1) <= 0.2, "\(growing)")
  }

  /// Examples of weight 0 among others change no data set that is drawn, and none is drawn of them alone.
  @Test func bootstrapDrawsNoAbsentExamples() throws {
    func posterior(absent: Int) throws -> Posterior {
      var (x, t, weights): ([Double], [Double], [Double]) = ([], [], [])
      for i in 0..<3 {
        x += [Double(i)] + Array(repeating: 9, count: absent)
        t += [2 - Double(i * i)] + Array(repeating: 70, count: absent)
        weights += [1] + Array(repeating: 0, count: absent)
      }
      let network = Network<Double>(inputs: 1, likelihood: .gaussian)
      let data = try Dataset<Double>(
        inputs: Matrix<Double>(column: x), targets: Matrix<Double>(column: t), weights: weights)
      return try Posterior.trained(
        network, on: data, groups: PriorGroups(.one, of: network.architecture),
        hyperparameters: Hyperparameters(alphas: [0.5], betas: [2]))
    }
    let expected = try posterior(absent: 0).bootstrap(20, seed: 4).parameters
    let found = try posterior(absent: 5).bootstrap(20, seed: 4).parameters
    for (a, b) in zip(expected.joined(), found.joined()) { #expect(abs(a - b) <= 1e-12) }
    #expect(Set(expected).count > 3)
  }

  @Test func bootstrapIsTheSameOnAnyNumberOfThreads() throws {
    let posterior = try Self.smallNetworks()[0]
    var alone = posterior.network
    alone.execution.threads = 1
    let other = try Posterior(
      alone, on: posterior.data, groups: posterior.groups, hyperparameters: posterior.hyperparameters)
    #expect(try posterior.bootstrap(4, seed: 8).parameters == other.bootstrap(4, seed: 8).parameters)
  }
}

/// Precisions by the derivatives of what they are judged by.
@Suite struct HyperparameterTests {
  /// Targets that four of eight inputs make, with a training and a validation part.
  static func problem() throws -> (training: Dataset<Double>, validation: Dataset<Double>) {
    var generator = SeededGenerator(seed: 31)
    func draw(_ n: Int) throws -> Dataset<Double> {
      let x = Matrix(rows: n, columns: 8, elements: (0..<8 * n).map { _ in generator.normal() })
      let t = (0..<n).map { i in x[i, 0] - 0.5 * x[i, 1] + 0.3 * x[i, 2] + 0.1 * x[i, 3] + generator.normal() }
      return try Dataset(inputs: x, targets: Matrix(column: t))
    }
    return (try draw(25), try draw(60))
  }

  /// A curve with a network that fits it well.
  static func curve() throws -> (training: Dataset<Double>, validation: Dataset<Double>) {
    var generator = SeededGenerator(seed: 33)
    func draw(_ n: Int) throws -> Dataset<Double> {
      let x = (0..<n).map { -2 + 4 * (Double($0) + 0.5 * generator.uniform()) / Double(n) }
      return try Dataset(
        inputs: Matrix(column: x),
        targets: Matrix(column: x.map { 1.5 * Foundation.tanh(2 * $0 - 0.5) + 0.05 * generator.normal() }))
    }
    return (try draw(50), try draw(40))
  }

  @Test func gradientsAreThoseOfTrainedNetworks() throws {
    let linear = Network<Double>(inputs: 8, likelihood: .gaussian)
    var hidden = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(1, .tanh) }
    hidden.parameters = [2, -0.5, 1.5, 0]
    try check(
      linear, .weightsAndBiases, try Self.problem(), Hyperparameters(alphas: [3, 1], betas: [1]))
    try check(hidden, .layers, try Self.curve(), Hyperparameters(alphas: [0.5, 0.3], betas: [100]))
  }

  private func check(
    _ network: Network<Double>, _ kind: PriorGroups.Kind,
    _ problem: (training: Dataset<Double>, validation: Dataset<Double>), _ start: Hyperparameters
  ) throws {
    let groups = PriorGroups(kind, of: network.architecture)
    for criterion in [HyperparameterObjective.Criterion.validation(problem.validation), .leaveOneOut, .evidence] {
      let objective = HyperparameterObjective(
        network, on: problem.training, groups: groups, start: start, by: criterion)
      let gradient = objective.gradient(at: objective.start)
      for i in gradient.indices {
        func value(_ step: Double) -> Double {
          var theta = objective.start
          theta[i] += step
          return objective.value(at: theta)
        }
        let h = 1e-2
        let difference = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
        let scale = gradient.reduce(0) { max($0, $1.magnitude) }
        #expect((gradient[i] - difference).magnitude <= 1e-6 * scale, "\(i): \(gradient[i]), \(difference)")
      }
    }
  }

  /// The best strength of a penalty by leaving out and by other data, in at most ten steps; no strength of a fine grid is better.
  @Test func bestPenaltyIsFoundInTenSteps() throws {
    let (training, validation) = try Self.problem()
    let network = Network<Double>(inputs: 8, likelihood: .gaussian)
    let groups = PriorGroups(.one, of: network.architecture)
    for criterion in [HyperparameterObjective.Criterion.validation(validation), .leaveOneOut] {
      let objective = HyperparameterObjective(
        network, on: training, groups: groups, start: Hyperparameters(alphas: [1], betas: [1]), by: criterion)
      let result = try objective.minimized(
        from: objective.start, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-6))
      #expect(result.reason == .converged && result.iterations <= 10, "\(result)")
      let grid = (-40...40).map { objective.value(at: [Double($0) / 8]) }
      #expect(result.value <= grid.min()! + 1e-9, "\(result) \(grid.min()!)")
    }
  }
}
