/// A score that belongs to a likelihood, of a model on examples.
package struct LikelihoodMeasure: Sendable, Hashable {
  /// What it is, in words.
  package let name: String
  package let value: Double
}

extension Likelihood {
  /// The scores that belong to the likelihood, of outputs n × K for targets n × `targets`: deviances, losses of quantiles,
  /// −ln p and shares of targets in intervals. None for those whose scores are those of regression or classification alone.
  package func measures<S: RealScalar>(_ outputs: Matrix<S>, _ targets: Matrix<S>) -> [LikelihoodMeasure] {
    kind.measures(Matrix<Double>(outputs), Matrix<Double>(targets))
  }
}

extension LikelihoodKind {
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] { [] }

  /// The mean of a function of outputs and target over all targets that were observed, which are no NaN; `y` are those that belong to the target.
  func mean(
    _ y: Matrix<Double>, _ t: Matrix<Double>, _ f: (_ y: ArraySlice<Double>, _ t: Double) -> Double
  ) -> Double {
    let count = outputsPerTarget
    var (sum, observed) = (0.0, 0.0)
    for (place, target) in t.elements.enumerated() where !target.isNaN {
      sum += f(y.elements[place * count..<(place + 1) * count], target)
      observed += 1
    }
    return sum / observed
  }
}

extension LogLinearKind {
  /// Beside the error of the means of the targets, which a network of biases alone has at best.
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    let own = mean(y, t) { deviance($0[$0.startIndex], $1) }
    var means = Matrix<Double>(rows: t.rows, columns: t.columns)
    for k in 0..<t.columns {
      let observed = (0..<t.rows).lazy.map { t[$0, k] }.filter { !$0.isNaN }
      let mean = observed.reduce(0, +) / Double(observed.count)
      for i in 0..<t.rows { means[i, k] = mean }
    }
    let null = mean(means, t) { $0[$0.startIndex] == 0 ? 0 : deviance($0[$0.startIndex], $1) }
    return [
      LikelihoodMeasure(name: "mean deviance", value: own),
      // Undefined where the targets do not vary.
      LikelihoodMeasure(name: "share of the deviance explained (D²)", value: null > 0 ? 1 - own / null : .nan),
    ]
  }
}
