extension Network {
  /// Sets `noiseVariance` to the maximum-likelihood σ² = Σᵢ wᵢ‖yᵢ − tᵢ‖² / (K Σᵢ wᵢ), once the weights are fitted.
  ///
  /// - Precondition: the likelihood is Gaussian, the shapes fit, and the example weights are not all zero.
  /// - Complexity: one evaluation of the error.
  /// - Returns: σ².
  @discardableResult
  public mutating func fitNoiseVariance(
    _ x: Matrix<Scalar>, _ t: Matrix<Scalar>, weights: [Scalar]? = nil
  ) -> Double {
    precondition(
      architecture.likelihood.family == .gaussian,
      "a '\(architecture.likelihood.name)' likelihood has no noise variance")
    let total = weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(x.rows)
    precondition(total > 0, "no examples to fit the noise variance to")
    // E is half the sum of squares.
    let variance = 2 * loss(x, t, weights: weights) / (Double(architecture.outputs) * total)
    noiseVariance = variance
    return variance
  }
}
