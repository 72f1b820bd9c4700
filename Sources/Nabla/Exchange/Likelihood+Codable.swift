extension Likelihood: Codable {
  private enum CodingKeys: CodingKey {
    case family, outputs, activation, parameter
  }

  /// Reads a likelihood; an error function of the user's own comes from the decoder's `CustomFunctions`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let outputs = try container.decode(Int.self, forKey: .outputs)
    let family = try container.decode(String.self, forKey: .family)
    let builtIn: Likelihood?
    do {
      builtIn = try Likelihood(name: family, targets: 1)
    } catch {
      throw ModelFileError(.invalidNumber, part: "likelihood", expected: error.expected, found: error.found)
    }
    if let builtIn {
      self = builtIn.with(outputs: outputs)
    } else {
      let custom = decoder.customFunctions
      let function = try CustomFunctions.find(
        family, among: custom.errors, named: { $0.name }, builtIn: Self.names, part: "likelihood")
      let activation = try Activation(
        container.decodeIfPresent(String.self, forKey: .activation) ?? Activation.identity.name,
        container.decodeIfPresent(Double.self, forKey: .parameter), custom, part: "likelihood, activation")
      self = .custom(function, outputs: outputs, activation: activation)
    }
  }

  /// Writes the family's name with its parameters and the number of outputs, and for an error function of the user's own the activation that
  /// belongs to it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .family)
    try container.encode(outputs, forKey: .outputs)
    guard customError != nil else { return }
    try encoder.check(name, isFree: !Self.names.contains(name))
    try canonicalActivation.checkName(encoder)
    try container.encode(canonicalActivation.name, forKey: .activation)
    try container.encodeIfPresent(canonicalActivation.parameter, forKey: .parameter)
  }
}
