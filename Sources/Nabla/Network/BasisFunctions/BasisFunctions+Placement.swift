/// Basis functions whose places are taken from data.
extension BasisFunctions {
  /// `count` Gaussians at the centres of clusters of the rows of `x` (n × d), found by k-means.
  ///
  /// - Parameters:
  ///   - width: s of all of them; by default the mean distance of a centre from its nearest neighbour, times 1.5.
  ///   - seed: Where the clusters begin; the same seed gives the same centres.
  /// - Precondition: `x` has at least `count` different rows, all finite.
  /// - Complexity: O(n d count) an iteration, at most 100; source: S. P. Lloyd, IEEE Transactions on Information Theory 28,
  ///   1982, started by D. Arthur and S. Vassilvitskii, SODA 2007.
  public static func gaussian<S: RealScalar>(
    count: Int, placedOn x: Matrix<S>, width: Double? = nil, seed: UInt64 = 1
  ) -> BasisFunctions {
    let centers = clusterCenters(count, Matrix<Double>(x), seed: seed)
    return .gaussian(centers: centers, width: width ?? 1.5 * meanNeighborDistance(centers))
  }

  /// Sigmoids at `count` equally spaced quantiles of the numbers; by default their width is half the mean distance of
  /// neighbours, and 1/2 for a single one.
  ///
  /// - Precondition: `count` is at least 1, and there are numbers, all finite.
  public static func sigmoid<S: RealScalar>(count: Int, placedOn x: [S], width: Double? = nil) -> BasisFunctions {
    precondition(count >= 1, "\(count) sigmoids")
    let centers = quantiles((1...count).map { Double($0) / Double(count + 1) }, of: x)
    let spacing = count > 1 ? (centers[count - 1] - centers[0]) / Double(count - 1) : 1
    // Equal numbers have no distance: any width that is not lost beside them, in single precision too, does.
    let size = centers.reduce(1) { max($0, $1.magnitude) }
    return .sigmoid(centers: centers, width: width ?? max(spacing / 2, size * Double(Float.ulpOfOne)))
  }

  /// B-splines with `intervals` intervals between the smallest and the largest of the numbers, each with as many of them.
  ///
  /// Equal quantiles count once.
  ///
  /// - Precondition: `intervals` is at least 1, and there are numbers, all finite.
  public static func bSpline<S: RealScalar>(degree: Int = 3, intervals: Int, placedOn x: [S]) -> BasisFunctions {
    precondition(intervals >= 1, "\(intervals) intervals")
    let points = quantiles((0...intervals).map { Double($0) / Double(intervals) }, of: x)
    return .bSpline(degree: degree, breakpoints: distinct(points))
  }

  /// Indicators of `bins` bins with as many of the numbers each. Bins without numbers are joined to those below, so that
  /// there are fewer where numbers are equal, and none that is the same for all of them.
  ///
  /// - Precondition: `bins` is at least 2, and there are two different numbers or more, all finite.
  public static func indicator<S: RealScalar>(bins: Int, placedOn x: [S]) -> BasisFunctions {
    precondition(bins >= 2, "\(bins) bins")
    let numbers = distinct(x.map { Double($0) }.sorted())
    precondition(numbers.count > 1, "indicators of \(numbers.count == 1 ? "one number" : "no numbers")")
    var edges: [Double] = []
    for edge in quantiles((1..<bins).map { Double($0) / Double(bins) }, of: x)
    where numbers.contains(where: { $0 < edge && $0 >= edges.last ?? -.infinity }) {
      edges.append(edge)
    }
    // All quantiles may be equal to the smallest number.
    return .indicator(edges: edges.isEmpty ? [numbers[1]] : edges)
  }

