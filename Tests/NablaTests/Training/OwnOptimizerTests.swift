import Nabla
import Testing

/// The example of the documentation of `Optimizer`.
private struct SignMomentum: Optimizer {
  var learningRate: Double
  var state = OptimizerState<Double>()

  mutating func step(_ w: inout MutableSpan<Double>, gradient g: Span<Double>, scale: Double) {
    state.reserve(vectors: 1, parameters: w.count)
    for i in w.indices {
      state.vectors[0, i] = 0.9 * state.vectors[0, i] + 0.1 * scale * g[i]
      w[i] -= learningRate * (state.vectors[0, i] > 0 ? 1 : -1)
    }
    state.steps += 1
  }
}

@Suite struct OwnOptimizerTests {
  /// Every step of the example moves every parameter by the learning rate.
  @Test func trains() throws {
    let data = try Dataset(inputs: Matrix([[0.0], [1], [2]]), targets: Matrix([[1.0], [3], [5]]))
    let network = Network<Double>(inputs: 1, likelihood: .gaussian)
    var training = Training(network, on: data, optimizer: SignMomentum(learningRate: 0.0078125))
    for _ in 1...100 { _ = try training.epoch() }
    #expect(training.network.parameters == [0.78125, 0.78125])
    #expect(SignMomentum(learningRate: 1).summary == "SignMomentum")
  }
}
