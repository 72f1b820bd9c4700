internal import Foundation

/// What a posterior says about the outputs for some inputs: how large they are and how sure that is.
public struct PredictiveDistribution: Sendable {
  /// E y over the posterior, n × K: outputs, or moderated probabilities.
  public let mean: Matrix<Double>
  /// The standard deviation of y over the posterior, n × K: how far the network itself is unsure.
  public let meanDeviation: Matrix<Double>
  /// The standard deviation of new targets, n × K: of Gaussian ones √(s² + 1/β) with the estimate of β, of classes √(p(1 − p)); nil for other
  /// likelihoods.
  public let newDataDeviation: Matrix<Double>?
  /// The pre-activations of the outputs at ŵ, n × K.
  let activations: Matrix<Double>
  /// Their standard deviations.
  let activationDeviations: Matrix<Double>
  let outputActivation: Activation
  let isGaussian: Bool
  /// The degrees of freedom of Student's t distribution that intervals are those of, for each output: how well the noise is known.
  /// Infinite, for the normal distribution, where precisions are taken as known or there is no noise.
  public let degreesOfFreedom: [Double]

  /// The interval that y lies in with the probability `level` over the posterior, by output.
  ///
  /// An increasing output function takes the interval of its pre-activation, normal or of Student's t, to that of y. The probabilities of a softmax
  /// have the interval of a normal logit with their mean and deviation.
  ///
  /// - Precondition: 0 < `level` < 1.
  public func meanInterval(level: Double = 0.9) -> PredictiveInterval {
    let z = degreesOfFreedom.criticalValues(level: level)
    guard outputActivation != .softmax else {
      return interval { i, k, sign in
        let (p, s) = (mean[i, k], meanDeviation[i, k])
        guard p > 0 && p < 1 else { return p }
        return LogisticNormal.sigmoid(log(p / (1 - p)) + sign * z[k] * s / (p * (1 - p)))
      }
    }
    return interval { i, k, sign in
      outputActivation.derivatives(at: activations[i, k] + sign * z[k] * activationDeviations[i, k]).value
    }
  }

  /// The interval that a new target lies in with the probability `level`, by output; nil where targets are not Gaussian.
  ///
  /// - Precondition: 0 < `level` < 1.
  public func newDataInterval(level: Double = 0.9) -> PredictiveInterval? {
    guard isGaussian, let newDataDeviation else { return nil }
    return PredictiveInterval(mean, newDataDeviation, degreesOfFreedom, level: level)
  }

  private func interval(_ end: (_ i: Int, _ k: Int, _ sign: Double) -> Double) -> PredictiveInterval {
    PredictiveInterval(rows: mean.rows, columns: mean.columns, end)
  }
}

extension [Double] {
  /// Half the widths of intervals, in deviations, by degrees of freedom.
  fileprivate func criticalValues(level: Double) -> [Double] {
    map { nu in
      let distribution: ReferenceDistribution = nu.isFinite ? .studentT(degreesOfFreedom: nu) : .normal
      return distribution.criticalValue(level: level)
    }
  }
}

/// Lower and upper ends, n × K.
public struct PredictiveInterval: Sendable, Hashable {
  /// The lower ends.
  public let lower: Matrix<Double>
  /// The upper ends.
  public let upper: Matrix<Double>

  /// Intervals with these ends, the smaller one below.
  fileprivate init(rows: Int, columns: Int, _ end: (_ i: Int, _ k: Int, _ sign: Double) -> Double) {
    var (lower, upper) = (Matrix<Double>(rows: rows, columns: columns), Matrix<Double>(rows: rows, columns: columns))
    for i in 0..<rows {
      for k in 0..<columns {
        let ends = (end(i, k, -1), end(i, k, 1))
        lower[i, k] = min(ends.0, ends.1)
        upper[i, k] = max(ends.0, ends.1)
      }
    }
    (self.lower, self.upper) = (lower, upper)
  }

  /// Intervals around means by deviations, and for each output its degrees of freedom.
  init(_ mean: Matrix<Double>, _ deviation: Matrix<Double>, _ degreesOfFreedom: [Double], level: Double) {
    let z = degreesOfFreedom.criticalValues(level: level)
    self.init(rows: mean.rows, columns: mean.columns) { i, k, sign in mean[i, k] + sign * z[k] * deviation[i, k] }
  }

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
