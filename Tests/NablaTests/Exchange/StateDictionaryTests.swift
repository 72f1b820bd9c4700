import Foundation
import Testing

@testable import Nabla

/// State dicts as PyTorch names their tensors.
struct StateDictionaryTests {
  private static func file(_ shapes: [(String, [Int])]) -> SafetensorsFile {
    var tensors: [String: SafetensorsFile.Tensor] = [:]
    for (name, shape) in shapes {
      let count = shape.reduce(1, *)
      tensors[name] = .init(shape: shape, elements: (0..<count).map { Float($0) / 8 - 1 })
    }
    return SafetensorsFile(tensors: tensors)
  }

  private static func error(_ shapes: [(String, [Int])], layers: [String]? = nil) -> ModelFileError? {
    do throws(ModelFileError) {
      _ = try Network<Float>(stateDictionary: file(shapes), layers: layers, activations: [.relu])
      return nil
    } catch { return error }
  }

  /// y = W² relu(W¹ x + b¹) + b², as by hand.
  @Test func aSequentialModule() throws {
    let file = Self.file([("0.weight", [2, 1]), ("0.bias", [2]), ("2.weight", [1, 2]), ("2.bias", [1])])
    let network = try Network<Float>(stateDictionary: file, activations: [.relu])
    // W¹ = (−1, −0.875), b¹ = the same, W² = the same, b² = −1: at x = −3, a¹ = (2, 1.75), y = −2 − 1.53125 − 1.
    #expect(network.predict([-3]) == [-4.53125])
    #expect(network.architecture.layers.map(\.units) == [2, 1] && network.architecture.likelihood == .gaussian)
  }

  /// Ten layers and more go by the value of their numbers; names without numbers by the one order that shapes allow.
  @Test func theOrderOfLayers() throws {
    let many = (0..<12).map { ("net.\(2 * $0).weight", [$0 + 2, $0 + 1]) }
    let network = try Network<Float>(stateDictionary: Self.file(many), activations: [.tanh])
    #expect(network.architecture.layers.map(\.units) == Array(2...13))
    let named = Self.file([("hidden.weight", [3, 3]), ("entry.weight", [3, 2]), ("out.weight", [1, 3])])
    let chain = try Network<Float>(stateDictionary: named, activations: [.tanh])
    #expect(chain.architecture.inputs == 2 && chain.architecture.layers.map(\.units) == [3, 3, 1])
    let square = [("a.weight", [2, 2]), ("bee.weight", [2, 2])]
    #expect(Self.error(square)?.found == "several orders of 'a', 'bee'")
    #expect(Self.error(square, layers: ["bee", "a"]) == nil)
    #expect(Self.error(square, layers: ["bee", "c"])?.part == "names of layers")
  }

  @Test func tensorsThatDoNotFitAreNamed() {
    #expect(Self.error([("0.weight", [2, 1]), ("2.weight", [1, 3])])?.part == "tensor '2.weight'")
    #expect(Self.error([("0.weight", [2, 1, 3])])?.found == "the shape [2, 1, 3]")
    #expect(Self.error([("0.bias", [2])])?.part == "tensor '0.weight'")
    #expect(Self.error([("0.weight", [2, 1]), ("0.bias", [3])])?.part == "tensor '0.bias'")
    #expect(Self.error([("0.weight", [1, 1]), ("1.running_mean", [1])])?.part == "tensor '1.running_mean'")
    #expect(Self.error([])?.kind == .missing)
  }

  /// Half precision and the upper half of single precision, by the definition of their bits.
  @Test func shortNumbers() throws {
    let half: [(UInt16, Float)] = [
      (0x3C00, 1), (0xC000, -2), (0x7BFF, 65504), (0x0001, 0x1p-24), (0x8400, -0x1p-14), (0x3555, 0x1.554p-2),
      (0x7C00, .infinity), (0x8000, -0.0),
    ]
    for (bits, value) in half { #expect(Float(half: bits).bitPattern == value.bitPattern, "\(bits)") }
    #expect(Float(half: 0x7E00).isNaN)
    func read(_ type: String, _ bytes: [UInt8]) throws -> [Double] {
      let header = #"{"w":{"dtype":"\#(type)","shape":[2],"data_offsets":[0,4]}}"#
      return try #require(try SafetensorsFile(bytes: safetensorsBytes(header, data: bytes)).tensors["w"]).elements()
    }
    #expect(try read("F16", [0x00, 0x3C, 0x00, 0xC0]) == [1, -2])
    #expect(try read("BF16", [0x80, 0x3F, 0x49, 0xC0]) == [1, -3.140625])
  }

  /// What is written comes in again with the same bits, from a chain and from a graph with names of any characters.
  @Test func exportsComeInAgain() throws {
    for seed in 1..<40 as Range<UInt64> {
      let problem = RandomNetworks.problem(seed: seed, examples: 2)
      guard problem.architecture.basisFunctions == nil else { continue }
      let file = try Model(problem.network).stateDictionary()
      let read = try SafetensorsFile(bytes: file.bytes())
      let network = try Network<Double>(stateDictionary: read, architecture: problem.architecture)
      #expect(network.parameters == problem.network.parameters, "\(problem.name)")
    }
    var network = Network<Float>(inputs: 2, likelihood: .gaussian) {
      Dense(2, .tanh, name: "ä.b\n\"")
      Dense(3, .tanh, from: [.input, "ä.b\n\""])
    }
    network.initialize(.glorot, seed: 1)
    let file = try SafetensorsFile(bytes: Model(network).stateDictionary().bytes())
    #expect(file.tensors["ä.b\n\".weight"]?.shape == [2, 2])
    #expect(
      try Network<Float>(stateDictionary: file, architecture: network.architecture).parameters == network.parameters)
  }

  /// Scaled inputs and weights of unscaled ones give the same outputs.
  @Test func theScalerGoesIntoTheWeights() throws {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(3, .tanh) }
    network.initialize(.uniform(bound: 1), seed: 3)
    let model = Model(network, scaler: Scaler(means: [2, -1], scales: [4, 0.3]))
    let file = try model.stateDictionary(layers: ["fc1", "fc2"])
    #expect(file.tensors.keys.sorted() == ["fc1.bias", "fc1.weight", "fc2.bias", "fc2.weight"])
    let plain = try Network<Double>(stateDictionary: file, activations: [.tanh])
    let x = Matrix<Double>([[1, 2], [-3, 0.5]])
    for (a, b) in zip(model.predict(x).elements, plain.predict(x).elements) {
      #expect((a - b).magnitude <= 64 * Double.ulpOfOne)
    }
  }

  @Test func masksMustBeKept() throws {
    let mask = ConnectionMask(units: 1, inputs: 2, connected: [true, false])
    let architecture = try Architecture(
      inputs: 2, likelihood: .gaussian, specifications: [.output(Output(bias: false, mask: mask))])
    let file = Self.file([("output.weight", [1, 2])])
    let error = #expect(throws: ModelFileError.self) {
      try Network<Float>(stateDictionary: file, architecture: architecture)
    }
    #expect(error?.part == "tensor 'output.weight'" && error?.found == "-0.875 as element 1")
  }
}
