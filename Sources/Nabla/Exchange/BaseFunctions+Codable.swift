extension BaseFunctions: Codable {
  private enum CodingKeys: CodingKey {
    case kind, degree, centres, width, harmonics, period
  }

  private static let builtIn = ["polynomial", "gaussian", "sigmoid", "fourier"]

  /// Reads base functions; functions of the user's own come from the decoder's `CustomFunctions`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let kind = try container.decode(String.self, forKey: .kind)
    switch kind {
    case "polynomial":
      self = .polynomial(degree: try container.decode(Int.self, forKey: .degree))
    case "gaussian":
      let centres = try container.decode([[Double]].self, forKey: .centres)
      guard centres.allSatisfy({ $0.count == centres[0].count }) else {
        throw DecodingError.dataCorruptedError(
          forKey: .centres, in: container, debugDescription: "centres with different numbers of coordinates")
      }
      self = .gaussian(centres: Matrix(centres), width: try container.decode(Double.self, forKey: .width))
    case "sigmoid":
      let centres = try container.decode([Double].self, forKey: .centres)
      self = .sigmoid(centres: centres, width: try container.decode(Double.self, forKey: .width))
    case "fourier":
      let harmonics = try container.decode(Int.self, forKey: .harmonics)
      self = .fourier(harmonics: harmonics, period: try container.decode(Double.self, forKey: .period))
    default:
      self = .custom(
        try CustomFunctions.find(
          kind, among: decoder.customFunctions.baseFunctions, named: { $0.name }, builtIn: Self.builtIn,
          part: "baseFunctions"))
    }
  }

  /// Writes the kind and its numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    switch kind {
    case .polynomial(let degree):
      try container.encode("polynomial", forKey: .kind)
      try container.encode(degree, forKey: .degree)
    case .gaussian(let centres, let width):
      try container.encode("gaussian", forKey: .kind)
      try container.encode((0..<centres.rows).map { Array(centres[row: $0]) }, forKey: .centres)
      try container.encode(width, forKey: .width)
    case .sigmoid(let centres, let width):
      try container.encode("sigmoid", forKey: .kind)
      try container.encode(centres, forKey: .centres)
      try container.encode(width, forKey: .width)
    case .fourier(let harmonics, let period):
      try container.encode("fourier", forKey: .kind)
      try container.encode(harmonics, forKey: .harmonics)
      try container.encode(period, forKey: .period)
    case .custom(let custom):
      try encoder.check(custom.functions.name, isFree: !Self.builtIn.contains(custom.functions.name))
      try container.encode(custom.functions.name, forKey: .kind)
    }
  }
}
