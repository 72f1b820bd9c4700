/// How much the examples of each class count.
public enum ClassWeights: Sendable, Hashable, Codable {
  /// n / (K n_c) for a class of n_c out of n examples, so that all classes count the same together; where examples have weights, n and
  /// n_c are sums of these.
  case balanced
  /// A weight for each class.
  case given([Double])
}

extension Dataset {
  /// The data set with each example's weight multiplied by its class's.
  ///
  /// - Precondition: targets are classes, and `given` weights are as many as there are classes, finite and not negative.
  /// - Complexity: O(n).
  public func weighted(by classWeights: ClassWeights) -> Dataset {
    guard case .classes(let classes) = targets else {
      preconditionFailure("class weights for targets that are not classes")
    }
    let weights: [Double]
    switch classWeights {
    case .balanced:
      var counts = Array(repeating: 0.0, count: (classes.max() ?? -1) + 1)
      for (i, c) in classes.enumerated() { counts[c] += self.weights.map { Double($0[i]) } ?? 1 }
      let all = counts.reduce(0, +)
      let present = Double(counts.count { $0 > 0 })
      weights = counts.map { $0 > 0 ? all / (present * $0) : 0 }
    case .given(let given):
      precondition(given.allSatisfy { $0 >= 0 && $0.isFinite }, "class weights \(given)")
      precondition(
        classes.allSatisfy { $0 < given.count }, "\(given.count) class weights for \((classes.max() ?? -1) + 1) classes"
      )
      weights = given
    }
    return Dataset(
      unchecked: inputs, targets: targets,
      weights: classes.indices.map { (self.weights?[$0] ?? 1) * Scalar(weights[classes[$0]]) }, classNames: classNames)
  }

  /// The data set with smoothed labels: t ← (1 − ε) t + ε / K, which keeps a network from certainty.
  ///
  /// Source: C. Szegedy et al., "Rethinking the Inception architecture for computer vision", CVPR 2016.
  ///
  /// - Parameters:
  ///   - ε: 0 for labels as they are, 1 for none at all.
  ///   - K: The number of classes.
  /// - Precondition: 0 ≤ ε ≤ 1; targets are classes below K, or n × K class probabilities.
  /// - Complexity: O(n · K), in memory too.
  public func smoothed(by ε: Double, classes K: Int) -> Dataset {
    precondition(ε >= 0 && ε <= 1, "labels smoothed by \(ε), which is not in 0 … 1")
    var values = targets.matrix(classes: K)
    values.withUnsafeMutableElements { t in
      for i in t.indices { t[i] = Scalar(1 - ε) * t[i] + Scalar(ε / Double(K)) }
    }
    return Dataset(unchecked: inputs, targets: .values(values), weights: weights, classNames: classNames)
  }
}
