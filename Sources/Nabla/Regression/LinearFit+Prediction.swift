/// Predicted means with their uncertainty.
public struct PredictiveBand: Sendable, Hashable {
  /// The outputs y, n × K.
  public let mean: Matrix<Double>
  /// The standard errors of y as an estimate of the mean, n × K.
  public let standardError: Matrix<Double>
  /// The lower ends of the confidence intervals of the mean.
  public let lower: Matrix<Double>
  /// The upper ends.
  public let upper: Matrix<Double>
  /// The lower ends of the intervals in which a new target lies, for a Gaussian likelihood.
  public let newLower: Matrix<Double>?
  /// The upper ends.
  public let newUpper: Matrix<Double>?
}

extension LinearFit {
  /// The predictive mean of every row of `x`, with its standard error and confidence band.
  ///
  /// For a Gaussian likelihood var y = φᵀ cov(w) φ, and a new target adds the unbiased σ². Otherwise the variance of the
  /// pre-activation is carried through the output function by its derivative; for a Bernoulli likelihood the band is that
  /// of the pre-activation, so that it stays within 0 … 1.
  ///
  /// - Parameters:
  ///   - level: The level of the intervals; that of the report by default.
  /// - Precondition: `x` has d columns.
  /// - Complexity: O(n K p²), or O(n K (Kp)²) for a softmax.
  public func band(_ x: Matrix<Scalar>, level: Double? = nil) -> PredictiveBand {
    network.checkShapes(x, nil, weights: nil)
    let K = network.architecture.outputs
    // The degrees of freedom are those of each output; the classes of a softmax have one distribution.
    let confidence = level ?? summary.confidenceLevel
    let critical = (0..<K).map { k in
      let noise = summary.noise.isEmpty ? nil : summary.noise[k]
      let distribution: ReferenceDistribution =
        noise?.unbiased == nil ? .normal : .studentT(degreesOfFreedom: noise!.degreesOfFreedom)
      return distribution.criticalValue(level: confidence)
    }
    guard let design = try? LinearDesign(x, network, holding: held) else {
      preconditionFailure("a fitted network is linear in its parameters")
    }
    let family = network.architecture.likelihood.family
    var mean = Matrix<Double>(rows: x.rows, columns: K)
    var (error, lower, upper, newLower, newUpper) = (mean, mean, mean, mean, mean)
    let w = estimates
    for i in 0..<x.rows {
      let phi = design.row(i)
      let a = (0..<K).map { k in phi.indices.reduce(0) { $0 + phi[$1] * w[design.parameter($1, output: k)] } }
      let y = Self.outputs(a, family)
      for k in 0..<K {
        let spread = spread(phi, design, derivatives: Self.derivatives(y, k, family))
        mean[i, k] = y[k]
        error[i, k] = spread
        (lower[i, k], upper[i, k]) = (y[k] - critical[k] * spread, y[k] + critical[k] * spread)
        switch family {
        case .bernoulli:
          let wide = critical[k] * self.spread(phi, design, derivatives: [(k, 1)])
          (lower[i, k], upper[i, k]) = (sigmoid(a[k] - wide), sigmoid(a[k] + wide))
        case .gaussian:
          let variance = summary.noise[k].unbiased ?? .nan
          let wide = critical[k] * (spread * spread + variance).squareRoot()
          (newLower[i, k], newUpper[i, k]) = (y[k] - wide, y[k] + wide)
        default: break
        }
      }
    }
    let isGaussian = family == .gaussian
    return PredictiveBand(
      mean: mean, standardError: error, lower: lower, upper: upper, newLower: isGaussian ? newLower : nil,
      newUpper: isGaussian ? newUpper : nil)
  }

  /// All parameters, the fitted ones with the digits of `Double`.
  private var estimates: [Double] {
    var result = network.parameters.map { Double($0) }
    for coefficient in summary.coefficients { result[coefficient.parameter] = coefficient.estimate }
    return result
  }

  private static func outputs(_ a: [Double], _ family: Likelihood.Family) -> [Double] {
    switch family {
    case .bernoulli: return a.map { sigmoid($0) }
    case .categorical:
      let largest = a.max() ?? 0
      let powers = a.map { exp($0 - largest) }
      let sum = powers.reduce(0, +)
      return powers.map { $0 / sum }
    default: return a
    }
  }

  /// ∂y_k/∂a_j where it is not 0.
  private static func derivatives(
    _ y: [Double], _ k: Int, _ family: Likelihood.Family
  ) -> [(output: Int, value: Double)] {
    switch family {
    case .bernoulli: [(k, y[k] * (1 - y[k]))]
    case .categorical: y.indices.map { ($0, y[k] * (($0 == k ? 1 : 0) - y[$0])) }
    default: [(k, 1)]
    }
  }

  /// √(gᵀ cov(w) g) with g = Σ_j ∂y/∂a_j φ.
  private func spread(
    _ phi: [Double], _ design: LinearDesign, derivatives: [(output: Int, value: Double)]
  ) -> Double {
    var gradient: [Int: Double] = [:]
    for (output, value) in derivatives {
      for (c, feature) in phi.enumerated() { gradient[design.parameter(c, output: output)] = value * feature }
    }
    var variance = 0.0
    for block in blocks {
      let g = block.parameters.map { gradient[$0] ?? 0 }
      guard g.contains(where: { $0 != 0 }) else { continue }
      for (i, gi) in g.enumerated() where gi != 0 {
        for (j, gj) in g.enumerated() { variance += gi * gj * block.covariance(i, j) }
      }
    }
    return variance.isNaN ? .nan : max(variance, 0).squareRoot()
  }
}
