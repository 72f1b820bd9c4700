/// How one column of a table becomes inputs of a network: fitted on training data, and applied to new data by its name.
public struct ColumnEncoder: Sendable, Hashable {
  /// What the column is.
  public enum Kind: Sendable, Hashable {
    /// A number, as it is: one input.
    case number
    /// The natural logarithm of a number above 0, as of an exposure: one input.
    case logarithm
    /// 1 for true and 0 for false: one input.
    case boolean
    /// An input for each level, 1 where the value is that level and 0 elsewhere (one-hot); without one for `reference`, a
    /// place in `levels`, where there is one. Levels that were rare are `pooled`, and share an input after the others.
    case categories(levels: [String], pooled: [String], reference: Int?)
    /// The days since `origin`, in seconds as ``DateNotation/seconds(of:)`` counts them; hours where it is a time: one input.
    case elapsed(DateNotation, origin: Double)
  }

  /// The name of the column; nil where the table had none.
  public let name: String?
  /// What the column is.
  public let kind: Kind
  /// What takes the place of a missing value: a number, 0 or 1, seconds, or the place of a level, with the pooled ones after
  /// the others. Nil where a missing value is refused.
  public let replacement: Double?
  /// Whether another input, the last, is 1 where the value is missing and 0 elsewhere.
  public let hasIndicator: Bool

  /// An encoder with these parts.
  ///
  /// - Precondition: they agree: levels are different, the reference is one of them, and a replacement is a value of the column.
  public init(name: String?, kind: Kind, replacement: Double? = nil, hasIndicator: Bool = false) {
    self.name = name
    self.kind = kind
    self.replacement = replacement
    self.hasIndicator = hasIndicator
    if let problem { preconditionFailure(problem) }
  }

  /// The number of inputs.
  public var width: Int { valueWidth + (hasIndicator ? 1 : 0) }

  /// The number of inputs of the value itself.
  var valueWidth: Int {
    switch kind {
    case .number, .logarithm, .boolean, .elapsed: 1
    case .categories(let levels, let pooled, let reference):
      levels.count + (pooled.isEmpty ? 0 : 1) - (reference == nil ? 0 : 1)
    }
  }

  /// The input of a level by its place, pooled ones after the others; nil for the reference.
  func input(ofLevel place: Int) -> Int? {
    guard case .categories(let levels, _, let reference) = kind else { return nil }
    let place = min(place, levels.count)
    guard let reference else { return place }
    return place == reference ? nil : place < reference ? place : place - 1
  }

  /// The names of the inputs of a column that is called `title`: `sex = male`, `age`, `age is missing`.
  public func inputNames(_ title: String) -> [String] {
    let names: [String] =
      switch kind {
      case .number, .boolean, .elapsed: [title]
      case .logarithm: ["ln \(title)"]
      case .categories(let levels, let pooled, let reference):
        levels.indices.filter { $0 != reference }.map { "\(title) = \(levels[$0])" }
          + (pooled.isEmpty ? [] : ["\(title) = other"])
      }
    return names + (hasIndicator ? ["\(title) is missing"] : [])
  }

  /// Why the parts do not agree; nil where they do.
  var problem: String? {
    var places = 0..<2
    switch kind {
    case .number, .logarithm, .boolean: break
    case .elapsed(_, let origin): if !origin.isFinite { return "an origin that is not finite" }
    case .categories(let levels, let pooled, let reference):
      guard !levels.isEmpty || !pooled.isEmpty else { return "categories without a level" }
      guard Set(levels + pooled).count == levels.count + pooled.count else { return "a level that is there twice" }
      if let reference, !levels.indices.contains(reference) { return "a reference that is no level" }
      places = 0..<levels.count + pooled.count
    }
    guard let replacement else { return hasIndicator ? "an indicator without a replacement" : nil }
    switch kind {
    case .number, .elapsed: return replacement.isFinite ? nil : "a replacement that is not finite"
    case .logarithm: return replacement > 0 && replacement.isFinite ? nil : "a replacement that has no logarithm"
    case .boolean, .categories:
      return places.contains { Double($0) == replacement } ? nil : "a replacement that is no value of the column"
    }
  }
}

extension ColumnEncoder: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, kind, levels, pooled, reference, notation, origin, replacement, indicator
  }

  private enum KindName: String, Codable { case number, logarithm, boolean, categories, elapsed }

  /// Reads an encoder, and refuses one whose parts do not agree.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decodeIfPresent(String.self, forKey: .name)
    switch try container.decode(KindName.self, forKey: .kind) {
    case .number: kind = .number
    case .logarithm: kind = .logarithm
    case .boolean: kind = .boolean
    case .categories:
      kind = .categories(
        levels: try container.decode([String].self, forKey: .levels),
        pooled: try container.decodeIfPresent([String].self, forKey: .pooled) ?? [],
        reference: try container.decodeIfPresent(Int.self, forKey: .reference))
    case .elapsed:
      kind = .elapsed(
        try container.decode(DateNotation.self, forKey: .notation),
        origin: try container.decode(Double.self, forKey: .origin))
    }
    replacement = try container.decodeIfPresent(Double.self, forKey: .replacement)
    hasIndicator = try container.decodeIfPresent(Bool.self, forKey: .indicator) ?? false
    if let problem {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "expected an encoder of a column, found \(problem)")
    }
  }

  /// Writes the encoder.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(name, forKey: .name)
    switch kind {
    case .number: try container.encode(KindName.number, forKey: .kind)
    case .logarithm: try container.encode(KindName.logarithm, forKey: .kind)
    case .boolean: try container.encode(KindName.boolean, forKey: .kind)
    case .categories(let levels, let pooled, let reference):
      try container.encode(KindName.categories, forKey: .kind)
      try container.encode(levels, forKey: .levels)
      if !pooled.isEmpty { try container.encode(pooled, forKey: .pooled) }
      try container.encodeIfPresent(reference, forKey: .reference)
    case .elapsed(let notation, let origin):
      try container.encode(KindName.elapsed, forKey: .kind)
      try container.encode(notation, forKey: .notation)
      try container.encode(origin, forKey: .origin)
    }
    try container.encodeIfPresent(replacement, forKey: .replacement)
    if hasIndicator { try container.encode(true, forKey: .indicator) }
  }
}
