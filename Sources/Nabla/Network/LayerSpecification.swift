/// Where a layer receives from.
public enum Source: Sendable, Hashable, ExpressibleByStringLiteral {
  /// The network's input x, or φ(x) where the network has basis functions.
  case input
  /// The layer of this name.
  case layer(String)

  /// The layer of this name; `"input"` is the input.
  public init(stringLiteral name: String) {
    self = name == "input" ? .input : .layer(name)
  }

  /// `input`, or the layer's name.
  public var name: String {
    switch self {
    case .input: "input"
    case .layer(let name): name
    }
  }
}

/// Which of a layer's connections exist: a units × inputs pattern, true where there is a weight.
///
/// The columns run over all units that the layer receives from, source by source in order of connection.
public struct ConnectionMask: Sendable, Hashable {
  /// The number of units of the layer.
  public let units: Int
  /// The number of units that the layer receives from.
  public let inputs: Int
  /// `units * inputs` flags, unit by unit.
  public let connected: [Bool]

  /// A mask from its flags, unit by unit.
  ///
  /// - Precondition: `connected.count == units * inputs`.
  public init(units: Int, inputs: Int, connected: [Bool]) {
    precondition(
      connected.count == units * inputs,
      "a \(units) × \(inputs) mask has \(units * inputs) flags, not \(connected.count)")
    self.units = units
    self.inputs = inputs
    self.connected = connected
  }

  /// A mask from a rule: whether unit j is connected with input i.
  public init(units: Int, inputs: Int, where isConnected: (_ unit: Int, _ input: Int) -> Bool) {
    self.init(
      units: units, inputs: inputs,
      connected: (0..<units).flatMap { j in (0..<inputs).map { i in isConnected(j, i) } })
  }

  /// Every connection, also where a likelihood would leave some out by default.
  static func full(units: Int, inputs: Int) -> ConnectionMask {
    ConnectionMask(units: units, inputs: inputs, connected: Array(repeating: true, count: units * inputs))
  }
}

/// A hidden layer z = h(W z_source + b) of learnable weights.
public struct Dense: Sendable, Hashable {
  /// The number of units.
  public var units: Int
  /// The activation function h.
  public var activation: Activation
  /// The name that other layers call it by; by default its position, `"1"`, `"2"`, ….
  public var name: String?
  /// The layers it receives from; by default the layer before it, or the input.
  public var sources: [Source]?
  /// Whether its units have a bias.
  public var hasBias: Bool
  /// Which of its connections exist; all of them by default.
  public var mask: ConnectionMask?

  /// A layer of `units` units with the function `activation`.
  public init(
    _ units: Int, _ activation: Activation, name: String? = nil, from sources: [Source]? = nil, bias: Bool = true,
    mask: ConnectionMask? = nil
  ) {
    self.units = units
    self.activation = activation
    self.name = name
    self.sources = sources
    self.hasBias = bias
    self.mask = mask
  }
}

/// What to change about the output layer, which the likelihood brings: its sources, its activation, bias or mask.
public struct Output: Sendable, Hashable {
  /// The activation; by default the likelihood's canonical one.
  public var activation: Activation?
  /// The layers it receives from; by default the last hidden layer, or the input.
  public var sources: [Source]?
  /// Whether its units have a bias.
  public var hasBias: Bool
  /// Which of its connections exist; all of them by default.
  public var mask: ConnectionMask?
  /// Whether the last inputs, one for each target, are offsets: see `Architecture.offsets`.
  public var hasOffset: Bool

  /// An output layer that differs from the default in what is given.
  public init(
    _ activation: Activation? = nil, from sources: [Source]? = nil, bias: Bool = true, mask: ConnectionMask? = nil,
    offset: Bool = false
  ) {
    self.activation = activation
    self.sources = sources
    self.hasBias = bias
    self.mask = mask
    self.hasOffset = offset
  }
}

/// One line of a network's description: basis functions, a hidden layer or changes to the output layer.
public enum LayerSpecification: Sendable, Hashable {
  case basisFunctions(BasisFunctions)
  case dense(Dense)
  case output(Output)
}

/// Collects the layers of a network's description.
@resultBuilder
public enum LayerBuilder {
  /// Basis functions.
  public static func buildExpression(_ functions: BasisFunctions) -> [LayerSpecification] {
    [.basisFunctions(functions)]
  }
  /// A hidden layer.
  public static func buildExpression(_ layer: Dense) -> [LayerSpecification] { [.dense(layer)] }
  /// Changes to the output layer.
  public static func buildExpression(_ output: Output) -> [LayerSpecification] { [.output(output)] }
  /// A ready list.
  public static func buildExpression(_ list: [LayerSpecification]) -> [LayerSpecification] { list }
  /// A sequence of parts.
  public static func buildBlock(_ parts: [LayerSpecification]...) -> [LayerSpecification] { parts.flatMap { $0 } }
  /// A loop.
  public static func buildArray(_ parts: [[LayerSpecification]]) -> [LayerSpecification] { parts.flatMap { $0 } }
  /// An `if` without `else`.
  public static func buildOptional(_ part: [LayerSpecification]?) -> [LayerSpecification] { part ?? [] }
  /// The first branch of an `if`.
  public static func buildEither(first part: [LayerSpecification]) -> [LayerSpecification] { part }
  /// The other branch of an `if`.
  public static func buildEither(second part: [LayerSpecification]) -> [LayerSpecification] { part }
}
