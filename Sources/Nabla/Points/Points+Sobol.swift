extension Points {
  /// The most coordinates of Sobol's sequence here.
  public static let mostSobolCoordinates = 12

  /// The first points of Sobol's sequence but for the one at the corner, which are spread much more evenly than random ones:
  /// of 2ᵐ parts of each coordinate's range every one holds one of the first 2ᵐ points.
  ///
  /// - Parameters:
  ///   - count: The number of points.
  ///   - box: The range of each coordinate, at most `mostSobolCoordinates`.
  ///   - skipping: How many points before them are left out, the corner first.
  ///
  /// Source: I. M. Sobol, 1967; with the direction numbers of S. Joe and F. Y. Kuo, SIAM Journal on Scientific Computing 30,
  /// 2008, in the order of I. A. Antonov and V. M. Saleev, 1979.
  public static func sobol(_ count: Int, in box: [ClosedRange<Double>], skipping: Int = 1) -> Matrix<Double> {
    precondition(count >= 0 && skipping >= 0, "\(count) points, \(skipping) left out")
    precondition(
      box.count <= mostSobolCoordinates, "\(box.count) coordinates, but \(mostSobolCoordinates) are the most")
    var points = Matrix<Double>(rows: count, columns: box.count)
    for (i, range) in box.enumerated() {
      let directions = directionNumbers(i)
      var bits: UInt32 = 0
      for n in 0..<skipping + count {
        if n >= skipping { points[n - skipping, i] = at(Double(bits) * 0x1p-32, of: range) }
        // The next point in Gray's order differs in the bit of the lowest zero of n.
        bits ^= directions[min((~n).trailingZeroBitCount, 31)]
      }
    }
    return points
  }

  /// A primitive polynomial over two elements, its degree and inner coefficients, with the first direction numbers.
  private static let polynomials: [(degree: Int, inner: UInt32, first: [UInt32])] = [
    (1, 0, [1]), (2, 1, [1, 3]), (3, 1, [1, 3, 1]), (3, 2, [1, 1, 1]), (4, 1, [1, 1, 3, 3]), (4, 4, [1, 3, 5, 13]),
    (5, 2, [1, 1, 5, 5, 17]), (5, 4, [1, 1, 5, 5, 5]), (5, 7, [1, 1, 7, 11, 19]), (5, 11, [1, 1, 5, 1, 1]),
    (5, 13, [1, 1, 1, 3, 11]),
  ]

  private static func directionNumbers(_ coordinate: Int) -> [UInt32] {
    guard coordinate > 0 else { return (0..<32).map { 1 << (31 - $0) } }
    let (degree, inner, first) = polynomials[coordinate - 1]
    var v = first.enumerated().map { k, m in m << UInt32(31 - k) }
    for k in degree..<32 {
      var next = v[k - degree] ^ (v[k - degree] >> UInt32(degree))
      for l in 1..<degree where inner >> UInt32(degree - 1 - l) & 1 == 1 { next ^= v[k - l] }
      v.append(next)
    }
    return v
  }
}
