import Foundation
import Testing

@testable import Nabla

/// Graphs of what comes in by the text beside them: basis functions, and the encoding of columns. ONNX Runtime holds their
/// values against Nabla's in `scripts/exchange/verify.py`.
struct ONNXOwnGraphTests {
  private static let bases: [BasisFunctions] = [
    .polynomial(degree: 3), .polynomial(degree: 4, family: .chebyshev, on: -1.5...2),
    .gaussian(centers: Matrix([[0, 0.5], [1, -1]]), width: 0.7), .sigmoid(centers: [-0.5, 0.1], width: 0.3),
    .fourier(harmonics: 2, period: 3), .bSpline(degree: 3, breakpoints: [-1, -0.25, 0.5, 1]),
    .bSpline(degree: 0, breakpoints: [0, 1, 2]), .indicator(edges: [-0.5, 0.1]), .interactions(order: 2),
    .piecewiseLinear(knots: [[-1, 0.1, 1], []]),
    .joined([.polynomial(degree: 1), .product(.fourier(harmonics: 1, period: 5), .interactions(order: 1))]),
  ]

  private static func comesInAgain<S: RealScalar>(_ model: Model<S>, _ name: String) throws {
    let bytes = try model.onnx()
    let read = try Model<S>(onnx: bytes)
    #expect(read.network.parameters == model.network.parameters && read.scaler == model.scaler, "\(name)")
    #expect(read.network.architecture == model.network.architecture && read.encoding == model.encoding, "\(name)")
    // Operators that are others than those of the text are no network's.
    var graph = try ONNXGraph(bytes: bytes)
    graph.nodes[0].op = "Neg"
    let error = #expect(throws: ModelFileError.self) { try Model<S>(graph, source: "graph") }
    #expect(error?.kind == .unsupportedOperator && error?.part != nil, "\(name): \(error as Any)")
  }

  private static func models<S: RealScalar>(as: S.Type) throws {
    for basis in bases {
      var network = Network<S>(inputs: 2, likelihood: .gaussian) {
        basis
        Dense(3, .tanh)
      }
      network.initialize(.glorot, seed: 2)
      try comesInAgain(Model(network, scaler: Scaler(means: [1, 2], scales: [3, 4])), basis.kind.name)
    }
    let encoding = InputEncoding(columns: [
      ColumnEncoder(name: "a\"\n", kind: .number, replacement: 3.5, hasIndicator: true),
      ColumnEncoder(name: "", kind: .categories(levels: ["", "m", "ä"], pooled: [], reference: 1)),
      ColumnEncoder(name: "1", kind: .categories(levels: ["A"], pooled: ["C"], reference: nil), replacement: 1),
      ColumnEncoder(name: "Concat:1", kind: .boolean),
      ColumnEncoder(name: "t", kind: .elapsed(.time, origin: 0), replacement: 60),
    ])
    var network = Network<S>(inputs: encoding.inputCount, likelihood: .bernoulli) { Dense(2, .relu, name: "\0") }
    network.initialize(.glorot, seed: 2)
    try comesInAgain(Model(network, encoding: encoding), "encoding")
    // The precision of times is not that of the network.
    #expect(try ONNXGraph(bytes: Model(network, encoding: encoding).onnx()).isDouble == (S.self == Double.self))
  }

  @Test func basisFunctionsAndEncodingsComeInAgain() throws {
    try Self.models(as: Double.self)
    try Self.models(as: Float.self)
  }

  /// How sure the parameters are is no part of a graph.
  @Test func whatIsOnlyInModelFilesStaysThere() throws {
    var model = Model(Network<Double>(inputs: 1, likelihood: .gaussian))
    model.uncertainty = ParameterUncertainty(
      positions: [0, 1], root: Matrix<Double>([[1, 0], [0, 1]]), noiseVariances: [1])
    let read = try Model<Double>(onnx: model.onnx())
    #expect(read.uncertainty == nil && read.network.architecture == model.network.architecture)
  }

  @Test func splinesOfHighDegreeAreRefused() throws {
    let network = Network<Double>(inputs: 1, likelihood: .gaussian) {
      BasisFunctions.bSpline(degree: 33, breakpoints: [0, 1])
    }
    let error = #expect(throws: ModelFileError.self) { try Model(network).onnx() }
    #expect(error?.part == "basis functions" && error?.found == "'b-spline'")
  }
}
