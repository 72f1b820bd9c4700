extension BasisFunctions {
  /// Several sets of functions, one after the other.
  public static func joined(_ parts: [BasisFunctions]) -> BasisFunctions { BasisFunctions(JoinedBasis(parts: parts)) }
}

/// Several sets, one after the other.
struct JoinedBasis: BuiltInBasis {
  static let name = "joined"

  let parts: [BasisFunctions]

  func count(inputs: Int) -> Int { parts.reduce(0) { $0 + $1.count(inputs: inputs) } }

  func estimatedCount(inputs: Double) -> Double { parts.reduce(0) { $0 + $1.estimatedCount(inputs: inputs) } }

  func ranges(inputs: Int) -> [ClosedRange<Double>?] {
    parts.reduce(unlimited(inputs)) { BasisFunctions.common($0, $1.ranges(inputs: inputs)) }
  }

  func problem(inputs: Int) -> String? { parts.lazy.compactMap { $0.problem(inputs: inputs) }.first }

  func names(inputs: [String]) -> [String] { parts.flatMap { $0.names(inputs: inputs) } }

  func c(_ n: inout CNumbers) -> String? {
    var text: [String] = []
    for part in parts {
      guard let own = part.kind.c(&n) else { return nil }
      text.append(own)
    }
    return text.joined(separator: "\n")
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    var values: [BasisOperators.Value] = []
    for part in parts where part.count(inputs: n.inputs) > 0 {
      guard let value = part.kind.operators(&n) else { return nil }
      values.append(value)
    }
    return n.joined(values, axis: 1)
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    for part in parts { part.evaluate(x, into: features.next(part.count(inputs: x.count))) }
  }
}
