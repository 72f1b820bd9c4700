import Foundation
import Testing

@testable import Nabla

/// Networks as ONNX graphs, and graphs as networks. Other programs have read the graphs and written some:
/// `ONNXFixtureTests`.
struct ONNXTests {
  private static func problems<S: RealScalar>(as: S.Type) -> [Problem<S>] {
    ((1..<60 as Range<UInt64>).map { RandomNetworks.problem(seed: $0, examples: 3) }
      + RandomNetworks.further(seed: 1, examples: 3)).map { Problem<S>($0) }
  }

  private static func comeInAgain<S: RealScalar>(as: S.Type) throws {
    for (i, problem) in problems(as: S.self).enumerated() {
      let d = problem.architecture.inputs
      let scaler = Scaler<S>(means: (0..<d).map { S($0) / 3 - 1 }, scales: (0..<d).map { 1 + S($0) / 7 })
      let model = Model(problem.network, scaler: i % 2 == 0 ? scaler : nil, notes: ["ä\n": "\"\u{0}"])
      let bytes = try model.onnx()
      let read = try Model<S>(onnx: bytes)
      #expect(read.network.parameters == model.network.parameters, "\(problem.name)")
      #expect(read.network.architecture == model.network.architecture, "\(problem.name)")
      #expect(read.scaler == model.scaler && read.notes == model.notes)

      // Without the text that Nabla adds, from the graph alone.
      guard problem.architecture.basisFunctions == nil else { continue }
      var graph = try ONNXGraph(bytes: bytes)
      graph.metadata = [:]
      guard problem.architecture.likelihood.heads == nil else {
        // Functions for parts of the outputs are no layer's: the node is named.
        let error = #expect(throws: ModelFileError.self) { try Model<S>(graph, source: "graph") }
        #expect(error.map { "\($0)" }?.contains("node") == true)
        continue
      }
      let bare = try Model<S>(graph, source: "graph")
      #expect(bare.network.parameters == model.network.parameters, "\(problem.name)")
      #expect(bare.scaler == model.scaler)
      let (found, expected) = (bare.network.architecture.layers, problem.architecture.layers)
      #expect(found.map(\.activation) == expected.map(\.activation), "\(problem.name)")
      #expect(found.map(\.blocks) == expected.map(\.blocks), "\(problem.name)")
    }
  }

  @Test func exportsComeInAgainWithTheirBits() throws {
    try Self.comeInAgain(as: Double.self)
    try Self.comeInAgain(as: Float.self)
  }

  @Test func namesOfAnyCharactersSurvive() throws {
    let names = ["", "a\"b", "ä\u{202E}", "line\nbreak", "\u{0}", "😀"]
    var network = Network<Float>(inputs: 6, likelihood: .categorical(classes: 6)) { Dense(2, .tanh, name: "h/1\n") }
    network.initialize(.glorot, seed: 1)
    let model = Model(network, classNames: names, featureNames: names, targetNames: ["t\t"])
    let read = try Model<Float>(onnx: model.onnx())
    #expect(read.classNames == names && read.featureNames == names && read.targetNames == ["t\t"])
    #expect(read.network.architecture == network.architecture)
    // Of two classes one output tells, by a comparison.
    let two = Model(Network<Float>(inputs: 1, likelihood: .bernoulli), classNames: ["no", "yes"])
    #expect(try Model<Float>(onnx: two.onnx()).classNames == ["no", "yes"])
    // The classes are in the graph too.
    var graph = try ONNXGraph(bytes: model.onnx())
    graph.metadata = [:]
    #expect(try Model<Float>(graph, source: "graph").classNames == names)
  }

  // MARK: - Graphs that are no networks

  /// A graph of two inputs whose layer `a` is followed by nodes.
  private static func error(_ body: (inout ONNXWriter, _ a: String) -> String) -> ModelFileError? {
    var writer = ONNXWriter()
    writer.input("x", .float, [2])
    let w = writer.tensor([2, 2], [1, 2, 3, 4] as [Float])
    let a = writer.node("Gemm", ["x", w], name: "first")
    writer.output(body(&writer, a), .float, [2])
    do throws(ModelFileError) {
      _ = try Model<Float>(onnx: writer.bytes(name: "g", metadata: [:]))
      return nil
    } catch { return error }
  }

