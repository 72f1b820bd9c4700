/// How strongly weights are drawn to 0: the λ of E(w) + ½ λ Σ w², over all weights but not the biases.
public enum Ridge: Sendable, Hashable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// No ridge.
  case none
  /// λ as given.
  case strength(Double)
  /// The candidate with the smallest error on examples left out, in `folds` parts drawn by the seed.
  ///
  /// The candidates are by default 10⁻⁸ … 10² times the sum of squares of a feature, two to a decade: like the error, they
  /// grow with the number of examples. Classes are dealt evenly to the parts.
  case crossValidated(folds: Int = 10, candidates: [Double]? = nil, seed: UInt64 = 1)

  /// λ as given.
  public init(floatLiteral value: Double) { self = .strength(value) }
  /// λ as given.
  public init(integerLiteral value: Int) { self = .strength(Double(value)) }

  /// Whether weights are drawn to 0 at all.
  var isPositive: Bool {
    switch self {
    case .none: false
    case .strength(let value): value > 0
    case .crossValidated: true
    }
  }

  /// - Precondition: a strength is finite and at least 0; there are candidates, positive and finite, and 2 folds or more.
  func check() {
    switch self {
    case .none: break
    case .strength(let value): precondition(value >= 0 && value.isFinite, "a ridge of \(value)")
    case .crossValidated(let folds, let candidates, _):
      precondition(folds >= 2, "cross-validation needs at least 2 folds, not \(folds)")
      guard let candidates else { return }
      precondition(!candidates.isEmpty, "no candidates for the ridge")
      for value in candidates {
        precondition(
          value > 0 && value.isFinite, "\(value) is no candidate for the ridge: it must be positive and finite")
      }
    }
  }
}

/// Which of the equivalent solutions a softmax regression gives: adding one vector to the weights of all classes changes
/// no probability.
public enum SoftmaxForm: Sendable, Hashable {
  /// The weights of this class are 0, and those of the others are log-odds against it.
  case reference(class: Int)
  /// The weights sum to 0 over the classes: the solution of the smallest norm.
  case symmetric
}
