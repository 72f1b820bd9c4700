internal import Foundation

/// Why there is no normal distribution around a point.
public enum LaplaceError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The point is no minimum: Newton's step would gain so many nats.
  case notStationary(gain: Double, gradientNorm: Double)
  /// The function falls along directions of negative curvature, or goes on to fall.
  case notMinimum(MinimumCertificate)
  /// A value or a derivative is not finite.
  case notFinite
  /// The matrix is larger than it may be.
  case memory(MemoryBudgetError)
  /// The likelihood is no density of the targets, so that there is no evidence.
  case noDensity(likelihood: String)
  /// A posterior of low rank needs a prior on every parameter.
  case noPrior(parameter: Int)
  /// The precisions went beyond all bounds: the data do not determine them.
  case undetermined(String)

  /// The reason in words.
  public var description: String {
    switch self {
    case .notStationary(let gain, let gradientNorm):
      String(
        format: "not a minimum: a step would gain %.3g nats (gradient norm %.3g); train on until it is one", gain,
        gradientNorm)
    case .notMinimum(let certificate): "not a minimum: \(certificate)"
    case .notFinite: "the function or its derivatives are not finite there"
    case .memory(let error): "\(error)"
    case .noDensity(let likelihood):
      "a '\(likelihood.visible)' error is no negative log-likelihood, so there is no evidence"
    case .noPrior(let parameter): "parameter \(parameter) has no prior, which a posterior of low rank needs for each"
    case .undetermined(let what): "the data do not determine \(what)"
    }
  }
}
