extension BasisFunctions: Codable {
  private enum CodingKeys: CodingKey {
    case kind
  }

  /// Reads basis functions; functions of the user's own come from the decoder's `CustomFunctions`.
  public init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .kind)
    if let kind = Self.kinds.first(where: { $0.name == name }) {
      self.init(try kind.init(from: decoder))
    } else {
      self = .custom(
        try CustomFunctions.find(
          name, among: decoder.customFunctions.basisFunctions, named: { $0.name }, builtIn: Self.kinds.map { $0.name },
          part: "basisFunctions"))
    }
  }

  /// Writes the kind and its numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(kind.name, forKey: .kind)
    if let builtIn = kind as? any BuiltInBasis {
      try builtIn.encode(to: encoder)
    } else {
      try encoder.check(kind.name, isFree: !Self.kinds.contains { $0.name == kind.name })
    }
  }
}
