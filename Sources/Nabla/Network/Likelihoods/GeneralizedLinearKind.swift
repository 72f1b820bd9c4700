/// A likelihood whose models that are linear in their parameters are generalized linear models: targets with means y = h(a) and
/// variances φV(y), φ being the dispersion.
///
/// Source: P. McCullagh and J. A. Nelder, Generalized Linear Models, 1989.
protocol GeneralizedLinearKind: LikelihoodKind {
  /// φ, as the parameters of the likelihood say it.
  var scale: Double { get }

  /// What estimates φ or the parameter that stands for it.
  var dispersionEstimator: DispersionEstimator { get }

  /// The same likelihood with another φ, or another parameter in its place; nil where it has none.
  func family(dispersion: Double) -> Likelihood.Family?

  /// 2φ times what E at the pre-activation a exceeds that of y = t by.
  func deviance(at a: Double, _ t: Double) -> Double

  /// (t − y)²/V(y) at the pre-activation a.
  func pearsonResidual(at a: Double, _ t: Double) -> Double

  /// −ln p less E: what the target alone adds.
  func constant(_ t: Double) -> Double

  /// E, ∂E/∂a and ∂²E/∂a² at the pre-activation a, and the mean of the last over targets.
  func terms(_ a: Double, _ t: Double) -> (error: Double, first: Double, second: Double, expected: Double)

  /// A pre-activation that suits a target among others of this mean, for the first step of an iteration; nil where there is
  /// none.
  func startingPredictor(_ t: Double, mean: Double) -> Double?

  /// Along which changes of the pre-activation E falls for ever.
  func recession(_ t: Double) -> Recession

  /// The magnitude of a pre-activation from which on an example may have next to no error, e⁻⁵ or less.
  var farPredictor: Double { get }
}

/// Along which changes of a pre-activation an error falls for ever.
enum Recession: Sendable, Hashable {
  /// As it goes to −∞, or to ∞.
  case downward, upward
  /// Along none.
  case none
}

extension GeneralizedLinearKind {
  var estimator: LinearEstimator? { .generalized }
  var hasVariance: Bool { false }
  var farPredictor: Double { 5 }
}

/// A likelihood with the means y = eᵃ.
protocol LogLinearKind: GeneralizedLinearKind {
  /// V(y).
  func variance(_ y: Double) -> Double

  /// 2φ times what E exceeds that of y = t by.
  func deviance(_ y: Double, _ t: Double) -> Double
}

extension LogLinearKind {
  var canonicalActivation: Activation? { .exp }
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { nil }
  var takesNumbers: Bool { true }
  var isInNats: Bool { true }
  var hasProbabilities: Bool { false }
  func normalization(_ t: Double) -> Double? { constant(t) }
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores { .regression }

  func deviance(at a: Double, _ t: Double) -> Double { deviance(Double._Primitives.exp(a), t) }

  func pearsonResidual(at a: Double, _ t: Double) -> Double {
    let y = Double._Primitives.exp(a)
    return (t - y) * (t - y) / variance(y)
  }

  /// Between the target and the mean of all, as some targets are 0.
  func startingPredictor(_ t: Double, mean: Double) -> Double? {
    mean > 0 ? Double._Primitives.log((t + mean) / 2) : nil
  }
}

/// What estimates the dispersion of a generalized linear model.
enum DispersionEstimator: Sendable, Hashable {
  /// χ²/(n − p) with Pearson's χ² = Σ w (t − y)²/V(y).
  case pearson
  /// The maximum of the likelihood in the dispersion α of a negative binomial distribution, the means being those of the best
  /// fit with it.
  case profileLikelihood
}
