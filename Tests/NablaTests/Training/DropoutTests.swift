import Testing

@testable import Nabla

@Suite struct DropoutTests {
  /// The error and gradient of a batch in one step with dropout.
  private func evaluate<S: RealScalar>(
    _ network: Network<S>, _ data: Dataset<S>, _ dropout: Dropout, step: Int = 3,
    factor: Double = 1
  ) throws -> (loss: Double, gradient: [S]) {
    var units = try #require(DroppedUnits<S>(dropout, network.architecture, batch: data.count, seed: 5))
    units.choose(step: step, factor: factor)
    var gradient = Array(repeating: S.nan, count: network.parameters.count)
    let loss = gradient.withUnsafeMutableBufferPointer { gradient in
      network.withExamples(data.inputs, data.targets, weights: data.weights) {
        network.evaluate($0, gradient: gradient.baseAddress!, dropping: units, Workspace())
      }
    }
    return (loss, gradient)
  }

  /// The gradient is that of the network without the dropped units: its derivative by central differences, with the same
  /// units left out.
  @Test(arguments: BackendChoice.available, [Activation.tanh, .gelu, .relu, .sigmoid, .sin])
  func gradientIsExact(backend: BackendChoice, activation: Activation) throws {
    var network = TrainingScenario.network(activation, as: Double.self)
    network.execution.backend = backend
    let data = TrainingScenario.classes(33, as: Double.self)
    let dropout = Dropout(0.4, layers: ["2": 0.25])
    let gradient = try evaluate(network, data, dropout).gradient
    for i in network.parameters.indices {
      func loss(_ change: Double) throws -> Double {
        var moved = network
        moved.parameters[i] += change
        return try evaluate(moved, data, dropout).loss
      }
      let h = 1e-5
      // Fourth order: (8(f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h.
      let slope = try (8 * (loss(h) - loss(-h)) - (loss(2 * h) - loss(-2 * h))) / (12 * h)
      #expect(abs(gradient[i] - slope) <= 1e-8, "parameter \(i)")
    }
  }

  /// With one example it is the network whose units' weights onward are 0 or multiplied by 1 / (1 − p).
  @Test func isTheNetworkWithoutTheUnits() throws {
    let network = TrainingScenario.network(as: Double.self)
    let data = TrainingScenario.classes(3, as: Double.self).rows(at: [1])
    var seen: Set<Double> = []
    for step in 0..<40 {
      let loss = try evaluate(network, data, Dropout(0, layers: ["2": 0.5]), step: step).loss
      seen.insert(loss)
    }
    // Every loss is that of one of the 2⁵ subsets of the five units.
    let output = network.architecture.outputLayer.blocks[0]
    let all = (0..<32).map { subset in
      var kept = network
      for j in 0..<3 {
        for i in 0..<5 { kept.parameters[output.offset + 5 * j + i] *= subset >> i & 1 == 1 ? 2 : 0 }
      }
      return kept.loss(data.inputs, data.targets)
    }
    #expect(seen.count > 15)
    for loss in seen { #expect(all.contains { abs($0 - loss) <= 1e-14 }) }
  }

  /// The share of dropped units is p, and the mean of what passes stays: the law of large numbers at five deviations.
  @Test func sharesAndMeansAreRight() throws {
    // y = Σ of 64 units that are 1 (the exponential of 0), over 64.
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(64, .exp) }
    network.parameters = Array(repeating: 0, count: 128) + Array(repeating: 1.0 / 64, count: 64) + [0]
    let n = 500
    let data = try Dataset(
      inputs: Matrix(rows: n, columns: 1, repeating: 0), targets: Matrix(rows: n, columns: 1, repeating: 0.0))
    for p in [0.1, 0.5, 0.9] {
      // ∂E/∂b of the output is Σ (y − 0): the mean of the factors, times n.
      let sum = try evaluate(network, data, Dropout(p)).gradient[192]
      let deviation = (p / (1 - p) / Double(64 * n)).squareRoot()
      #expect(abs(sum / Double(n) - 1) <= 5 * deviation, "p = \(p)")
      // ∂E/∂w of a unit is Σ y f: units differ from each other.
      let units = try evaluate(network, data, Dropout(p)).gradient[128..<192]
      #expect(Set(units).count > 32)
    }
  }

  /// A schedule's factor multiplies the probability; where it is 0 nothing is left out.
  @Test func factorsOfTheProbability() throws {
    let network = TrainingScenario.network(.tanh, as: Double.self)
    let data = TrainingScenario.classes(as: Double.self)
    let half = try evaluate(network, data, 0.5)
    let scaled = try evaluate(network, data, 0.8, factor: 0.625)
    #expect(scaled.loss == half.loss && scaled.gradient == half.gradient)
    let none = try evaluate(network, data, 0.5, factor: 0)
    let plain = network.valueWithGradient(data.inputs, data.targets, weights: data.weights)
    expectClose([none.loss] + none.gradient, [plain.value] + plain.gradient, within: 1e-14)
  }

  /// A training whose dropout falls to 0 goes its last step without it: from the same parameters as one that has none.
  @Test func dropoutFollowsItsSchedule() throws {
    let data = TrainingScenario.classes(as: Double.self)
    let options = TrainingOptions(dropout: 0.5, dropoutSchedule: .step(every: 2, factor: 1e-12))
    var training = Training(
      TrainingScenario.network(.tanh, as: Double.self), on: data, optimizer: .sgd(learningRate: 0.1),
      options: options)
    for _ in 1...2 { try training.epoch() }
    var plain = Training(training.network, on: data, optimizer: .sgd(learningRate: 0.1))
    #expect(try training.epoch().loss != training.history.epochs[0].loss)
    try plain.epoch()
    expectClose(training.network.parameters, plain.network.parameters, within: 1e-14)
  }

  @Test func threadsChangeNoBitAndStepsDiffer() throws {
    func run(threads: Int, seed: UInt64) throws -> [Float] {
      var network = TrainingScenario.network(.relu, as: Float.self)
      network.execution.threads = threads
      var training = Training(
        network, on: TrainingScenario.classes(1200), optimizer: .adam(), batch: 300, seed: seed,
        options: TrainingOptions(dropout: 0.3))
      for _ in 1...3 { try training.epoch() }
      return training.network.parameters
    }
    let one = try run(threads: 1, seed: 1)
    #expect(try run(threads: 3, seed: 1) == one)
    #expect(try run(threads: 1, seed: 2) != one)
    let network = TrainingScenario.network(as: Double.self)
    let data = TrainingScenario.classes(20, as: Double.self)
    let losses = try (0..<10).map { try evaluate(network, data, 0.5, step: $0).loss }
    #expect(Set(losses).count == 10)
  }

  @Test func withoutDropoutAllIsAsBefore() throws {
    func run(_ options: TrainingOptions) throws -> [Double] {
      var training = Training(
        TrainingScenario.network(as: Double.self), on: TrainingScenario.classes(40), optimizer: .adam(), batch: 8,
        options: options)
      try training.epoch()
      return training.network.parameters
    }
    #expect(try run(TrainingOptions(dropout: .none)) == run(TrainingOptions()))
    #expect(try run(TrainingOptions(dropout: 0.5)) != run(TrainingOptions()))
  }
}
