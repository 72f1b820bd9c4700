/// How strongly weights, but not biases, are drawn to 0: the λ of E(w) + ½ λ Σ w², or of E(w) + ½ λ Σ s² w² with the standard
/// deviation s of each weight's column, which acts on all weights alike whatever the units of the inputs.
///
/// Like the error, λ grows with the number of examples and their weights. Without a bias s is the root of the mean square.
/// The report is in the units of the data either way.
public enum Ridge: Sendable, Hashable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// No ridge.
  case none
  /// The λ of ½ λ Σ w², as given.
  case strength(Double)
  /// The λ of ½ λ Σ s² w², as given: the ridge of columns that are standardized first.
  case standardized(Double)
  /// The candidate with the smallest error on examples left out, in `folds` parts drawn by the seed; classes are dealt evenly
  /// to the parts.
  ///
  /// The penalty acts on standardized columns unless `standardized` is false. Without candidates they are 10⁻⁸ … 10² times Σ v,
  /// the sum of squares of a standardized column under weights v, two to a decade, and more at an end where the error
  /// still falls. ``FitSummary/crossValidation`` has the error of each.
  case crossValidated(folds: Int = 10, candidates: [Double]? = nil, standardized: Bool = true, seed: UInt64 = 1)

  /// λ as given.
  public init(floatLiteral value: Double) { self = .strength(value) }
  /// λ as given.
  public init(integerLiteral value: Int) { self = .strength(Double(value)) }

  /// Whether weights are drawn to 0 at all.
  var isPositive: Bool {
    switch self {
    case .none: false
    case .strength(let value), .standardized(let value): value > 0
    case .crossValidated: true
    }
  }

  /// Whether the penalty acts on columns of standard deviation 1.
  var isStandardized: Bool {
    switch self {
    case .none, .strength: false
    case .standardized: true
    case .crossValidated(_, _, let standardized, _): standardized
    }
  }

  /// - Precondition: a strength is finite and at least 0; there are candidates, positive and finite, and 2 folds or more.
  func check() {
    switch self {
    case .none: break
    case .strength(let value), .standardized(let value):
      precondition(value >= 0 && value.isFinite, "a ridge of \(value)")
    case .crossValidated(let folds, let candidates, _, _):
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

/// How much targets vary about their means, var t = φV(y).
public enum Dispersion: Sendable, Hashable {
  /// As the likelihood says: φ = 1 for counts, 1/k for a gamma likelihood of shape k, and the α of a negative binomial one. A
  /// Gaussian likelihood says nothing, and its σ² is always estimated.
  case given
  /// As the data say: φ is Pearson's χ²/(n − p) for Poisson, gamma and binary likelihoods, and standard errors are √φ times as
  /// large and compared with Student's t; for a negative binomial one α is that of the largest likelihood.
  case estimated
  /// As is known of a Gaussian likelihood: σ, the standard deviation of a target of weight 1, as that of a target of weight w is
  /// σ/√w. So targets with standard deviations σᵢ of their own have the weights 1/σᵢ² and σ = 1. Standard errors are compared
  /// with the normal distribution.
  case standardDeviation(Double)
}
