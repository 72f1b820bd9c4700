import Nabla
import Testing

/// The shape that a description makes: layers in order, and where their parameters lie.
@Suite struct ArchitectureTests {
  @Test func aChainHasTheShortSpelling() throws {
    let network = Network<Double>(inputs: 3, likelihood: .categorical(classes: 4)) {
      Dense(5, .tanh)
      Dense(2, .relu, bias: false)
    }
    let layers = network.architecture.layers
    #expect(layers.map(\.name) == ["1", "2", "output"])
    #expect(layers.map(\.units) == [5, 2, 4])
    #expect(layers.map(\.activation) == [.tanh, .relu, .softmax])
    #expect(layers.map { $0.blocks.map(\.source) } == [[nil], [0], [1]])
    // Weights, then biases, layer by layer.
    #expect(layers.map { $0.blocks[0].offset } == [0, 20, 30])
    #expect(layers.map(\.biasOffset) == [15, nil, 38])
    #expect(network.architecture.parameterCount == 42)
    #expect(network.parameters.count == 42)
  }

  /// Layers may be described in any order; those that do not depend on each other keep it.
  @Test func layersArePutInTopologicalOrder() throws {
    let architecture = try Architecture(
      inputs: 2, likelihood: .gaussian,
      specifications: [
        .output(Output(from: ["late", "side"])), .dense(Dense(3, .tanh, name: "late", from: ["early", "input"])),
        .dense(Dense(4, .sin, name: "side", from: ["input"])), .dense(Dense(5, .exp, name: "early", from: ["input"])),
      ])
    #expect(architecture.layers.map(\.name) == ["side", "early", "late", "output"])
    let late = architecture.layers[2]
    #expect(late.blocks.map(\.source) == [1, nil] && late.blocks.map(\.columns) == [5, 2] && late.fanIn == 7)
    #expect(late.blocks.map(\.offset) == [27, 42] && late.biasOffset == 48)
    #expect(architecture.outputLayer.blocks.map(\.source) == [2, 0])
    #expect(architecture.parameterCount == 12 + 15 + 24 + 8)
  }

  /// With basis functions the layers' input is φ(x).
  @Test func basisFunctionsAreTheInput() throws {
    let network = Network<Double>(inputs: 2, likelihood: .gaussian) {
      BasisFunctions.polynomial(degree: 3)
      Dense(4, .tanh)
    }
    #expect(network.architecture.inputs == 2 && network.architecture.features == 6)
    #expect(network.architecture.layers[0].blocks[0].columns == 6)
  }

  @Test func theDescriptionNamesTheLayers() throws {
    let network = Network<Double>(inputs: 2, likelihood: .bernoulli) {
      BasisFunctions.fourier(harmonics: 1, period: 1)
      Dense(3, .silu, name: "hidden")
      Output(from: ["hidden", "input"])
    }
    #expect(
      network.description == """
        2 inputs
        4 basis functions
        hidden: 3 silu from input
        output: 1 sigmoid from hidden, input
        bernoulli likelihood, 23 parameters
        """)
  }

  /// Masked weights hold 0 whatever is assigned.
  @Test func maskedWeightsStayZero() {
    var network = Network<Double>(inputs: 3, likelihood: .gaussian) {
      Dense(2, .tanh, mask: ConnectionMask(units: 2, inputs: 3) { j, i in i != j })
    }
    network.parameters = Array(repeating: 1, count: network.parameters.count)
    #expect(Array(network.parameters[..<8]) == [0, 1, 1, 1, 0, 1, 1, 1])
    network.parameters[4] = 5
    #expect(network.parameters[4] == 0)
    network.initialize(.uniform(bound: 1), seed: 1)
    #expect(network.parameters[0] == 0 && network.parameters[4] == 0 && network.parameters[1] != 0)
  }

  /// A network in another precision has the same shape and the parameters rounded.
  @Test func precisionsConvert() {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(3, .gelu) }
    network.initialize(.glorot, seed: 4)
    network.noiseVariance = 0.25
    network.execution.threads = 3
    let single = Network<Float>(network)
    #expect(single.architecture == network.architecture && single.execution == network.execution)
    #expect(single.parameters == network.parameters.map { Float($0) } && single.noiseVariance == 0.25)
    #expect(Network<Double>(single).parameters == single.parameters.map { Double($0) })
  }

  // MARK: - Places of parameters

  @Test func everyPlaceHasItsLocation() throws {
    let architecture = try Architecture(
      inputs: 2, likelihood: .gaussian,
      specifications: [
        .dense(Dense(2, .tanh, name: "a")), .dense(Dense(1, .tanh, from: ["a", "input"], bias: false)),
        .output(Output(from: ["2"])),
      ])
    let found = (0..<architecture.parameterCount).map { architecture.location(ofParameter: $0) }
    let expected: [(String, Int, ParameterLocation.Role)] = [
      ("a", 0, .weight(source: "input", input: 0)), ("a", 0, .weight(source: "input", input: 1)),
      ("a", 1, .weight(source: "input", input: 0)), ("a", 1, .weight(source: "input", input: 1)), ("a", 0, .bias),
      ("a", 1, .bias), ("2", 0, .weight(source: "a", input: 0)), ("2", 0, .weight(source: "a", input: 1)),
      ("2", 0, .weight(source: "input", input: 0)), ("2", 0, .weight(source: "input", input: 1)),
      ("output", 0, .weight(source: "2", input: 0)), ("output", 0, .bias),
    ]
    #expect(found.count == expected.count)
    for (i, (location, place)) in zip(found, expected).enumerated() {
      #expect(location.index == i && location.layer == place.0 && location.unit == place.1 && location.role == place.2)
    }
    #expect(found[3].description == "weight of layer 'a', unit 1, from 'input' 1 (parameter 3)")
    #expect(found[11].description == "bias of layer 'output', unit 0 (parameter 11)")
  }
}
