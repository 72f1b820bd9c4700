/// How near outputs are to targets that are numbers; n examples of K outputs.
///
/// Any numbers are allowed. A score is NaN where there are no examples or an output or target is NaN, and a difference that
/// is infinite is infinite in it.
public struct RegressionScores: Sendable, Hashable {
  /// The root of the mean squared difference, over all n · K numbers.
  public let rootMeanSquare: Double
  /// The mean absolute difference, over all n · K numbers.
  public let meanAbsolute: Double
  /// R², the share of the targets' variance that is explained: 1 − Σ(y − t)² / Σ(t − t̄)², with the mean t̄ of each output
  /// and the sums over all of them. NaN, as it is undefined, where the targets do not vary, however near the outputs are.
  public let explained: Double

  /// The scores of outputs y for targets t, both n × K.
  ///
  /// - Parameter leavesOutMissing: Whether targets that are NaN were not observed, and so are left out.
  /// - Precondition: the shapes are equal.
  /// - Complexity: O(n · K).
  public init<Scalar: RealScalar>(
    _ y: Matrix<Scalar>, _ t: Matrix<Scalar>, leavingOutMissing leavesOutMissing: Bool = false
  ) {
    precondition(
      y.rows == t.rows && y.columns == t.columns,
      "outputs of \(y.rows) × \(y.columns) for targets of \(t.rows) × \(t.columns)")
    let unit = Self.unit(y, t)
    var (squares, absolutes, variance, count) = (0.0, 0.0, 0.0, 0)
    for k in 0..<t.columns {
      let rows = (0..<t.rows).filter { !(leavesOutMissing && t[$0, k].isNaN) }
      guard let first = rows.first else { continue }
      count += rows.count
      // From the first target, so that the variance of a constant is exactly 0, which a rounded mean would not leave it.
      func fromFirst(_ i: Int) -> Double { Double(t[i, k]) * unit - Double(t[first, k]) * unit }
      let mean = rows.reduce(0) { $0 + fromFirst($1) / Double(rows.count) }
      for i in rows {
        let difference = Double(y[i, k]) * unit - Double(t[i, k]) * unit
        squares += difference * difference
        absolutes += abs(difference)
        variance += (fromFirst(i) - mean) * (fromFirst(i) - mean)
      }
    }
    rootMeanSquare = (squares / Double(count)).squareRoot() / unit
    meanAbsolute = absolutes / Double(count) / unit
    explained = variance > 0 ? 1 - squares / variance : .nan
  }

  /// The power of two by which the largest number is brought near 1 where squares would leave the range of `Double`; else
  /// 1, which changes no bit.
  private static func unit<Scalar: RealScalar>(_ y: Matrix<Scalar>, _ t: Matrix<Scalar>) -> Double {
    let largest = (y.elements + t.elements).reduce(0.0) { max($0, Double($1).magnitude) }
    guard largest.isFinite, largest > 0x1p480 || largest < 0x1p-480, largest > 0 else { return 1 }
    return Double(sign: .plus, exponent: min(-largest.exponent - 2, 1000), significand: 1)
  }
}
