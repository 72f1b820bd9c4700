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
    let targets = t.targets(of: Scalar.self)
    let count = observedCount(targets, weights: weights)
    // E is half the sum of squares.
    let variance = 2 * loss(x, targets, weights: weights) / Double(count)
    noiseVariance = variance
    return variance
  }

  /// The same for examples that are read when they are needed.
  ///
  /// - Throws: `DataError` where they cannot be read.
  @discardableResult
  public mutating func fitNoiseVariance(on data: StreamedDataset<Scalar>) throws(DataError) -> Double {
    let count = observedCount(data.targets, weights: data.weights)
    var total = 0.0
    for range in data.inputs.blocks(of: 1 << 14) {
      let (t, weights) = (data.targets.rows(at: range), data.weights.map { Array($0[range]) })
      if data.inputs.isMostlyZeros {
        total += loss(try data.inputs.sparseMatrix(rows: range, of: Scalar.self), t, weights: weights)
      } else {
        total += loss(try data.inputs.matrix(rows: range), t, weights: weights)
      }
    }
    let variance = 2 * total / Double(count)
    noiseVariance = variance
    return variance
  }

  /// The same on sparse examples.
  @discardableResult
  public mutating func fitNoiseVariance(on data: SparseDataset<Scalar>) -> Double {
    let count = observedCount(data.targets, weights: data.weights)
    let variance = 2 * loss(data.inputs, data.targets, weights: data.weights) / Double(count)
    noiseVariance = variance
    return variance
  }

  /// N, the targets that were observed, of examples of positive weight.
  private func observedCount(_ targets: Targets<Scalar>, weights: [Scalar]?) -> Int {
    precondition(
      architecture.likelihood.hasVariance,
      "a '\(architecture.likelihood.name)' likelihood has no noise variance")
    let K = architecture.outputs
    var count = (weights.map { $0.count { $0 > 0 } } ?? targets.count) * K
    if !targets.isComplete {
      count -= targets.matrix(classes: K).elements.enumerated().count { place, t in
        t.isNaN && (weights.map { $0[place / K] > 0 } ?? true)
      }
    }
    precondition(count > 0, "no examples to fit the noise variance to")
    return count
  }
}
