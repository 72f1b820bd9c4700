extension EvidenceComparison {
  /// The mean error of the mixture of all minima on data: half the mean sum of squares of Gaussian targets, and −ln p of classes
  /// with the averaged probabilities; nil for other likelihoods.
  ///
  /// - Precondition: there is a minimum, and the data fit the candidates.
  /// - Complexity: that of `predict`.
  public func meanError(on data: Dataset<Double>) -> Double? {
    let architecture = minima[0].posterior.network.architecture
    let likelihood = architecture.likelihood
    // Each output of its own, or one class of several.
    let isBinary = architecture.outputLayer.activation != .softmax
    guard likelihood.hasVariance || likelihood.hasProbabilities else { return nil }
    let mean = predict(data.inputs).mean
    let t = data.targets.matrix(classes: mean.columns)
    let weights = ExampleWeights(weights: data.weights, count: data.count)
    var (sum, total) = (0.0, 0.0)
    for i in 0..<data.count where weights[i] > 0 {
      var error = 0.0
      for k in 0..<mean.columns {
        let (y, target) = (mean[i, k], t[i, k])
        if likelihood.hasVariance {
          if !target.isNaN { error += (y - target) * (y - target) / 2 }
        } else {
          if target > 0 { error -= target * Double._Primitives.log(y) }
          if isBinary && target < 1 { error -= (1 - target) * Double._Primitives.log1p(-y) }
        }
      }
      sum += weights[i] * error
      total += weights[i]
    }
    return sum / total
  }
}
