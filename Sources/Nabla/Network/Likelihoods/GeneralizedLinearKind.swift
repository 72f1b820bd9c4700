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

  /// V(y).
  func variance(_ y: Double) -> Double

  /// 2φ times what E exceeds that of y = t by.
  func deviance(_ y: Double, _ t: Double) -> Double

  /// −ln p less E: what the target alone adds.
  func constant(_ t: Double) -> Double

  /// E, ∂E/∂a and ∂²E/∂a² at a = ln y, and the mean of the last over targets.
  func terms(_ a: Double, _ t: Double) -> (error: Double, first: Double, second: Double, expected: Double)

  /// Whether E falls for ever as y goes to 0.
  func favorsZero(_ t: Double) -> Bool
}

extension GeneralizedLinearKind {
  var canonicalActivation: Activation? { .exp }
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { nil }
  var takesNumbers: Bool { true }

  var estimator: LinearEstimator? { .generalized }
  var hasVariance: Bool { false }
  var hasProbabilities: Bool { false }
  var isInNats: Bool { true }
  func normalization(_ t: Double) -> Double? { constant(t) }
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores { .regression }
}

/// What estimates the dispersion of a generalized linear model.
enum DispersionEstimator: Sendable, Hashable {
  /// χ²/(n − p) with Pearson's χ² = Σ w (t − y)²/V(y).
  case pearson
  /// The maximum of the likelihood in the dispersion α of a negative binomial distribution, the means being those of the best
  /// fit with it.
  case profileLikelihood
}
