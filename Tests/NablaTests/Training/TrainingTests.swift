import Nabla
import Testing

/// Training as a whole: it learns, its bits follow from its seed, and it stops where the error is lost.
@Suite struct TrainingTests {
  @Test func trainingIsReproducibleAndLearns() throws {
    let (training, test) = Dataset<Float>.digits().split(fraction: 0.8, seed: 1)
    func run(threads: Int) throws -> Network<Float> {
      var network = Network<Float>(inputs: 64, likelihood: .categorical(classes: 10)) { Dense(32, .tanh) }
      network.initialize(.glorot, seed: 1)
      network.execution.threads = threads
      var run = Training(network, on: training, optimizer: .adam(learningRate: 0.003), batch: 64, seed: 1)
      for _ in 0..<15 { _ = try run.epoch() }
      return run.network
    }
    let network = try run(threads: 1)
    let again = try run(threads: 3)
    #expect(again.parameters == network.parameters)
    guard case .classes(let classes) = test.targets else {
      Issue.record("digits have classes")
      return
    }
    let right = zip(network.classify(test.inputs), classes).count { $0 == $1 }
    #expect(Double(right) / Double(test.count) > 0.93)
  }

  @Test func divergenceKeepsTheParameters() throws {
    let data = try Dataset<Double>(inputs: Matrix(column: [1, 2, 3]), targets: Matrix(column: [1, 2, 3]))
    let network = Network<Double>(inputs: 1, likelihood: .gaussian)
    var training = Training(network, on: data, optimizer: .sgd(learningRate: 1e200), batch: 1)
    #expect(throws: TrainingError.self) { for _ in 0..<4 { _ = try training.epoch() } }
    let isFinite = training.network.parameters.allSatisfy { $0.isFinite }
    #expect(isFinite)
  }
}
