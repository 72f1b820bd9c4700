import Nabla
import Testing

@Suite struct ClassTests {
  private let data = TrainingScenario.classes(31, as: Double.self)
  private let network = TrainingScenario.network(as: Double.self)

  /// E of smoothed labels is (1 − ε) E + ε times the mean over all classes of E with that class.
  @Test func smoothedLabels() {
    let ε = 0.3
    let smoothed = network.loss(data.inputs, data.smoothed(by: ε, classes: 3).targets)
    let plain = network.loss(data.inputs, data.targets)
    let uniform = (0..<3).reduce(0.0) { $0 + network.loss(data.inputs, Array(repeating: $1, count: 31)) } / 3
    #expect(abs(smoothed - ((1 - ε) * plain + ε * uniform)) <= 1e-12)
    let same = data.smoothed(by: 0, classes: 3)
    #expect(same.targets == .values(data.targets.matrix(classes: 3)))
  }

  /// A class weight of 2 is each of its examples twice.
  @Test func weightsCountExamples() throws {
    let weighted = data.weighted(by: .given([1, 2, 0]))
    guard case .classes(let classes) = data.targets else {
      Issue.record("the data has no classes")
      return
    }
    let rows = classes.indices.flatMap { Array(repeating: $0, count: [1, 2, 0][classes[$0]]) }
    let repeated = data.rows(at: rows)
    let (value, gradient) = network.valueWithGradient(data.inputs, data.targets, weights: weighted.weights)
    let (expected, other) = network.valueWithGradient(repeated.inputs, repeated.targets)
    #expect(abs(value - expected) <= 1e-12)
    expectClose(gradient, other, within: 1e-13, "gradient")
    // The same steps of plain descent.
    func step(_ data: Dataset<Double>) throws -> [Double] {
      var training = Training(network, on: data, optimizer: .sgd(learningRate: 0.5))
      try training.epoch()
      return training.network.parameters
    }
    expectClose(try step(weighted), try step(repeated), within: 1e-14, "step")
  }

  /// All classes weigh the same together, and all examples n.
  @Test func balancedWeights() throws {
    let classes = [0, 0, 0, 0, 2, 2, 3]
    let data = try Dataset(inputs: Matrix(column: classes.map { Double($0) }), targets: classes)
    let weights = try #require(data.weighted(by: .balanced).weights)
    for k in [0, 2, 3] {
      let sum = zip(classes, weights).reduce(0) { $0 + ($1.0 == k ? $1.1 : 0) }
      #expect(abs(sum - 7.0 / 3) <= 1e-14)
    }
    // With weights of the examples' own, too, and an example of weight 0 is not there.
    let own: [Double] = [2, 1, 1, 1, 3, 0.5, 1]
    let weighed = try #require(
      Dataset(inputs: data.inputs, targets: classes, weights: own).weighted(by: .balanced).weights)
    for k in [0, 2, 3] {
      let sum = zip(classes, weighed).reduce(0) { $0 + ($1.0 == k ? $1.1 : 0) }
      #expect(abs(sum - 9.5 / 3) <= 1e-14)
    }
    #expect(abs(weighed[0] - 2 * weighed[1]) <= 1e-15)
    let absent = try Dataset(inputs: data.inputs, targets: classes, weights: [0, 0, 1, 1, 1, 1, 1])
    let fewer = try Dataset(inputs: Matrix(column: [1, 1, 1, 1, 1.0]), targets: [0, 0, 2, 2, 3])
    #expect(absent.weighted(by: .balanced).weights?.suffix(5) == fewer.weighted(by: .balanced).weights?[...])
  }
}
