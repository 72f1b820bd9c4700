internal import Foundation

extension Scaler {
  /// The scaler of the quantiles of the columns of `x`, n × d: features become normal, whatever their distribution was.
  ///
  ///     z = Φ⁻¹(F(x)),   −5.1993 ≤ z ≤ 5.1993
  ///
  /// F is the distribution of the column, interpolated linearly between its quantiles at i / (m − 1) for 0 ≤ i < m; among equal
  /// quantiles it is in the middle. Numbers within 10⁻⁷ of an end of the column, or of that part of a range below 1, and beyond it
  /// are at Φ⁻¹(10⁻⁷) or its opposite; a constant column is at the lower one. Only the order of the numbers counts and how many
  /// there are between, so it takes any outlier and any skewness.
  ///
  /// It is the QuantileTransformer of scikit-learn with the normal output distribution, of all rows (`subsample=None`), but that
  /// this takes 10⁻⁷ of the unit for a column of any range.
  ///
  /// - Parameter quantileCount: m, or n where there are fewer rows.
  /// - Precondition: `x` has at least one row, its elements are finite, and m ≥ 1.
  /// - Complexity: O(n ln n · d), and a column of memory.
  public init(quantiles x: Matrix<Scalar>, quantileCount: Int = 1000) {
    precondition(x.rows > 0, "a \(x.rows) × \(x.columns) matrix has no quantiles; at least one row was expected")
    precondition(quantileCount >= 1, "\(quantileCount) quantiles")
    let m = min(quantileCount, x.rows)
    var quantiles = Matrix<Scalar>(rows: m, columns: x.columns)
    for j in 0..<x.columns {
      let sorted = (0..<x.rows).map { Double(x[$0, j]) }.sorted()
      var last = -Double.infinity
      for i in 0..<m {
        let place = Double(sorted.count - 1) * QuantileMap.level(i, of: m)
        let lower = min(Int(place), sorted.count - 1)
        let (a, b) = (sorted[lower], sorted[min(lower + 1, sorted.count - 1)])
        let share = place - Double(lower)
        // From the nearer end, as NumPy does; a difference beyond the range is taken by shares.
        let value: Double =
          !(b - a).isFinite
          ? a * (1 - share) + b * share : share < 0.5 ? a + (b - a) * share : b - (b - a) * (1 - share)
        // Rounding does not change the order.
        last = max(last, value)
        quantiles[i, j] = Scalar(last)
      }
    }
    self.init(quantileTable: quantiles)
  }

  /// The scaler of these quantiles, m × d: in each column ascending. They are what `init(quantiles:quantileCount:)` finds in data.
  ///
  /// - Precondition: they are finite and ascend, and there is at least one of each feature.
  public init(quantileTable quantiles: Matrix<Scalar>) {
    precondition(Self.areUsable(quantiles: quantiles), "quantiles that do not ascend or are not finite")
    self.init(
      means: Array(repeating: 0, count: quantiles.columns), scales: Array(repeating: 1, count: quantiles.columns),
      limit: nil, quantiles: quantiles)
  }

  static func areUsable(quantiles: Matrix<Scalar>) -> Bool {
    quantiles.rows > 0 && quantiles.elements.allSatisfy(\.isFinite)
      && (1..<max(quantiles.rows, 1)).allSatisfy { i in
        (0..<quantiles.columns).allSatisfy { quantiles[i, $0] >= quantiles[i - 1, $0] }
      }
  }

  /// The scaled features where there are quantiles.
  func mapped(_ x: Matrix<Scalar>, by quantiles: Matrix<Scalar>) -> Matrix<Scalar> {
    var result = x
    for j in 0..<x.columns {
      let map = QuantileMap((0..<quantiles.rows).map { Double(quantiles[$0, j]) })
      for i in 0..<x.rows { result[i, j] = Scalar(map.score(of: Double(x[i, j]))) }
    }
    return result
  }

