/// A feed-forward neural network: an architecture and its parameters.
///
/// A generalized linear model y = f(wᵀφ(x)) is a network without hidden layers; layers make the basis functions
/// learnable; a layer may receive from several earlier ones. All of it is this one type, and every derivative is exact.
///
/// ```swift
/// // y = softmax(W³ tanh(W² tanh(W¹x + b¹) + b²) + b³)
/// var network = Network<Float>(inputs: 784, likelihood: .categorical(classes: 10)) {
///   Dense(256, .tanh)
///   Dense(128, .tanh)
/// }
/// network.initialize(.glorot, seed: 1)
/// let y = network.predict(x)
/// ```
///
/// A network is a value: copies are independent, and any number of tasks may use one at the same time.
public struct Network<Scalar: RealScalar>: Sendable {
  /// The layers and where their parameters lie.
  public let architecture: Architecture

  /// All parameters w in one vector, in the order that `Architecture` documents.
  ///
  /// Masked weights are set to 0 whatever is assigned to them.
  ///
  /// - Precondition: the number of parameters stays the same.
  public var parameters: [Scalar] {
    get { storage }
    set {
      precondition(
        newValue.count == architecture.parameterCount,
        "the network has \(architecture.parameterCount) parameters, not \(newValue.count)")
      storage = newValue
      clearMasked()
    }
  }

  /// The variance σ² of the targets around the outputs of a Gaussian network, by maximum likelihood, once it was fitted.
  public var noiseVariance: Double?

  /// Which backend computes, and on how many threads.
  public var execution: Execution

  private var storage: [Scalar]

  /// Changes the parameters in place; masked weights stay 0.
  mutating func updateParameters(_ change: (inout MutableSpan<Scalar>) -> Void) {
    var span = storage.mutableSpan
    change(&span)
    clearMasked()
  }

  private mutating func clearMasked() {
    guard !architecture.storage.maskedRanges.isEmpty else { return }
    storage.withUnsafeMutableBufferPointer { architecture.clearMasked($0.baseAddress!) }
  }

  /// A network with the layers of the description, all parameters zero.
  ///
  /// The output layer comes from the likelihood: its units, and its canonical activation.
  ///
  /// - Precondition: the description is that of a feed-forward network; the message says what is wrong. Use
  ///   `init(_ architecture:)` with `Architecture`'s throwing initialiser for descriptions that are data.
  public init(
    inputs: Int, likelihood: Likelihood, execution: Execution = Execution(),
    @LayerBuilder layers: () -> [LayerSpecification] = { [] }
  ) {
    do {
      let architecture = try Architecture(inputs: inputs, likelihood: likelihood, specifications: layers())
      self.init(architecture, execution: execution)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// A network of this architecture, all parameters zero.
  public init(_ architecture: Architecture, execution: Execution = Execution()) {
    self.architecture = architecture
    self.execution = execution
    self.storage = Array(repeating: 0, count: architecture.parameterCount)
  }

  /// The same network in another precision, its parameters rounded to nearest.
  public init<Other: RealScalar>(_ other: Network<Other>) {
    self.init(other.architecture, execution: other.execution)
    storage = other.storage.map { Scalar($0) }
    noiseVariance = other.noiseVariance
  }
}

extension Network: CustomStringConvertible {
  /// The layers, one a line, and the number of parameters.
  public var description: String {
    let count = architecture.offsets
    let offsets = count == 0 ? "" : count == 1 ? ", the last one an offset" : ", the last \(count) offsets"
    var lines = ["\(architecture.inputs) inputs\(offsets)"]
    if architecture.basisFunctions != nil {
      lines.append("\(architecture.features) basis functions")
    }
    for layer in architecture.layers {
      let sources = layer.blocks.map { $0.source.map { architecture.layers[$0].name } ?? "input" }
      let line = "\(layer.name): \(layer.units) \(layer.activation.name) from \(sources.joined(separator: ", "))"
      lines.append(line.visible)
    }
    lines.append("\(architecture.likelihood.name.visible) likelihood, \(architecture.parameterCount) parameters")
    return lines.joined(separator: "\n")
  }
}
