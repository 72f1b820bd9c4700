import Nabla

/// ONNX graphs and state dicts with damage to their bytes.
enum GraphCases {
  private static func network(_ activation: Activation, _ likelihood: Likelihood) -> Network<Float> {
    var network = Network<Float>(inputs: 3, likelihood: likelihood) {
      Dense(4, activation, name: "h")
      Dense(2, .tanh, from: [.input, "h"], bias: false)
    }
    network.initialize(.glorot, seed: 1)
    return network
  }

  /// Graphs of every operator that is written.
  private static let graphs: [[UInt8]] = {
    do {
      var graphs: [[UInt8]] = []
      for activation in Activation.elementwise {
        let model = Model(
          network(activation, .categorical(classes: 3)), scaler: Scaler(means: [0, 1, 2], scales: [1, 2, 3]),
          classNames: ["a", "b", "c"])
        graphs.append(try model.onnx())
        graphs.append(try Model(Network<Double>(network(activation, .bernoulli))).onnx())
      }
      let basis = Network<Double>(inputs: 2, likelihood: .gaussian) {
        BasisFunctions.joined([
          .bSpline(degree: 2, breakpoints: [0, 1, 2]), .product(.interactions(order: 2), .indicator(edges: [0, 1])),
        ])
      }
      let encoding = InputEncoding(columns: [
        ColumnEncoder(name: "a", kind: .number, replacement: 3.5, hasIndicator: true),
        ColumnEncoder(name: "b", kind: .categories(levels: ["x", "y"], pooled: ["z"], reference: 1)),
      ])
      graphs.append(try Model(basis).onnx())
      graphs.append(
        try Model(Network<Float>(inputs: encoding.inputCount, likelihood: .probit()), encoding: encoding).onnx())
      return graphs
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  static func graph(_ mutation: inout Mutation) throws {
    let bytes = mutation.damaged(mutation.pick(graphs))
    if mutation.chance(1, in: 2) {
      try ModelCases.use(Model<Float>(onnx: bytes))
    } else {
      try ModelCases.use(Model<Double>(onnx: bytes))
    }
  }

  private static let states: [SafetensorsFile] = {
    do {
      return [
        try Model(network(.tanh, .gaussian)).stateDictionary(),
        try Model(Network<Double>(inputs: 3, likelihood: .gaussian) { Dense(2, .tanh) }).stateDictionary(),
      ]
    } catch {
      preconditionFailure("\(error)")
    }
  }()

  static func state(_ mutation: inout Mutation) throws {
    let bytes = mutation.pick(states).bytes()
    let file = try SafetensorsFile(
      bytes: mutation.chance(1, in: 2) ? mutation.damaged(bytes) : ModelCases.damagedHeader(bytes, &mutation))
    if mutation.chance(1, in: 2) {
      try ModelCases.use(Model(Network<Float>(stateDictionary: file, activations: [.relu])))
    } else {
      let architecture = network(.tanh, .gaussian).architecture
      try ModelCases.use(Model(Network<Double>(stateDictionary: file, architecture: architecture)))
    }
  }
}
