/// What the minima of a comparison say together about the outputs for some inputs.
public struct MixedPrediction: Sendable {
  /// The means of the minima, each as much as it is probable, n × K.
  public let mean: Matrix<Double>
  /// The standard deviation of y by the law of total variance, n × K.
  public let meanDeviation: Matrix<Double>
  /// That of new targets; nil where a minimum says none.
  public let newDataDeviation: Matrix<Double>?
  /// The degrees of freedom of each output's intervals: the harmonic mean of those of the minima.
  public let degreesOfFreedom: [Double]
  let isGaussian: Bool

  /// The interval that y lies in with the probability `level`, by output, as if it were normal, or had Student's t distribution where the
  /// precisions were estimated; nil where outputs are not Gaussian.
  ///
  /// - Precondition: 0 < `level` < 1.
  public func meanInterval(level: Double = 0.9) -> PredictiveInterval? {
    isGaussian ? PredictiveInterval(mean, meanDeviation, degreesOfFreedom, level: level) : nil
  }

  /// The same of a new target.
  ///
  /// - Precondition: 0 < `level` < 1.
  public func newDataInterval(level: Double = 0.9) -> PredictiveInterval? {
    guard isGaussian, let newDataDeviation else { return nil }
    return PredictiveInterval(mean, newDataDeviation, degreesOfFreedom, level: level)
  }
}

extension EvidenceComparison {
  /// The outputs for inputs by all minima, each as much as it is probable: means, and deviations by the law of total variance.
  ///
  /// - Precondition: there is a minimum, and `x` has d columns.
  /// - Complexity: that of `Posterior.predict` a minimum; those below 1e-9 are left out.
  public func predict(_ x: Matrix<Double>, moderation: Moderation = .integral()) -> MixedPrediction {
    precondition(!minima.isEmpty, "no run came to a minimum")
    let kept = minima.filter { $0.probability >= 1e-9 }
    let parts = kept.map { ($0.probability, $0.posterior.predict(x, moderation: moderation)) }
    func mixed(_ deviation: (PredictiveDistribution) -> Matrix<Double>) -> (Matrix<Double>, Matrix<Double>) {
      var mean = Matrix<Double>(rows: x.rows, columns: parts[0].1.mean.columns)
      var result = mean
      for i in 0..<mean.rows {
        for k in 0..<mean.columns {
          mean[i, k] = parts.reduce(0) { $0 + $1.0 * $1.1.mean[i, k] }
          let variance = parts.reduce(0.0) { sum, part in
            let (s, difference) = (deviation(part.1)[i, k], part.1.mean[i, k] - mean[i, k])
            return sum + part.0 * (s * s + difference * difference)
          }
          result[i, k] = variance.squareRoot()
        }
      }
      return (mean, result)
    }
    let (mean, deviation) = mixed(\.meanDeviation)
    let hasNoise = parts.allSatisfy { $0.1.newDataDeviation != nil }
    let total = parts.reduce(0) { $0 + $1.0 }
    return MixedPrediction(
      mean: mean, meanDeviation: deviation, newDataDeviation: hasNoise ? mixed { $0.newDataDeviation! }.1 : nil,
      degreesOfFreedom: (0..<mean.columns).map { k in total / parts.reduce(0) { $0 + $1.0 / $1.1.degreesOfFreedom[k] }
      },
      isGaussian: parts.allSatisfy { $0.1.isGaussian })
  }
}
