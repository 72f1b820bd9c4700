extension Likelihood: Codable {
  private enum CodingKeys: CodingKey {
    case family, outputs, activation, parameter, heads
  }

  /// Reads a likelihood; an error function of the user's own comes from the decoder's `CustomFunctions`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let outputs = try container.decode(Int.self, forKey: .outputs)
    let family = try container.decode(String.self, forKey: .family)
    guard !container.contains(.heads) else {
      self = try Self.heads(in: container.decode([DescribedHead].self, forKey: .heads), named: family, outputs: outputs)
      return
    }
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

  /// Writes the family's name with its parameters and the number of outputs, the heads where it has some, and for an error function of the user's own the activation that
  /// belongs to it.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if let heads {
      try container.encode(kind.name, forKey: .family)
      try container.encode(outputs, forKey: .outputs)
      return try container.encode(
        heads.map { DescribedHead(likelihood: $0.likelihood, weight: $0.weight) }, forKey: .heads)
    }
    try container.encode(name, forKey: .family)
    try container.encode(outputs, forKey: .outputs)
    guard customError != nil else { return }
    try encoder.check(name, isFree: !Self.names.contains(name))
    try canonicalActivation.checkName(encoder)
    try container.encode(canonicalActivation.name, forKey: .activation)
    try container.encodeIfPresent(canonicalActivation.parameter, forKey: .parameter)
  }
}

/// One head in a file.
private struct DescribedHead: Codable {
  let likelihood: Likelihood
  let weight: Double
}

extension Likelihood {
  /// The likelihood of heads that a file describes.
  private static func heads(
    in described: [DescribedHead], named name: String, outputs: Int
  ) throws(ModelFileError) -> Likelihood {
    func check(_ isRight: Bool, _ part: String, _ expected: String, _ found: String) throws(ModelFileError) {
      guard isRight else {
        throw ModelFileError(.invalidDescription, part: "likelihood, \(part)", expected: expected, found: found)
      }
    }
    try check(name == "heads" && !described.isEmpty, "heads", "a likelihood 'heads' that has some", "'\(name)'")
    for (h, head) in described.enumerated() {
      let (likelihood, part) = (head.likelihood, "head \(h)")
      try check(head.weight > 0 && head.weight.isFinite, part, "a positive weight", "\(head.weight)")
      try check(likelihood.canBeHead, part, "a built-in likelihood", "'\(likelihood.name)'")
      try check(
        likelihood.fitsOutputs && likelihood.outputs <= 1 << 30, part, "as many outputs as its likelihood has",
        "\(likelihood.outputs)")
    }
    let result = Likelihood.heads(described.map { Head($0.likelihood, weight: $0.weight) })
    try check(result.outputs == outputs, "outputs", "\(result.outputs), as many as the heads have", "\(outputs)")
    return result
  }

  /// Whether there may be so many outputs.
  private var fitsOutputs: Bool { outputs >= fewestOutputs && outputs.isMultiple(of: outputsPerTarget) }
}