  /// At most `pieces` pieces of every column of `x` (n × d), each with as many of its numbers.
  ///
  /// Equal quantiles count once, so that there are fewer pieces where numbers are equal; a column of one or two different
  /// numbers, as of a yes and a no, has no knots and stays as it is.
  ///
  /// - Precondition: `pieces` is at least 1, and there are rows, all finite.
  /// - Complexity: O(d n ln n).
  public static func piecewiseLinear<S: RealScalar>(pieces: Int, placedOn x: Matrix<S>) -> BasisFunctions {
    precondition(pieces >= 1, "\(pieces) pieces")
    let levels = (0...pieces).map { Double($0) / Double(pieces) }
    let knots = (0..<x.columns).map { j -> [Double] in
      let column = (0..<x.rows).map { x[$0, j] }
      guard Set(column).count > 2 else { return [] }
      // As the scalar has them: knots that differ do so in its numbers, too.
      return quantiles(levels, of: column).map { Double(S($0)) }.reduce(into: []) { knots, knot in
        if knot > knots.last ?? -.infinity { knots.append(knot) }
      }
    }
    return .piecewiseLinear(knots: knots)
  }

  /// Sorted numbers, each once.
  private static func distinct(_ sorted: [Double]) -> [Double] {
    sorted.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// Quantiles by linear interpolation between the sorted numbers (definition 7 of R. J. Hyndman and Y. Fan, 1996).
  static func quantiles<S: RealScalar>(_ levels: [Double], of x: [S]) -> [Double] {
    let sorted = x.map { Double($0) }.sorted()
    precondition(!sorted.isEmpty, "quantiles of no numbers")
    precondition(sorted.allSatisfy(\.isFinite), "quantiles of numbers that are not all finite")
    return levels.map { level in
      let place = level * Double(sorted.count - 1)
      let below = min(Int(place), sorted.count - 1)
      let above = min(below + 1, sorted.count - 1)
      return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
  }

  private static func distance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
  }

  private static func meanNeighborDistance(_ centers: Matrix<Double>) -> Double {
    guard centers.rows > 1 else { return 1 }
    let nearest = (0..<centers.rows).map { i in
      (0..<centers.rows).filter { $0 != i }.map { distance(centers[row: i], centers[row: $0]) }.min() ?? 0
    }
    return nearest.reduce(0) { $0 + $1.squareRoot() } / Double(centers.rows)
  }

  /// The centres of `count` clusters, in the order of their first coordinates.
  static func clusterCenters(_ count: Int, _ x: Matrix<Double>, seed: UInt64) -> Matrix<Double> {
    precondition(
      count >= 1 && Set((0..<x.rows).map { Array(x[row: $0]) }).count >= count,
      "\(count) clusters of \(x.rows) examples")
    var generator = SeededGenerator(seed: seed)
    // The first centre at random, each other far from those before, with a probability as the squared distance.
    var centers = [Array(x[row: Int.random(in: 0..<x.rows, using: &generator)])]
    var nearest = (0..<x.rows).map { distance(x[row: $0], centers[0][...]) }
    while centers.count < count {
      var place = generator.uniform() * nearest.reduce(0, +)
      let chosen = nearest.indices.first { i in
        place -= nearest[i]
        return place < 0 && nearest[i] > 0
      }
      centers.append(Array(x[row: chosen ?? nearest.indices.max { nearest[$0] < nearest[$1] }!]))
      for i in nearest.indices { nearest[i] = min(nearest[i], distance(x[row: i], centers[centers.count - 1][...])) }
    }
    var assignment = Array(repeating: -1, count: x.rows)
    for _ in 0..<100 {
      let next = (0..<x.rows).map { i in
        centers.indices.min { distance(x[row: i], centers[$0][...]) < distance(x[row: i], centers[$1][...]) }!
      }
      if next == assignment { break }
      assignment = next
      for k in centers.indices {
        let members = next.indices.filter { next[$0] == k }
        guard !members.isEmpty else { continue }
        for j in 0..<x.columns {
          centers[k][j] = members.reduce(0) { $0 + x[$1, j] } / Double(members.count)
        }
      }
    }
    return Matrix(centers.sorted { $0.lexicographicallyPrecedes($1) })
  }
}
