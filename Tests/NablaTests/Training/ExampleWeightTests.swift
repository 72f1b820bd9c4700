import Nabla
import Testing

/// What the weights of examples do to the steps of small batches.
@Suite struct ExampleWeightTests {
  /// 200 examples without inputs, of which one in twenty is of class 1, with weights that make the classes count the same.
  private static func balanced() throws -> Dataset<Double> {
    let targets = (0..<200).map { $0 % 20 == 7 ? 1.0 : 0 }
    return try Dataset(
      inputs: Matrix(rows: 200, columns: 1), targets: Matrix(column: targets),
      weights: targets.map { $0 == 1 ? 9.5 : 0.5 })
  }

  /// One step of an epoch from the same parameters for each batch: together, n/|B| times the gradient of the weighted mean
  /// error, whatever the batch and the unit of the weights. The rate is so small that the parameters are the same.
  @Test(arguments: [1, 7, 25, 200], [1, 1000.0]) func expectedStepIsTheWeightedGradient(batch: Int, unit: Double) throws
  {
    var generator = SeededGenerator(seed: 5)
    let n = 200
    let x = Matrix(rows: n, columns: 2, elements: (0..<2 * n).map { _ in generator.normal() })
    let t = Matrix(column: (0..<n).map { _ in generator.normal() })
    let weights = (0..<n).map { _ in unit * generator.uniform() * generator.uniform() }
    let data = try Dataset(inputs: x, targets: t, weights: weights)
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(3, .tanh) }
    network.initialize(.glorot, seed: 1)
    let rate = 1e-6
    var training = Training(network, on: data, optimizer: .sgd(learningRate: rate), batch: batch)
    try training.epoch()
    let total = weights.reduce(0, +)
    let mean = network.gradient(x, t, weights: weights).map { $0 / total }
    // A short last batch has a step as long as the others.
    let steps = Double(n) / Double(batch)
    let moved = zip(network.parameters, training.network.parameters).map { ($0 - $1) / rate / steps }
    guard n % batch == 0 else { return }
    for (a, b) in zip(moved, mean) { #expect(abs(a - b) <= 1e-3, "batch \(batch)") }
  }

  /// The minimum of the weighted error has probability ½ for class 1, and small batches find it too.
  @Test(arguments: [1, 8, 200]) func classWeightsReachTheWeightedMinimum(batch: Int) throws {
    let network = Network<Double>(inputs: 1, likelihood: .bernoulli)
    let steps = (200 + batch - 1) / batch
    var training = Training(
      network, on: try Self.balanced(), optimizer: .sgd(learningRate: batch == 200 ? 1 : 0.004 * Double(min(batch, 8))),
      batch: batch, seed: 3)
    for _ in 0..<(batch == 200 ? 100 : 100 * max(1, 25 / steps)) { try training.epoch() }
    let p = training.network.predict(Matrix([[0.0]]))[0, 0]
    #expect(abs(p - 0.5) <= 0.06, "batch \(batch): \(p)")
  }

  /// No metric counts an example of weight 0.
  @Test func metricsOfExamplesOfWeightZero() throws {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian)
    network.parameters = [1, 0]
    let data = try Dataset(
      inputs: Matrix(column: [1, 2, 100, 3]), targets: Matrix(column: [1, 4, -7, 3]), weights: [1, 0.5, 0, 2])
    for (metric, value) in [(Metric.rmse, (4.0 / 3).squareRoot()), (.mae, 2.0 / 3), (.loss, 1 / 3.5)] {
      #expect(abs(Validation(on: data, metric: metric).value(of: network) - value) <= 1e-15, "\(metric)")
    }
  }

  /// Weights that are all the same change nothing that is left after rounding.
  @Test func unitOfTheWeightsDoesNotMatter() throws {
    func trained(_ weight: Double?) throws -> [Double] {
      let data = TrainingScenario.classes(60, as: Double.self)
      let weighted = try Dataset(
        inputs: data.inputs, targets: data.targets, weights: weight.map { Array(repeating: $0, count: 60) })
      var training = Training(
        TrainingScenario.network(as: Double.self), on: weighted, optimizer: .momentum(learningRate: 0.1), batch: 7,
        seed: 2, options: TrainingOptions(regularization: Regularization(.init(l2: 0.01)), gradientLimit: 1))
      for _ in 0..<5 { try training.epoch() }
      return training.network.parameters
    }
    let plain = try trained(nil)
    // Powers of two scale without rounding.
    #expect(try trained(1) == plain)
    #expect(try trained(4) == plain)
  }

  /// Examples of weight 0 are not there: the order, the batches and the bits are those of a training without them.
  @Test(arguments: [5, 1000], [0, 0.4]) func examplesOfWeightZeroAreNotThere(batch: Int, dropout: Double) throws {
    let data = TrainingScenario.classes(60, as: Double.self)
    let present = (0..<60).filter { $0 % 4 != 0 }
    let weights = (0..<60).map { $0 % 4 == 0 ? 0 : Double($0 % 3) + 0.5 }
    let weighted = try Dataset(inputs: data.inputs, targets: data.targets, weights: weights)
    func trained(_ data: Dataset<Double>) throws -> (parameters: [Double], report: EpochReport) {
      var training = Training(
        TrainingScenario.network(as: Double.self), on: data, optimizer: .adam(learningRate: 0.01), batch: batch,
        seed: 2, options: TrainingOptions(dropout: Dropout(dropout)))
      for _ in 0..<4 { try training.epoch() }
      return (training.network.parameters, try #require(training.history.epochs.last))
    }
    let (some, all) = (try trained(weighted.rows(at: present)), try trained(weighted))
    #expect(all.report.examples == present.count)
    #expect(abs(all.report.loss - some.report.loss) <= 1e-13 * some.report.loss)
    #expect(all.parameters == some.parameters)
  }
}
