extension Network {
  /// Sets `noiseVariance` to the maximum-likelihood σ² = Σᵢ wᵢ‖yᵢ − tᵢ‖² / N over the N targets that were observed, of examples
  /// of positive weight, once the weights are fitted: the variance of a target of weight 1, as that of a target of weight w is σ²/w.
  ///
  /// - Precondition: the likelihood is Gaussian, the shapes fit, and the example weights are not all zero.
  /// - Complexity: one evaluation of the error.
  /// - Returns: σ².
  @discardableResult
  public mutating func fitNoiseVariance(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil
  ) -> Double {
    precondition(
      architecture.likelihood.hasVariance,
      "a '\(architecture.likelihood.name)' likelihood has no noise variance")
    let (targets, K) = (t.targets(of: Scalar.self), architecture.outputs)
    var count = (weights.map { $0.count { $0 > 0 } } ?? x.rows) * K
    if targets.mayBeMissing {
      count -= targets.matrix(classes: K).elements.enumerated().count { place, t in
        t.isNaN && (weights.map { $0[place / K] > 0 } ?? true)
      }
    }
    precondition(count > 0, "no examples to fit the noise variance to")
    // E is half the sum of squares.
    let variance = 2 * loss(x, targets, weights: weights) / Double(count)
    noiseVariance = variance
    return variance
  }
}
