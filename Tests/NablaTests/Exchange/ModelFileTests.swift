import Foundation
import Nabla
import Testing

struct ModelFileTests {
  /// Networks with everything that a file describes.
  static let architectures: [Architecture] = {
    let mask = ConnectionMask(units: 3, inputs: 4) { unit, input in (unit + input) % 2 == 0 }
    let chain = Network<Double>(inputs: 3, likelihood: .categorical(classes: 4)) {
      for activation in Activation.elementwise { Dense(2, activation) }
      Dense(2, .leakyReLU(slope: 0.3))
      Dense(2, .elu(alpha: 0.5))
    }
    let graph = Network<Double>(inputs: 2, likelihood: .bernoulli(outputs: 2)) {
      Dense(2, .tanh, name: "left", from: [.input])
      Dense(3, .gelu, name: "right", from: [.input, "left"], bias: false, mask: mask)
      Output(.softmax, from: ["right", .input, "left"], bias: false)
    }
    let functions: [BasisFunctions] = [
      .polynomial(degree: 4), .gaussian(centers: Matrix([[0.1, 1.0 / 3], [1e-300, 2]]), width: 0.7),
      .sigmoid(centers: [-1, 0.1], width: 2), .fourier(harmonics: 3, period: 2.5),
    ]
    let fixed = functions.map { functions in
      Network<Double>(inputs: 2, likelihood: .gaussian(outputs: 3)) { functions }.architecture
    }
    return [chain.architecture, graph.architecture, Network<Double>(inputs: 1, likelihood: .gaussian).architecture]
      + fixed
      + (RandomNetworks.further + [RandomNetworks.heads]).map {
        Network<Double>(inputs: 2, likelihood: $0).architecture
      }
  }()

  /// A network with parameters of many magnitudes.
  static func network<S: RealScalar>(_ architecture: Architecture, as _: S.Type = S.self) -> Network<S> {
    var network = Network<S>(architecture)
    var generator = SeededGenerator(seed: 3)
    network.parameters = network.parameters.map { _ in S(generator.normal() * 1e-20) * S(1 << generator.next() % 60) }
    return network
  }

  /// Every part of a model is the same.
  static func expectEqual<S: RealScalar>(_ a: Model<S>, _ b: Model<S>) {
    #expect(a.network.architecture == b.network.architecture)
    #expect(a.network.parameters == b.network.parameters)
    #expect(a.network.noiseVariance == b.network.noiseVariance)
    #expect(a.scaler == b.scaler)
    #expect(a.classNames == b.classNames)
    #expect(a.featureNames == b.featureNames)
    #expect(a.targetNames == b.targetNames)
    #expect(a.notes == b.notes)
  }

  private func roundTrip<S: RealScalar>(_ model: Model<S>, custom: CustomFunctions = CustomFunctions()) throws {
    try TemporaryFolder.with { folder in
      try model.save(to: folder.file("model"))
      try Self.expectEqual(Model<S>(contentsOf: folder.file("model"), custom: custom), model)
    }
  }

  @Test(arguments: architectures)
  func savingAndLoadingKeepsEveryBit(architecture: Architecture) throws {
    try roundTrip(Model(Self.network(architecture, as: Double.self)))
    try roundTrip(Model(Self.network(architecture, as: Float.self)))
  }

  @Test func namesScalerVarianceAndNotesAreKept() throws {
    var network = Self.network(Self.architectures[2], as: Double.self)
    network.noiseVariance = 1.0 / 3
    try roundTrip(
      Model(
        network, scaler: Scaler(means: [0.1], scales: [3]), classNames: ["no", "ÿes, \"so\"\n"], featureNames: [""],
        targetNames: ["t/1"], notes: ["a": "b", "note.x": "\u{1F600}", "": "nothing"]))
  }

  @Test func theOtherPrecisionIsRounded() throws {
    let double = Self.network(Self.architectures[0], as: Double.self)
    let file = try Model(double, scaler: Scaler(means: [0.1, 0, 1], scales: [1, 2, 0.3])).file()
    let single = try Model<Float>(file)
    #expect(single.network.parameters == double.parameters.map { Float($0) })
    #expect(single.scaler?.scales == [1, 2, 0.3])
    // And back, every single number is a double one.
    let back = try Model<Double>(Model(single.network).file())
    #expect(back.network.parameters == double.parameters.map { Double(Float($0)) })
  }

