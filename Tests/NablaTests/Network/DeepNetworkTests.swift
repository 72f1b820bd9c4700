import Nabla
import Testing

/// Networks of very many layers, which are set up layer by layer: with anything that grows with the square of their number
/// these tests would not end.
@Suite struct DeepNetworkTests {
  @Test func fiftyThousandLayersOfOneUnit() throws {
    let layers = (0..<50_000).map { _ in LayerSpecification.dense(Dense(1, .identity)) }
    let architecture = try Architecture(inputs: 1, likelihood: .gaussian, specifications: layers)
    #expect(architecture.layers.count == 50_001 && architecture.parameterCount == 100_002)
    var network = Network<Double>(architecture)
    network.parameters = (0..<100_002).map { $0 % 2 == 0 ? 1 : 0 }
    // Every layer hands on what it receives.
    #expect(network.predict(Matrix([[3]]))[0, 0] == 3)
    #expect(network.gradient(Matrix([[3]]), Matrix([[1]])).allSatisfy { $0 == 6 || $0 == 2 })
  }

  /// Described back to front, the layers are put in order all the same.
  @Test func describedBackToFront() throws {
    let count = 20_000
    let layers = (1...count).reversed().map { k in
      LayerSpecification.dense(Dense(1, .tanh, name: "layer \(k)", from: [k == 1 ? .input : .layer("layer \(k - 1)")]))
    }
    let output = LayerSpecification.output(Output(from: [.layer("layer \(count)")]))
    let architecture = try Architecture(inputs: 1, likelihood: .gaussian, specifications: layers + [output])
    #expect(architecture.layers.first?.name == "layer 1" && architecture.layers[count - 1].name == "layer \(count)")
  }

  /// A cycle of all layers is found, too.
  @Test func cycleOfAllLayers() {
    let count = 20_000
    let layers = (0..<count).map { k in
      LayerSpecification.dense(Dense(1, .tanh, name: "layer \(k)", from: [.layer("layer \((k + 1) % count)")]))
    }
    #expect(throws: ArchitectureError.self) {
      try Architecture(inputs: 1, likelihood: .gaussian, specifications: layers)
    }
  }
}
