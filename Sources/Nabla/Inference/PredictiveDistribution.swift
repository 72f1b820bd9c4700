internal import Foundation

/// What a posterior says about the outputs for some inputs: how large they are and how sure that is.
public struct PredictiveDistribution: Sendable {
  /// E y over the posterior, n × K: outputs, or moderated probabilities.
  public let mean: Matrix<Double>
  /// The standard deviation of y over the posterior, n × K: how far the network itself is unsure.
  public let meanDeviation: Matrix<Double>
  /// The standard deviation of new targets, n × K: of Gaussian ones √(s² + 1/β), of classes √(p(1 − p)); nil for other
  /// likelihoods.
  public let newDataDeviation: Matrix<Double>?
  /// The pre-activations of the outputs at ŵ, n × K.
  let activations: Matrix<Double>
  /// Their standard deviations.
  let activationDeviations: Matrix<Double>
  let outputActivation: Activation
  let isGaussian: Bool

  /// The interval that y lies in with the probability `level` over the posterior, by output.
  ///
  /// An increasing output function takes the normal interval of its pre-activation to that of y. The probabilities of a softmax
  /// have the interval of a normal logit with their mean and deviation.
  ///
  /// - Precondition: 0 < `level` < 1.
  public func meanInterval(level: Double = 0.9) -> PredictiveInterval {
    let z = ReferenceDistribution.normal.criticalValue(level: level)
    guard outputActivation != .softmax else {
      return interval { i, k, sign in
        let (p, s) = (mean[i, k], meanDeviation[i, k])
        guard p > 0 && p < 1 else { return p }
        return LogisticNormal.sigmoid(log(p / (1 - p)) + sign * z * s / (p * (1 - p)))
      }
    }
    return interval { i, k, sign in
      outputActivation.derivatives(at: activations[i, k] + sign * z * activationDeviations[i, k]).value
    }
  }

  /// The interval that a new target lies in with the probability `level`, by output; nil where targets are not Gaussian.
  ///
  /// - Precondition: 0 < `level` < 1.
  public func newDataInterval(level: Double = 0.9) -> PredictiveInterval? {
    guard isGaussian, let newDataDeviation else { return nil }
    let z = ReferenceDistribution.normal.criticalValue(level: level)
    return interval { i, k, sign in mean[i, k] + sign * z * newDataDeviation[i, k] }
  }

  private func interval(_ end: (_ i: Int, _ k: Int, _ sign: Double) -> Double) -> PredictiveInterval {
    var (lower, upper) = (mean, mean)
    for i in 0..<mean.rows {
      for k in 0..<mean.columns {
        let ends = (end(i, k, -1), end(i, k, 1))
        lower[i, k] = min(ends.0, ends.1)
        upper[i, k] = max(ends.0, ends.1)
      }
    }
    return PredictiveInterval(lower: lower, upper: upper)
  }
}

/// Lower and upper ends, n × K.
public struct PredictiveInterval: Sendable, Hashable {
  /// The lower ends.
  public let lower: Matrix<Double>
  /// The upper ends.
  public let upper: Matrix<Double>

  /// The share of targets that lie inside, for each output; of those that were observed, where NaN stands for the others.
  ///
  /// - Precondition: `t` has as many rows and columns.
  public func coverage(of t: Matrix<Double>) -> [Double] {
    precondition(
      t.rows == lower.rows && t.columns == lower.columns,
      "targets of \(t.rows) × \(t.columns) for intervals of \(lower.rows) × \(lower.columns)")
    return (0..<t.columns).map { k in
      let inside = (0..<t.rows).count { t[$0, k] >= lower[$0, k] && t[$0, k] <= upper[$0, k] }
      return Double(inside) / Double((0..<t.rows).count { !t[$0, k].isNaN })
    }
  }
}

/// How class probabilities take the uncertainty of the weights into account.
public enum Moderation: Sendable, Hashable {
  /// σ(κa), κ = (1 + πs²/8)^{−½}, and softmax(κ_k a_k) with each class's own s² (M. N. Gibbs, thesis, Cambridge 1997). Of the
  /// softmax the mean activation is taken off first, as it does not see it.
  case probit
  /// The integral over a: for one output by quadrature to rounding; for a softmax the mean over this many draws
  /// a ~ N(â, J A⁻¹ Jᵀ) from the seed, each with its mirror image.
  case integral(draws: Int = 500, seed: UInt64 = 1)
}