  @Test func whatIsNoNetworkIsRefusedByTheNameOfItsNode() throws {
    #expect(Self.error { $1 } == nil)
    let unary = [
      "Conv", "LSTM", "Selu", "HardSigmoid", "LayerNormalization", "LogSoftmax", "ReduceSum", "Erf", "Round", "Cos",
      "Log", "Sqrt", "Floor", "Expand", "TopK", "Attention",
    ]
    for op in unary {
      let error = Self.error { graph, a in
        let z = graph.node(op, [a], name: "odd one")
        return graph.node("Relu", [z], name: "last")
      }
      #expect(error?.kind == .unsupportedOperator, "\(op)")
      // Known functions are refused with the layer that has them.
      #expect(error?.part == "node 'odd one' (\(op))" || error?.part == "node 'first' (Gemm)", "\(op): \(error as Any)")
    }
    let residual = Self.error { graph, a in graph.node("Add", [graph.node("Relu", [a]), "x"], name: "sum") }
    #expect(residual?.part == "node 'sum' (Add)")
    let gated = Self.error { graph, a in
      let b = graph.node("Gemm", ["x", graph.tensor([2, 2], [1, 0, 0, 1] as [Float])])
      return graph.node("Mul", [a, b], name: "gate")
    }
    #expect(gated?.part == "node 'gate' (Mul)")
    let own = Self.error { graph, a in graph.node("Mine", [a], name: "own", domain: "com.example") }
    #expect(own?.part == "node 'own' (com.example.Mine)")
    let wrong = Self.error { graph, a in
      graph.node("Gemm", [a, graph.tensor([3, 2], [Float](repeating: 1, count: 6))], name: "wide")
    }
    #expect(wrong?.part == "node 'wide' (Gemm)" && wrong?.found == "the shape [3, 2]")
    let missing = Self.error { graph, _ in graph.node("Relu", ["nothing"], name: "loose") }
    #expect(missing?.part == "node 'loose' (Relu)")
  }

  /// A function is recognized however it is written, and those that are only close are not.
  @Test func functionsAreRecognizedByTheirValues() throws {
    func activation(_ body: (inout ONNXWriter, _ a: String) -> String) throws -> Activation {
      var writer = ONNXWriter()
      writer.input("x", .double, [1])
      let a = writer.node("Gemm", ["x", writer.tensor([1, 1], [2.0])])
      writer.output(body(&writer, a), .double, [1])
      return try Model<Double>(onnx: writer.bytes(name: "g", metadata: [:])).network.architecture.outputLayer.activation
    }
    // GELU as PyTorch's older exporter writes it.
    let gelu = try activation { graph, a in
      let erf = graph.node("Erf", [graph.node("Div", [a, graph.number(2.0.squareRoot())])])
      let sum = graph.node("Add", [erf, graph.number(1.0)])
      return graph.node("Mul", [graph.node("Mul", [a, sum]), graph.number(0.5)])
    }
    #expect(gelu == .gelu)
    let silu = try activation { graph, a in
      graph.node(
        "Div",
        [
          a,
          graph.node(
            "Add",
            [
              graph.number(1.0), graph.node("Exp", [graph.node("Neg", [a])]),
            ]),
        ])
    }
    #expect(silu == .silu)
    #expect(
      try activation { graph, a in graph.node("LeakyRelu", [a], [("alpha", .float(0.01))]) } == .leakyReLU(slope: 0.01))
    #expect(try activation { graph, a in graph.node("Elu", [a], [("alpha", .float(0.7))]) } == .elu(alpha: 0.7))
    // |a| is a leaky ReLU of the slope −1, and the function of −a one of turned weights.
    #expect(try activation { graph, a in graph.node("Relu", [graph.node("Abs", [a])]) } == .leakyReLU(slope: -1))
    #expect(try activation { graph, a in graph.node("Relu", [graph.node("Neg", [a])]) } == .relu)
    #expect(throws: ModelFileError.self) {
      try activation { graph, a in graph.node("Gelu", [a], [("approximate", .text("tanh"))]) }
    }
    #expect(throws: ModelFileError.self) {
      try activation { graph, a in graph.node("Tanh", [graph.node("Mul", [a, graph.number(1.001)])]) }
    }
  }

  /// Damage ends in an error or in a network, and never asks for memory without bounds: 60 nodes that double a value.
  @Test func damagedGraphs() throws {
    var network = Network<Float>(inputs: 2, likelihood: .bernoulli) { Dense(2, .elu) }
    network.initialize(.glorot, seed: 1)
    let bytes = try Model(network).onnx()
    for end in bytes.indices {
      #expect((try? Model<Float>(onnx: Array(bytes[..<end]))) == nil || end > bytes.count / 2)
    }
    for i in bytes.indices {
      var damaged = bytes
      damaged[i] ^= 0x81
      _ = try? Model<Float>(onnx: damaged)
    }
    let error = Self.error { graph, a in
      var value = a
      for _ in 0..<60 { value = graph.node("Concat", [value, value], [("axis", .integer(1))]) }
      return value
    }
    #expect(error?.found == "many more")
    let function = Self.error { graph, a in
      var value = a
      for _ in 0..<60 { value = graph.node("Add", [graph.node("Relu", [value]), graph.node("Relu", [value])]) }
      return value
    }
    #expect(function?.kind == .unsupportedOperator)
  }
}