  /// The derivatives ∂z/∂x of the scaled features, n × d. Where scaled features have a corner, at a quantile, it is that of the
  /// interval above.
  ///
  /// - Precondition: `x` has d columns.
  /// - Complexity: O(n · d), times ln m with m quantiles.
  package func slopes(at x: Matrix<Scalar>) -> Matrix<Double> {
    var slopes = Matrix<Double>(rows: x.rows, columns: x.columns)
    for j in 0..<x.columns {
      let map = quantiles.map { quantiles in QuantileMap((0..<quantiles.rows).map { Double(quantiles[$0, j]) }) }
      for i in 0..<x.rows {
        if let map {
          slopes[i, j] = map.slope(at: Double(x[i, j]))
          continue
        }
        let slope: Double = 1 / Double(scales[j])
        guard let limit else {
          slopes[i, j] = slope
          continue
        }
        // z = u / √(1 + (u/c)²) has dz/du = (1 + (u/c)²)^(−3/2).
        let v: Double = (Double(x[i, j]) - Double(means[j])) * slope / Double(limit)
        let root: Double = (1 + v * v).squareRoot()
        slopes[i, j] = slope / (root * root * root)
      }
    }
    return slopes
  }
}

/// The map from a number to the normal quantile of its place among the quantiles of a column.
private struct QuantileMap {
  private let quantiles: [Double]
  /// How near to an end of the column a number is at that end.
  private let margin: Double

  /// How near to an end of the probabilities one is at that end.
  private static let threshold = 1e-7 - Double.ulpOfOne
  /// The scores at the ends.
  private static let (lowest, highest) = (
    NormalQuantile.value(at: threshold), NormalQuantile.value(at: 1 - threshold)
  )

  init(_ quantiles: [Double]) {
    self.quantiles = quantiles
    let range = quantiles[quantiles.count - 1] - quantiles[0]
    margin = range > 0 ? 1e-7 * min(range, 1) : 1e-7
  }

  /// i / (m − 1), as NumPy's `linspace` has it.
  static func level(_ i: Int, of m: Int) -> Double {
    m == 1 ? 0 : i == m - 1 ? 1 : Double(i) * (1 / Double(m - 1))
  }

  private func level(_ i: Int) -> Double { Self.level(i, of: quantiles.count) }

  /// Φ⁻¹(F(x)), within its ends.
  func score(of x: Double) -> Double {
    // Below before above: a constant column is at the lower end.
    if x - margin < quantiles[0] { return Self.lowest }
    if x + margin > quantiles[quantiles.count - 1] { return Self.highest }
    let p = min(max(probability(of: x), Self.threshold), 1 - Self.threshold)
    return NormalQuantile.value(at: p)
  }

  /// F(x), the mean of its interpolations from below and from above, which differ among equal quantiles.
  private func probability(of x: Double) -> Double {
    let (below, above) = places(of: x)
    func slope(_ i: Int) -> Double { (level(i + 1) - level(i)) / (quantiles[i + 1] - quantiles[i]) }
    let last = quantiles.count - 1
    let lower: Double = below == last ? 1 : slope(below) * (x - quantiles[below]) + level(below)
    let upper: Double = above == 0 ? 0 : level(above) - slope(above - 1) * (quantiles[above] - x)
    return 0.5 * (lower + upper)
  }

  /// The last quantile that is not above x, and the first that is not below it.
  private func places(of x: Double) -> (below: Int, above: Int) {
    func first(_ isBeyond: (Double) -> Bool) -> Int {
      var (low, high) = (0, quantiles.count)
      while low < high {
        let middle = (low + high) / 2
        if isBeyond(quantiles[middle]) { high = middle } else { low = middle + 1 }
      }
      return low
    }
    return (max(first { $0 > x } - 1, 0), min(first { $0 >= x }, quantiles.count - 1))
  }

  /// The derivative of `score`, F′(x) / φ(z): 0 at the ends.
  func slope(at x: Double) -> Double {
    let z = score(of: x)
    guard z > Self.lowest, z < Self.highest else { return 0 }
    let below = places(of: x).below
    guard below + 1 < quantiles.count, quantiles[below + 1] > quantiles[below] else { return 0 }
    let density: Double = Foundation.exp(-0.5 * z * z) / (2 * Double.pi).squareRoot()
    return (level(below + 1) - level(below)) / (quantiles[below + 1] - quantiles[below]) / density
  }
}
