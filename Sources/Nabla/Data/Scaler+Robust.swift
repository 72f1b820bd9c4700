extension Scaler {
  /// The scaler of the medians and the quartiles of the columns of `x`, n × d, with outliers bent into ±c.
  ///
  ///     u = (x − q₂) / ((q₃ − q₁) / 1.349),   z = u / √(1 + (u/c)²)
  ///
  /// For a normal column 1.349 makes u's variance 1. A column with equal quartiles is divided by half its range instead, and a
  /// constant one by 1. A few numbers that are far away change neither the middle nor the scale, and none is farther from the
  /// middle than c, where a mean and a standard deviation would press all others together. Quantiles are interpolated
  /// linearly between the sorted numbers, at places q (n − 1).
  ///
  /// Source: D. Holzmüller, L. Grinsztajn and I. Steinwart, "Better by default: strong pre-tuned MLPs and boosted trees on
  /// tabular data", NeurIPS 2024.
  ///
  /// - Precondition: `x` has at least one row, its elements are finite, and the limit is positive.
  /// - Complexity: O(n ln n · d), and a column of memory.
  public init(robust x: Matrix<Scalar>, limit: Scalar = 3) {
    precondition(x.rows > 0, "a \(x.rows) × \(x.columns) matrix has no median; at least one row was expected")
    var middles: [Scalar] = []
    var scales: [Scalar] = []
    for j in 0..<x.columns {
      let sorted = (0..<x.rows).map { x[$0, j] }.sorted()
      func quantile(_ q: Double) -> Double {
        let place = q * Double(sorted.count - 1)
        let i = Int(place)
        let (low, high) = (Double(sorted[i]), Double(sorted[min(i + 1, sorted.count - 1)]))
        // Each by its share: their difference may be beyond the range.
        let share = place - Double(i)
        return low * (1 - share) + high * share
      }
      let spread = quantile(0.75) / 1.349 - quantile(0.25) / 1.349
      let range = Double(sorted[sorted.count - 1]) / 2 - Double(sorted[0]) / 2
      let scale = Scalar(spread > 0 ? spread : range)
      middles.append(Scalar(quantile(0.5)))
      scales.append(scale > 0 && scale.isFinite ? scale : 1)
    }
    self.init(means: middles, scales: scales, limit: limit)
  }
}
