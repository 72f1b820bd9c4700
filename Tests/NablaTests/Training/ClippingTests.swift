import Nabla
import Testing

@Suite struct ClippingTests {
  /// A step of plain descent has the length η · min(‖ḡ‖, c), and the direction of the gradient.
  @Test(arguments: [0.001, 0.1, 1e9])
  func longGradientsAreScaled(limit: Double) throws {
    let data = TrainingScenario.classes(30, as: Double.self)
    let network = TrainingScenario.network(as: Double.self)
    var training = Training(
      network, on: data, optimizer: .sgd(learningRate: 0.5), options: TrainingOptions(gradientLimit: limit))
    try training.epoch()
    let gradient = network.gradient(data.inputs, data.targets).map { $0 / 30 }
    let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
    try #require(norm > 0.1)
    let expected = zip(network.parameters, gradient).map { $0 - 0.5 * $1 * min(1, limit / norm) }
    expectClose(training.network.parameters, expected, within: 1e-15, "limit \(limit)")
  }

  /// The norm is that of the gradient with its penalties.
  @Test func penaltiesCount() throws {
    let data = try Dataset(inputs: Matrix([[0.0]]), targets: Matrix([[0.0]]))
    var network = Network<Double>(inputs: 1, likelihood: .gaussian)
    network.parameters = [8, 0]
    var training = Training(
      network, on: data, optimizer: .sgd(learningRate: 1),
      options: TrainingOptions(regularization: Regularization(.l2(1)), gradientLimit: 0.5))
    try training.epoch()
    #expect(training.network.parameters == [7.5, 0])
  }
}
