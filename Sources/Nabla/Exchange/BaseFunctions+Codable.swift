extension BaseFunctions: Codable {
  private enum CodingKeys: CodingKey {
    case kind, degree, centres, width, harmonics, period, recurrences, breakpoints, edges, order, parts
  }

  private static let builtIn = [
    "polynomial", "recurrence", "gaussian", "sigmoid", "fourier", "b-spline", "indicator", "interactions", "joined",
    "product",
  ]

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
    case "recurrence":
      let recurrences = try container.decode([PolynomialRecurrence.Coefficients].self, forKey: .recurrences)
      self.init(kind: .recurrence(PolynomialRecurrence(coefficients: recurrences)))
    case "b-spline":
      let degree = try container.decode(Int.self, forKey: .degree)
      self = .bSpline(degree: degree, breakpoints: try container.decode([Double].self, forKey: .breakpoints))
    case "indicator":
      self = .indicator(edges: try container.decode([Double].self, forKey: .edges))
    case "interactions":
      self = .interactions(order: try container.decode(Int.self, forKey: .order))
    case "joined":
      self = .joined(try container.decode([BaseFunctions].self, forKey: .parts))
    case "product":
      let parts = try container.decode([BaseFunctions].self, forKey: .parts)
      guard parts.count == 2 else {
        throw DecodingError.dataCorruptedError(
          forKey: .parts, in: container, debugDescription: "a product of \(parts.count) sets of functions, not of 2")
      }
      self = .product(parts[0], parts[1])
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
    case .recurrence(let recurrence):
      try container.encode("recurrence", forKey: .kind)
      try container.encode(recurrence.coefficients, forKey: .recurrences)
    case .bSpline(let degree, let breakpoints):
      try container.encode("b-spline", forKey: .kind)
      try container.encode(degree, forKey: .degree)
      try container.encode(breakpoints, forKey: .breakpoints)
    case .indicator(let edges):
      try container.encode("indicator", forKey: .kind)
      try container.encode(edges, forKey: .edges)
    case .interactions(let order):
      try container.encode("interactions", forKey: .kind)
      try container.encode(order, forKey: .order)
    case .joined(let parts):
      try container.encode("joined", forKey: .kind)
      try container.encode(parts, forKey: .parts)
    case .product(let first, let second):
      try container.encode("product", forKey: .kind)
      try container.encode([first, second], forKey: .parts)
    case .custom(let custom):
      try encoder.check(custom.functions.name, isFree: !Self.builtIn.contains(custom.functions.name))
      try container.encode(custom.functions.name, forKey: .kind)
    }
  }
}
