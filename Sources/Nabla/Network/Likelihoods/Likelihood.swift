/// What a network's outputs are modelled to be: the distribution of the targets, and with it the error function.
///
/// The error of one example is its negative log-likelihood, up to a constant:
///
/// | likelihood | E(y, t) | canonical output activation |
/// | --- | --- | --- |
/// | `gaussian` | ½‖y − t‖², the variance σ² kept apart | identity |
/// | `bernoulli` | −Σ t ln y + (1 − t) ln(1 − y) | sigmoid |
/// | `categorical` | −Σ t_k ln y_k | softmax |
///
/// With the canonical activation the error signal ∂E/∂a at the output is y − t, and everything is computed from the
/// pre-activations a, without overflow. Another output activation may be named in `Output`; then the derivatives go
/// through y by the chain rule, and y must lie where the logarithms exist.
///
/// Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.2.
public struct Likelihood: Sendable {
  /// The family of the distribution.
  public enum Family: Sendable, Hashable {
    case gaussian
    case bernoulli
    case categorical
    /// An error function of the user's own.
    case custom(CustomError)
  }

  /// The family of the distribution.
  public let family: Family
  /// The number of outputs K.
  public let outputs: Int
  /// The output activation that belongs to the likelihood.
  public let canonicalActivation: Activation
  /// What all else asks.
  let kind: any LikelihoodKind

  init(_ family: Family, outputs: Int) {
    let kind = family.kind
    self.init(family, kind, outputs: outputs, activation: kind.canonicalActivation ?? .identity)
  }

  init(_ family: Family, _ kind: any LikelihoodKind, outputs: Int, activation: Activation) {
    self.family = family
    self.kind = kind
    self.outputs = outputs
    canonicalActivation = activation
  }

  /// Normal targets with a common variance: regression. One output unless `outputs` says otherwise.
  public static func gaussian(outputs: Int) -> Likelihood { Likelihood(.gaussian, outputs: outputs) }

  /// Normal targets, one output.
  public static var gaussian: Likelihood { .gaussian(outputs: 1) }

  /// Targets in {0, 1} (or probabilities), independent of each other.
  public static func bernoulli(outputs: Int) -> Likelihood { Likelihood(.bernoulli, outputs: outputs) }

  /// A binary target, one output.
  public static var bernoulli: Likelihood { .bernoulli(outputs: 1) }

  /// One class out of `classes`; targets are class indices, or rows of class probabilities.
  public static func categorical(classes: Int) -> Likelihood { Likelihood(.categorical, outputs: classes) }

  /// An error function of the user's own, with the activation of the output layer.
  public static func custom(
    _ error: any ErrorFunction, outputs: Int, activation: Activation = .identity
  ) -> Likelihood {
    let family = Family.custom(CustomError(error))
    return Likelihood(family, family.kind, outputs: outputs, activation: activation)
  }

  /// The name in files and on the command line.
  public var name: String { kind.name }

  /// The error function of the user's own, where it is one.
  var customError: CustomError? { (kind as? CustomLikelihood)?.error }

  /// Whether, with this output activation, δ = y − t.
  func isCanonical(with activation: Activation) -> Bool { kind.canonicalActivation == activation }
}

extension Likelihood.Family {
  /// The families that files and the command line may name.
  static let builtIn: [Likelihood.Family] = [.gaussian, .bernoulli, .categorical]

  /// The one place that knows which family is which: what else depends on the family asks its `LikelihoodKind`.
  var kind: any LikelihoodKind {
    switch self {
    case .gaussian: GaussianLikelihood()
    case .bernoulli: BernoulliLikelihood()
    case .categorical: CategoricalLikelihood()
    case .custom(let error): CustomLikelihood(error: error)
    }
  }
}

extension Likelihood: Hashable {
  /// Whether both are of one family, with as many outputs and one output activation.
  public static func == (left: Likelihood, right: Likelihood) -> Bool {
    left.family == right.family && left.outputs == right.outputs
      && left.canonicalActivation == right.canonicalActivation
  }

  /// Hashes the family, the number of outputs and the activation.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(family)
    hasher.combine(outputs)
    hasher.combine(canonicalActivation)
  }
}
