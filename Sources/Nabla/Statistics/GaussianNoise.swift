// What the reports of Gaussian fits, linear in their parameters or not, have in common.

extension FitSummary {
  /// The note on a fit, of one output, whose residuals are rounding.
  static func exactFit(of output: String? = nil) -> String {
    "the fit\(output.map { " of \($0)" } ?? "") is exact: the residuals are rounding of the numbers, which is no noise, so "
      + "there are no tests and no likelihood"
  }
}

extension FitSummary.Noise {
  /// The variance around one output.
  ///
  /// - Parameters:
  ///   - observations: n, those with a positive weight.
  ///   - spread: Σ w (t − t̄)², or nil where the targets are not known.
  ///   - spreadFreedom: The degrees of freedom of the spread: the observations less the means t̄.
  ///   - freedom: Those of the residuals.
  init(
    output: String?, residual: Double, observations n: Double, unbiased: Double?, spread: Double?,
    spreadFreedom: Double, freedom: Double
  ) {
    let rSquared = spread.flatMap { $0 > 0 ? 1 - residual / $0 : nil }
    self.init(
      output: output, residualSumOfSquares: residual, maximumLikelihood: residual / n, unbiased: unbiased,
      rSquared: rSquared,
      adjustedRSquared: unbiased != nil ? rSquared.map { 1 - (1 - $0) * spreadFreedom / freedom } : nil,
      degreesOfFreedom: freedom)
  }

  /// ln p = −n/2 (ln 2π + ln(RSS / n) + 1) + ½ Σ ln w of n observations, at the maximum-likelihood variance; of a variance σ²
  /// that is known −n/2 ln 2πσ² − RSS/2σ² + ½ Σ ln w.
  func logLikelihood(observations n: Double, sumOfLogWeights: Double, knownVariance: Double? = nil) -> Double {
    if let knownVariance {
      let ofSpread: Double = n * log(2 * Double.pi * knownVariance)
      return (sumOfLogWeights - ofSpread - residualSumOfSquares / knownVariance) / 2
    }
    return -n / 2 * (log(2 * Double.pi * residualSumOfSquares / n) + 1) + sumOfLogWeights / 2
  }
}

/// Weights of examples, all 1 where there are none.
struct ExampleWeights {
  let weights: [Double]?
  let count: Int

  subscript(i: Int) -> Double { weights?[i] ?? 1 }

  /// Σ ln w over the positive ones.
  var sumOfLogs: Double { weights?.reduce(0) { $1 > 0 ? $0 + log($1) : $0 } ?? 0 }

  /// Σ w (t − t̄)², with t̄ the weighted mean of the targets, or 0 where the network has no bias.
  func spread(aboutMean hasBias: Bool, of target: (Int) -> Double) -> Double {
    // From the first target that counts: so the sum of a constant is exactly 0, which a rounded mean would not leave it.
    guard let first = (0..<count).first(where: { self[$0] > 0 }) else { return 0 }
    let origin = hasBias ? target(first) : 0
    var (mean, total) = (0.0, 0.0)
    if hasBias {
      for i in 0..<count {
        mean += self[i] * (target(i) - origin)
        total += self[i]
      }
      mean /= total
    }
    return (0..<count).reduce(0) { sum, i in
      let difference = target(i) - origin - mean
      return sum + self[i] * difference * difference
    }
  }
}
