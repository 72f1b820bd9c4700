import Nabla
import Testing

/// Every description that makes no network is refused, with a message that says what is wrong and where.
@Suite struct ArchitectureErrorTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    var message: String
    var inputs = 2
    var likelihood: Likelihood = .gaussian
    var layers: [LayerSpecification] = []

    var testDescription: String { message }
  }

  static let sizes: [Refusal] = [
    Refusal(message: "a network needs at least 1 input, not 0", inputs: 0),
    Refusal(message: "a network needs at least 1 input, not -3", inputs: -3),
    Refusal(message: "a network needs at least 1 output, not 0", likelihood: .gaussian(outputs: 0)),
    Refusal(
      message: "a categorical likelihood needs at least 2 classes, not 1", likelihood: .categorical(classes: 1)),
    Refusal(
      message: "layer '1' of \(Int.max) units has too many weights", layers: [.dense(Dense(Int.max, .tanh))]),
    Refusal(message: "layer '1' needs at least 1 unit, not 0", layers: [.dense(Dense(0, .tanh))]),
    Refusal(message: "layer 'wide' needs at least 1 unit, not -1", layers: [.dense(Dense(-1, .tanh, name: "wide"))]),
    Refusal(
      message: "layer '1' has 3 units and 2 inputs, but a mask of 2 × 3",
      layers: [.dense(Dense(3, .tanh, mask: ConnectionMask(units: 2, inputs: 3) { _, _ in true }))]),
    Refusal(
      message: "layer 'output' has 1 units and 5 inputs, but a mask of 1 × 3",
      layers: [
        .dense(Dense(3, .tanh)),
        .output(Output(from: ["1", "input"], mask: ConnectionMask(units: 1, inputs: 3) { _, _ in true })),
      ]),
  ]

  static let names: [Refusal] = [
    Refusal(
      message: "the name 'a' is used twice ('input' and 'output' are taken)",
      layers: [.dense(Dense(1, .tanh, name: "a")), .dense(Dense(1, .tanh, name: "a"))]),
    Refusal(
      message: "the name 'input' is used twice ('input' and 'output' are taken)",
      layers: [.dense(Dense(1, .tanh, name: "input"))]),
    Refusal(
      message: "the name 'output' is used twice ('input' and 'output' are taken)",
      layers: [.dense(Dense(1, .tanh, name: "output"))]),
    // A layer without a name is called by its position.
    Refusal(
      message: "the name '2' is used twice ('input' and 'output' are taken)",
      layers: [.dense(Dense(1, .tanh, name: "2")), .dense(Dense(1, .tanh))]),
    Refusal(
      message: "layer '1' names the source 'elsewhere', which is neither the input nor a layer",
      layers: [.dense(Dense(1, .tanh, from: ["elsewhere"]))]),
    Refusal(message: "layer '1' has no source", layers: [.dense(Dense(1, .tanh, from: []))]),
    Refusal(message: "layer '1' names a source twice", layers: [.dense(Dense(1, .tanh, from: ["input", "input"]))]),
  ]

  static let graphs: [Refusal] = [
    Refusal(
      message: "layers form a cycle: a → b → a",
      layers: [.dense(Dense(1, .tanh, name: "a", from: ["b"])), .dense(Dense(1, .tanh, name: "b", from: ["a"]))]),
    Refusal(message: "layers form a cycle: a → a", layers: [.dense(Dense(1, .tanh, name: "a", from: ["input", "a"]))]),
    // The way into a cycle is no part of it.
    Refusal(
      message: "layers form a cycle: c → b → c",
      layers: [
        .dense(Dense(1, .tanh, name: "after", from: ["c"])), .dense(Dense(1, .tanh, name: "c", from: ["b"])),
        .dense(Dense(1, .tanh, name: "b", from: ["input", "c"])), .output(Output(from: ["after"])),
      ]),
    Refusal(
      message: "layer '1' is not the source of any layer",
      layers: [.dense(Dense(1, .tanh)), .output(Output(from: ["input"]))]),
    Refusal(
      message: "a layer receives from the output layer",
      layers: [.dense(Dense(1, .tanh, from: ["output"])), .output(Output(from: ["input"]))]),
  ]

  static let kinds: [Refusal] = [
    Refusal(message: "layer '1': softmax is for the output layer", layers: [.dense(Dense(2, .softmax))]),
    Refusal(
      message: "a network has one output layer, but two are described",
      layers: [.output(Output(.tanh)), .output(Output(.sin))]),
    Refusal(
      message: "basis functions come first, before every layer",
      layers: [.dense(Dense(2, .tanh)), .basisFunctions(.polynomial(degree: 2))]),
    Refusal(
      message: "basis functions come first, before every layer",
      layers: [.basisFunctions(.polynomial(degree: 2)), .basisFunctions(.polynomial(degree: 2))]),
    Refusal(
      message: "basis functions: a polynomial of degree 0 has no basis functions",
      layers: [.basisFunctions(.polynomial(degree: 0))]),
    Refusal(
      message: "basis functions: the centres of the Gaussians have 3 coordinates, but there are 2 inputs",
      layers: [.basisFunctions(.gaussian(centers: Matrix([[1, 2, 3]]), width: 1))]),
    Refusal(
      message: "basis functions: a width of 0.0 is not positive",
      layers: [.basisFunctions(.gaussian(centers: Matrix([[1, 2]]), width: 0))]),
    Refusal(
      message: "basis functions: a width of nan is not positive",
      layers: [.basisFunctions(.sigmoid(centers: [0], width: .nan))]),
    Refusal(
      message: "basis functions: there are no basis functions",
      layers: [.basisFunctions(.sigmoid(centers: [], width: 1))]),
    Refusal(
      message: "basis functions: a period of -1.0 is not positive",
      layers: [.basisFunctions(.fourier(harmonics: 1, period: -1))]),
    Refusal(
      message: "basis functions: there are no basis functions",
      layers: [.basisFunctions(.fourier(harmonics: 0, period: 1))]),
  ]

  @Test(arguments: sizes + names + graphs + kinds)
  func isRefused(refusal: Refusal) {
    let error = #expect(throws: ArchitectureError.self) {
      _ = try Architecture(
        inputs: refusal.inputs, likelihood: refusal.likelihood, specifications: refusal.layers)
    }
    #expect(error?.description == refusal.message)
  }
}
