/// One layer of an architecture as JSON; see the `Codable` conformance of `Architecture`.
struct LayerDescription {
  static let outputName = "output"

  var name: String
  var units: Int
  var activation: Activation
  var sources: [String]
  var hasBias: Bool
  /// The rows of the mask, a character for each connection.
  var mask: [String]?

  init(_ layer: Layer, in architecture: Architecture) {
    name = layer.name
    units = layer.units
    activation = layer.activation
    sources = layer.blocks.map { $0.source.map { architecture.layers[$0].name } ?? Source.input.name }
    hasBias = layer.biasOffset != nil
    mask = layer.mask.map { mask in
      (0..<mask.units).map { j in
        String(mask.connected[j * mask.inputs..<(j + 1) * mask.inputs].map { $0 ? "1" : "0" })
      }
    }
  }

  /// The layer as the initialiser of `Architecture` takes it.
  ///
  /// - Parameter hasOffset: Whether the network has offsets, which the output layer brings.
  func specification(hasOffset: Bool) throws(ModelFileError) -> LayerSpecification {
    let sources = sources.map { Source(stringLiteral: $0) }
    let mask = try connectionMask()
    guard name != Self.outputName else {
      return .output(Output(activation, from: sources, bias: hasBias, mask: mask, offset: hasOffset))
    }
    return .dense(Dense(units, activation, name: name, from: sources, bias: hasBias, mask: mask))
  }

  private func connectionMask() throws(ModelFileError) -> ConnectionMask? {
    guard let mask else { return nil }
    let columns = mask.first?.utf8.count ?? 0
    for (j, row) in mask.enumerated() {
      guard row.utf8.count == columns, row.utf8.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") })
      else {
        throw ModelFileError(
          .invalidDescription, part: "layer '\(name)', mask, row \(j)",
          expected: "\(columns) characters 0 or 1, as in the first row", found: "'\(row.prefix(40))'")
      }
    }
    return ConnectionMask(
      units: mask.count, inputs: columns, connected: mask.flatMap { $0.utf8.map { $0 == UInt8(ascii: "1") } })
  }
}

extension LayerDescription: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, units, activation, parameter, sources
    case hasBias = "bias"
    case mask
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    units = try container.decode(Int.self, forKey: .units)
    let function = try container.decode(String.self, forKey: .activation)
    let parameter = try container.decodeIfPresent(Double.self, forKey: .parameter)
    activation = try Activation(function, parameter, decoder.customFunctions, part: "layer '\(name)', activation")
    sources = try container.decode([String].self, forKey: .sources)
    hasBias = try container.decode(Bool.self, forKey: .hasBias)
    mask = try container.decodeIfPresent([String].self, forKey: .mask)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(units, forKey: .units)
    try activation.checkName(encoder)
    try container.encode(activation.name, forKey: .activation)
    try container.encodeIfPresent(activation.parameter, forKey: .parameter)
    try container.encode(sources, forKey: .sources)
    try container.encode(hasBias, forKey: .hasBias)
    try container.encodeIfPresent(mask, forKey: .mask)
  }
}

// MARK: - Names of activation functions

extension Activation {
  /// The function of this name, built in or among the functions given.
  init(_ name: String, _ parameter: Double?, _ custom: CustomFunctions, part: String) throws(ModelFileError) {
    if let builtIn = Activation(name: name, parameter: parameter) {
      guard parameter == nil || builtIn.parameter != nil else {
        throw ModelFileError(
          .unexpected, part: part, expected: "no parameter for '\(name)'", found: "\(parameter ?? 0)")
      }
      self = builtIn
      return
    }
    let known = Activation.elementwise.map(\.name) + [Activation.softmax.name]
    self = .custom(
      CustomActivation(
        try CustomFunctions.find(name, among: custom.activations, named: { $0.name }, builtIn: known, part: part)))
  }

  /// Throws where a function of the user's own could not be told from a built-in one.
  func checkName(_ encoder: any Encoder) throws {
    if case .custom(let function) = self {
      try encoder.check(function.name, isFree: Activation(name: function.name) == nil)
    }
  }
}

extension Encoder {
  /// Throws unless the name of a user's function is free.
  func check(_ name: String, isFree: Bool) throws {
    guard isFree else {
      throw EncodingError.invalidValue(
        name,
        EncodingError.Context(
          codingPath: codingPath, debugDescription: "your function '\(name)' has the name of a built-in one"))
    }
  }
}
