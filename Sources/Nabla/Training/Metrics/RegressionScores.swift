/// How near outputs are to targets that are numbers; n examples of K outputs.
public struct RegressionScores: Sendable, Hashable {
  /// The root of the mean squared difference, over all n · K numbers.
  public let rootMeanSquare: Double
  /// The mean absolute difference, over all n · K numbers.
  public let meanAbsolute: Double
  /// R², the share of the targets' variance that is explained: 1 − Σ(y − t)² / Σ(t − t̄)², with the mean t̄ of each output
  /// and the sums over all of them. −∞ or NaN where the targets do not vary.
  public let explained: Double

  /// The scores of outputs y for targets t, both n × K.
  ///
  /// - Precondition: the shapes are equal.
  /// - Complexity: O(n · K).
  public init<Scalar: RealScalar>(_ y: Matrix<Scalar>, _ t: Matrix<Scalar>) {
    precondition(
      y.rows == t.rows && y.columns == t.columns,
      "outputs of \(y.rows) × \(y.columns) for targets of \(t.rows) × \(t.columns)")
    // From the first target, so that the variance of a constant is exactly 0, which a rounded mean would not leave it.
    func fromFirst(_ i: Int, _ k: Int) -> Double { Double(t[i, k]) - Double(t[0, k]) }
    var means = Array(repeating: 0.0, count: t.columns)
    for i in 0..<t.rows {
      for k in 0..<t.columns { means[k] += fromFirst(i, k) / Double(t.rows) }
    }
    var (squares, absolutes, variance) = (0.0, 0.0, 0.0)
    for i in 0..<t.rows {
      for k in 0..<t.columns {
        let difference = Double(y[i, k]) - Double(t[i, k])
        squares += difference * difference
        absolutes += abs(difference)
        variance += (fromFirst(i, k) - means[k]) * (fromFirst(i, k) - means[k])
      }
    }
    let count = Double(t.rows * t.columns)
    rootMeanSquare = (squares / count).squareRoot()
    meanAbsolute = absolutes / count
    explained = 1 - squares / variance
  }
}
