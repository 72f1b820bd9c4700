/// Fixed basis functions φ(x): a first layer without parameters, so that y = f(wᵀφ(x)) is linear in its parameters.
///
/// The constant function is left out, since the next layer's bias stands for it. What the network's other layers call
/// their input is then φ(x).
///
/// Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 3.1.
public struct BasisFunctions: Sendable {
  let kind: any BasisKind

  init(_ kind: some BasisKind) {
    assert(
      kind is CustomBasis || Self.kinds.contains { $0.name == kind.name }, "'\(kind.name)' could not be read again")
    self.kind = kind
  }

  /// The number of functions on `inputs` inputs.
  public func count(inputs: Int) -> Int { kind.count(inputs: inputs) }

  /// About how many functions there are, for descriptions that may claim anything: no overflow, no work.
  package func estimatedCount(inputs: Double) -> Double { kind.estimatedCount(inputs: inputs) }

  /// Names of the functions in a report, from the names of the inputs: `x`, `x^2`, `sin(2x)`, ….
  package func names(inputs: [String]) -> [String] { kind.names(inputs: inputs) }

  /// The range of each input beyond which the functions only go on as they end: from the first to the last breakpoint of
  /// splines, the intersection of several; nil where there is none.
  package func ranges(inputs: Int) -> [ClosedRange<Double>?] { kind.ranges(inputs: inputs) }

  /// The intersection of two sets' ranges.
  static func common(_ a: [ClosedRange<Double>?], _ b: [ClosedRange<Double>?]) -> [ClosedRange<Double>?] {
    zip(a, b).map { a, b in
      guard let a, let b else { return a ?? b }
      return a.overlaps(b) ? a.clamped(to: b) : a
    }
  }

  /// What is wrong with these functions on `inputs` inputs, or `nil`.
  func problem(inputs: Int) -> String? {
    if let problem = kind.problem(inputs: inputs) { return problem }
    // Before anything is counted in whole numbers, which could overflow: a file may claim any size.
    let estimate = estimatedCount(inputs: Double(inputs))
    guard estimate < Self.most else { return "\(estimate) basis functions are too many" }
    return count(inputs: inputs) > 0 ? nil : "there are no basis functions"
  }

  /// Beyond this, sizes are mistakes, and products of them overflow.
  private static let most = 0x1p48
}

extension BasisFunctions: Hashable {
  /// Whether both are of one kind with the same numbers.
  public static func == (left: BasisFunctions, right: BasisFunctions) -> Bool { left.kind.equals(right.kind) }

  /// Hashes the kind and its numbers.
  public func hash(into hasher: inout Hasher) { kind.hash(into: &hasher) }
}
