/// How strongly weights are drawn to 0: the λ of E(w) + ½ λ Σ w², over all weights but not the biases.
public enum Ridge: Sendable, Hashable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// No ridge.
  case none
  /// λ as given.
  case strength(Double)
  /// The candidate with the smallest error on examples left out, in `folds` parts drawn by the seed.
  ///
  /// The candidates are by default 10⁻⁸ … 10² times the mean square of a feature, two to a decade.
  case crossValidated(folds: Int = 10, candidates: [Double]? = nil, seed: UInt64 = 1)

  /// λ as given.
  public init(floatLiteral value: Double) { self = .strength(value) }
  /// λ as given.
  public init(integerLiteral value: Int) { self = .strength(Double(value)) }
}

/// Which of the equivalent solutions a softmax regression gives: adding one vector to the weights of all classes changes
/// no probability.
public enum SoftmaxForm: Sendable, Hashable {
  /// The weights of this class are 0, and those of the others are log-odds against it.
  case reference(class: Int)
  /// The weights sum to 0 over the classes: the solution of the smallest norm.
  case symmetric
}
