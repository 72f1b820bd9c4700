import Foundation
import Nabla
import Testing

/// The mean of several networks as one network.
@Suite struct MeanNetworkTests {
  private let x = Matrix<Double>(rows: 5, columns: 3, elements: (0..<15).map { sin(1.7 * Double($0)) })

  /// Three networks with different hidden layers, a connection past them, a mask and a missing bias among them.
  private func members(_ likelihood: Likelihood) -> [Network<Double>] {
    let K = likelihood.outputs
    let plain = Network<Double>(inputs: 3, likelihood: likelihood) { Dense(4, .tanh) }
    let skipping = Network<Double>(inputs: 3, likelihood: likelihood) {
      Dense(3, .relu, name: "a", from: ["input"], bias: false)
      Dense(2, .tanh, name: "b", from: ["a", "input"])
      Output(from: ["b", "input"])
    }
    let masked = Network<Double>(inputs: 3, likelihood: likelihood) {
      Dense(4, .sigmoid, mask: ConnectionMask(units: 4, inputs: 3) { ($0 + $1) % 2 == 0 })
      Output(mask: ConnectionMask(units: K, inputs: 4) { ($0 + $1) % 3 != 0 })
    }
    return [plain, skipping, masked].enumerated().map { k, network in
      var network = network
      network.initialize(.uniform(bound: 1), seed: UInt64(k + 1))
      return network
    }
  }

  @Test func numbersAreTheMeanOfThePredictions() {
    let networks = members(.gaussian(outputs: 2))
    let mean = Network.mean(of: networks)
    let outputs = networks.map { $0.predict(x).elements }
    for (i, y) in mean.predict(x).elements.enumerated() {
      let expected = (outputs[0][i] + outputs[1][i] + outputs[2][i]) / 3
      #expect(abs(y - expected) < 1e-14, "\(y), expected \(expected)")
    }
    #expect(mean.architecture.layers.map(\.name) == ["1.1", "2.a", "2.b", "3.1", "output"])
    #expect(mean.checkGradient(x, Matrix<Double>(rows: 5, columns: 2)).passed)
    #expect(Network.mean(of: [networks[0]]).parameters == networks[0].parameters)
  }

  /// p̄ₖ = Πₘ pₘₖ^(1/M) / Σ, and by Jensen's inequality no larger error than the members have in the mean.
  @Test func probabilitiesAreTheGeometricMean() throws {
    let networks = members(.categorical(classes: 3))
    let mean = Network.mean(of: networks)
    let outputs = networks.map { $0.predict(x) }
    let y = mean.predict(x)
    for i in 0..<5 {
      let products = (0..<3).map { k in pow(outputs[0][i, k] * outputs[1][i, k] * outputs[2][i, k], 1.0 / 3) }
      let sum = products.reduce(0, +)
      for k in 0..<3 { #expect(abs(y[i, k] - products[k] / sum) < 1e-14) }
    }
    let classes: Targets<Double> = .classes([0, 1, 2, 1, 0])
    let losses = networks.map { $0.loss(x, classes) }
    #expect(mean.loss(x, classes) <= losses.reduce(0, +) / 3)
    // A model file holds it as any other network.
    let model = try Model<Double>(Model(mean).file())
    #expect(model.network.parameters == mean.parameters && model.network.architecture == mean.architecture)
  }

  @Test func networksWithoutHiddenLayersHaveMeanWeights() {
    let networks = (1...2).map { seed in
      var network = Network<Double>(inputs: 3, likelihood: .gaussian)
      network.initialize(.uniform(bound: 1), seed: UInt64(seed))
      return network
    }
    let w = Network.mean(of: networks).parameters
    #expect(w == zip(networks[0].parameters, networks[1].parameters).map { 0.5 * $0 + 0.5 * $1 })
  }
}
