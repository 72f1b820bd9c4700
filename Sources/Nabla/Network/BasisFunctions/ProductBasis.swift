extension BasisFunctions {
  /// The products φ_i ψ_j of every function of one set with every one of the other, i by i. With the sets themselves, for
  /// surfaces that are not sums: `.joined([a, b, .product(a, b)])`.
  public static func product(_ first: BasisFunctions, _ second: BasisFunctions) -> BasisFunctions {
    BasisFunctions(ProductBasis(first: first, second: second))
  }
}

/// All products of a function of one set and one of another.
struct ProductBasis: BuiltInBasis {
  static let name = "product"

  let first: BasisFunctions
  let second: BasisFunctions

  func count(inputs: Int) -> Int { first.count(inputs: inputs) * second.count(inputs: inputs) }

  func estimatedCount(inputs: Double) -> Double {
    first.estimatedCount(inputs: inputs) * second.estimatedCount(inputs: inputs)
  }

  func ranges(inputs: Int) -> [ClosedRange<Double>?] {
    BasisFunctions.common(first.ranges(inputs: inputs), second.ranges(inputs: inputs))
  }

  func problem(inputs: Int) -> String? { first.problem(inputs: inputs) ?? second.problem(inputs: inputs) }

  func names(inputs: [String]) -> [String] {
    let other = second.names(inputs: inputs)
    return first.names(inputs: inputs).flatMap { a in other.map { "\(a)·\($0)" } }
  }

  func c(_ n: inout CNumbers) -> String? {
    let (a, b) = (n.variable("a"), n.variable("b"))
    let counts = (first.count(inputs: n.inputs), second.count(inputs: n.inputs))
    func block(_ set: BasisFunctions, _ name: String) -> String? {
      set.kind.c(&n).map { "{\n\(n.type) *phi = \(name);\n\($0)\n}" }
    }
    guard let one = block(first, a), let other = block(second, b) else { return nil }
    return """
      {
        \(n.type) \(a)[\(counts.0)], \(b)[\(counts.1)];
        \(one)
        \(other)
        for (int i = 0; i < \(counts.0); i++) {
          for (int j = 0; j < \(counts.1); j++) *phi++ = \(n.product("\(a)[i]", "\(b)[j]"));
        }
      }
      """
  }

  func operators(_ n: inout BasisOperators) -> BasisOperators.Value? {
    guard let a = first.kind.operators(&n), let b = second.kind.operators(&n) else { return nil }
    let (rows, columns) = (first.count(inputs: n.inputs), second.count(inputs: n.inputs))
    let products = n.apply("Mul", n.reshaped(a, [rows, 1]), n.reshaped(b, [1, columns]))
    return n.reshaped(products, [rows * columns])
  }

  @specialized(where N == Double)
  @specialized(where N == Float)
  @specialized(where N == HyperDual<Double>)
  @specialized(where N == HyperDual<Float>)
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into features: inout FeatureWriter<N>) {
    let (m, n) = (first.count(inputs: x.count), second.count(inputs: x.count))
    withUnsafeTemporaryAllocation(of: N.self, capacity: m + n) { factors in
      let (a, b) = (factors.extracting(0..<m), factors.extracting(m..<m + n))
      first.evaluate(x, into: a)
      second.evaluate(x, into: b)
      for i in 0..<m {
        for j in 0..<n { features.put(a[i] * b[j]) }
      }
    }
  }
}

extension ProductBasis {
  private enum CodingKeys: CodingKey {
    case parts
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let parts = try container.decode([BasisFunctions].self, forKey: .parts)
    guard parts.count == 2 else {
      throw DecodingError.dataCorruptedError(
        forKey: .parts, in: container, debugDescription: "a product of \(parts.count) sets of functions, not of 2")
    }
    self.init(first: parts[0], second: parts[1])
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode([first, second], forKey: .parts)
  }
}
