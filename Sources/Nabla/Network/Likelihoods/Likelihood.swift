/// What a network's outputs are modelled to be: the distribution of the targets, and with it the error function.
///
/// The error of one example is its negative log-likelihood, up to terms without outputs; here for one target t of it, and
/// with the pre-activation a of the output, y = h(a):
///
/// | likelihood | spelling | E | y | ∂E/∂a |
/// | --- | --- | --- | --- | --- |
/// | `gaussian` | `gaussian` | ½(y − t)², the variance σ² kept apart | a | y − t |
/// | `bernoulli` | `bernoulli` | −t ln y − (1 − t) ln(1 − y) | σ(a) | y − t |
/// | `probit` | `probit` | −t ln y − (1 − t) ln(1 − y) | Φ(a), the normal distribution | φ(a)(y − t)/(y(1 − y)) |
/// | `complementaryLogLog` | `cloglog` | the same | 1 − exp(−eᵃ) | eᵃ(y − t)/y |
/// | `categorical` | `categorical` | −Σ t_k ln y_k over the classes | softmax | y_k − t_k |
/// | `poisson` | `poisson` | y − t ln y | eᵃ | y − t |
/// | `gamma`, shape k | `gamma:K` | k(t/y + ln y) | eᵃ | k(1 − t/y) |
/// | `negativeBinomial`, dispersion α | `negative-binomial:ALPHA` | (t + 1/α) ln(1 + αy) − t ln(αy) | eᵃ | (y − t)/(1 + αy) |
/// | `student`, ν and σ | `student:NU,SIGMA` | ½(ν + 1) ln(1 + (t − y)²/(νσ²)) | a | (ν + 1)(y − t)/(νσ² + (t − y)²) |
/// | `huber`, limit c | `huber:C` | ½r², r = t − y, or c(\|r\| − c/2) beyond c | a | −r, at most c |
/// | `quantile`, levels τ | `quantile:TAU,TAU,…` | Σ_τ max(τr, (τ − 1)r), r = t − y_τ | a | −τ for r > 0, 1 − τ for r < 0 |
/// | `heteroscedastic` | `heteroscedastic` | ½(s + (t − μ)²e⁻ˢ) | (μ, s) = a | ((μ − t)e⁻ˢ, ½ − ½(t − μ)²e⁻ˢ) |
/// | `mixture`, M components | `mixture:M` | −ln Σ_m π_m e^(−½(s_m + (t − μ_m)²e^−s_m)), π = softmax(a) | (a, μ, s) | π − γ, γ_m(μ_m − t)e^−s_m, ½γ_m(1 − (t − μ_m)²e^−s_m) |
/// | `ordinal`, K classes | `ordinal:K` | −ln P(t), P(t ≥ k) = σ(η − Σ_{j=2…k} e^c_j) | (η, c₂, …) = a | q − p, −e^c_j(q − p), −dq − d/(eᵈ − 1) |
///
/// `heads` gives parts of the outputs likelihoods of their own: E is the sum of theirs, with weights.
///
/// The spelling, `name`, is what model files and the command line have. Parameters of a likelihood follow after a colon.
///
/// With the output activation of the table, `canonicalActivation`, everything is computed from the pre-activations a, without
/// overflow. Another output activation may be named in `Output`; then the derivatives go through y by the chain rule, and y
/// must lie where E exists.
///
/// Most targets have one output. A target of `quantile` has one for each level, one of `heteroscedastic` two, and one of `mixture`
/// 3M: targets are n × `targets` where outputs are n × `outputs`, those of the first target first.
///
/// Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.2; P. McCullagh and J. A. Nelder,
/// Generalized Linear Models, 1989.
public struct Likelihood: Sendable {
  /// The family of the distribution.
  public enum Family: Sendable, Hashable {
    case gaussian
    case bernoulli
    /// Bernoulli with the probit link.
    case probit
    /// Bernoulli with the complementary log-log link.
    case complementaryLogLog
    case categorical
    case poisson
    case gamma(shape: Double)
    case negativeBinomial(dispersion: Double)
    case student(freedom: Double, scale: Double)
    case huber(limit: Double)
    case quantile(levels: [Double])
    case heteroscedastic
    case mixture(components: Int)
    case ordinal(classes: Int)
    /// Several likelihoods, each of some of the outputs.
    case heads([Head])
    /// An error function of the user's own.
    case custom(CustomError)
  }

  /// The family of the distribution.
  public let family: Family
  /// The number of outputs K.
  public let outputs: Int
  /// The number of targets of an example, which is K but where a target has several outputs.
  public let targets: Int
  /// The output activation that belongs to the likelihood.
  public let canonicalActivation: Activation
  /// What all else asks.
  let kind: any LikelihoodKind

  init(_ family: Family, outputs: Int) {
    let kind = family.kind
    if let form = kind.parameterForm {
      precondition(
        kind.family(with: kind.parameters) != nil,
        "a '\(kind.name)' likelihood with \(kind.parameters) where \(form.expected) were expected")
    }
    self.init(family, kind, outputs: outputs, activation: kind.canonicalActivation ?? .identity)
  }

  init(_ family: Family, _ kind: any LikelihoodKind, outputs: Int, activation: Activation) {
    self.family = family
    self.kind = kind
    self.outputs = outputs
    targets = kind.targets(outputs: outputs)
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

  /// The name in files and on the command line, with the parameters: `student:4,1`.
  public var name: String { kind.spelling }

  /// The error function of the user's own, where it is one.
  var customError: CustomError? { (kind as? CustomLikelihood)?.error }

  /// Whether, with this output activation, everything is computed from the pre-activations.
  func isCanonical(with activation: Activation) -> Bool { kind.canonicalActivation == activation }
}

extension Likelihood.Family {
  /// The families that files and the command line may name.
  /// The parameters of those that have some stand for any.
  static let builtIn: [Likelihood.Family] = [
    .gaussian, .bernoulli, .categorical, .poisson, .gamma(shape: 1), .negativeBinomial(dispersion: 1),
    .student(freedom: 4, scale: 1), .huber(limit: 1), .quantile(levels: [0.5]), .heteroscedastic,
    .probit, .complementaryLogLog, .mixture(components: 2), .ordinal(classes: 3),
  ]

  /// The one place that knows which family is which: what else depends on the family asks its `LikelihoodKind`.
  var kind: any LikelihoodKind {
    switch self {
    case .gaussian: GaussianLikelihood()
    case .bernoulli: BernoulliLikelihood()
    case .probit: ProbitLikelihood()
    case .complementaryLogLog: ComplementaryLogLogLikelihood()
    case .categorical: CategoricalLikelihood()
    case .poisson: PoissonLikelihood()
    case .gamma(let shape): GammaLikelihood(shape: shape)
    case .negativeBinomial(let dispersion): NegativeBinomialLikelihood(dispersion: dispersion)
    case .student(let freedom, let scale): StudentLikelihood(freedom: freedom, scale: scale)
    case .huber(let limit): HuberLikelihood(limit: limit)
    case .quantile(let levels): QuantileLikelihood(levels: levels)
    case .heteroscedastic: HeteroscedasticLikelihood()
    case .mixture(let components): MixtureLikelihood(components: components)
    case .ordinal(let classes): OrdinalLikelihood(classes: classes)
    case .heads(let heads): HeadsLikelihood(heads: heads)
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