  @Test func equalModelsGiveEqualFiles() throws {
    let network = Self.network(Self.architectures[1], as: Float.self)
    let notes = Dictionary(uniqueKeysWithValues: (0..<20).map { ("note \($0)", "\($0)") })
    #expect(try Model(network, notes: notes).file().bytes() == Model(network, notes: notes).file().bytes())
  }

  @Test func aLoadedModelPredictsTheSame() throws {
    let network = Self.network(Self.architectures[1], as: Double.self)
    let model = Model(network, scaler: Scaler(means: [1, 2], scales: [3, 4]))
    let x = Matrix<Double>([[1, 2], [-3, 0.5]])
    #expect(try Model<Double>(model.file()).predict(x) == model.predict(x))
    #expect(model.predict(x) == network.predict(Matrix([[0, 0], [-4.0 / 3, -0.375]])))
  }

  @Test func functionsOfTheUserAreFoundByName() throws {
    let custom = CustomFunctions(activations: [Cube()], errors: [LogCosh()], basisFunctions: [Corners()])
    let network = Network<Double>(
      inputs: 2, likelihood: .custom(LogCosh(), outputs: 2, activation: .custom(CustomActivation(Cube())))
    ) {
      BasisFunctions.custom(Corners())
      Dense(3, .custom(CustomActivation(Cube())))
    }
    try roundTrip(Model(Self.network(network.architecture, as: Double.self)), custom: custom)

    let file = try Model(network).file()
    let missing = #expect(throws: ModelFileError.self) { try Model<Double>(file) }
    #expect(missing?.kind == .unknownFunction && missing?.expected.hasSuffix("(none was given)") == true)
    let other = #expect(throws: ModelFileError.self) {
      try Model<Double>(file, custom: CustomFunctions(activations: [Cube()], errors: [LogCosh()]))
    }
    #expect(other?.kind == .unknownFunction && other?.found == "'corners'")
  }

  @Test func functionsWithNamesOfBuiltInOnesAreNotSaved() {
    var cube = Cube()
    cube.name = "tanh"
    let network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(1, .custom(CustomActivation(cube))) }
    let found = #expect(throws: ModelFileError.self) { try Model(network).file() }
    #expect(found?.kind == .invalidDescription)
  }

  @Test func parametersThatAreNotFiniteAreNotSaved() throws {
    try TemporaryFolder.with { folder in
      for bad in [Double.nan, .infinity] {
        var network = Network<Double>(inputs: 1, likelihood: .gaussian)
        network.parameters = [1, bad]
        let found = #expect(throws: ModelFileError.self) { try Model(network).save(to: folder.file("model")) }
        #expect(found?.kind == .invalidNumber && found?.part == "tensor 'output.bias'")
        #expect(!FileManager.default.fileExists(atPath: folder.file("model")))
      }
    }
  }

  @Test func partsThatDoNotFitTrap() async {
    await #expect(processExitsWith: .failure) {
      _ = Model(Network<Double>(inputs: 2, likelihood: .gaussian), scaler: Scaler(means: [0], scales: [1]))
    }
    await #expect(processExitsWith: .failure) {
      _ = Model(Network<Double>(inputs: 2, likelihood: .gaussian), featureNames: ["one"])
    }
  }
}

/// Functions of a user's own.
private struct Cube: ActivationExpression {
  var name = "cube"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a * a * a }
}

private struct LogCosh: ErrorExpression {
  let name = "log-cosh"
  func callAsFunction<N: DifferentiableNumber>(_ y: [N], _ t: [N]) -> N {
    zip(y, t).reduce(0) { sum, pair in sum + (pair.0 - pair.1) + softplus(-2 * (pair.0 - pair.1)) }
  }
}

private struct Corners: BasisFunctionSet {
  let name = "corners"
  func count(inputs: Int) -> Int { inputs * inputs }
  func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] { x.flatMap { a in x.map { a * $0 } } }
}
