import Foundation
import Testing

@testable import Nabla

/// Fits of densities and quantiles from the starts of PyTorch: the losses of all iterates are PyTorch's
/// (scripts/fixtures/densities.py).
struct DensityTrainingTests {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    var name: String
    var likelihood: String
    var hidden: Int
    var x: [Double]
    var t: [Double]
    var start: [Double]
    var losses: [Double]
    var end: [Double]

    var testDescription: String { name }
  }

  private struct File: Decodable { var cases: [Case] }

  static let cases: [Case] = {
    let url = Bundle.module.url(forResource: "densities", withExtension: "json", subdirectory: "Fixtures")!
    return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  }()

  @Test(arguments: cases, BackendChoice.available)
  func lossesAreThoseOfPyTorch(expected: Case, backend: BackendChoice) throws {
    let likelihood = try #require(try Likelihood(name: expected.likelihood, targets: 1))
    var network = Network<Double>(inputs: 1, likelihood: likelihood, execution: Execution(backend: backend)) {
      if expected.hidden > 0 { Dense(expected.hidden, .tanh) }
    }
    network.parameters = expected.start
    let data = try Dataset(inputs: Matrix(column: expected.x), targets: Matrix(column: expected.t))
    var training = Training(network, on: data, optimizer: Adam(learningRate: 0.01), seed: 1)
    for (step, loss) in expected.losses.enumerated() {
      let found = training.network.loss(data.inputs, data.targets) / Double(data.count)
      #expect((found - loss).magnitude <= 1e-10 * loss.magnitude, "iterate \(step): \(found), \(loss)")
      if step < expected.losses.count - 1 { _ = try training.epoch() }
    }
    expectClose(training.network.parameters, expected.end, within: 1e-10)
  }
}
