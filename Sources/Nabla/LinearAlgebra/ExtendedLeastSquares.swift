/// Least squares in twice the digits: the answer to the rounded data with no further loss but the last rounding, however
/// ill-conditioned the design is, up to a condition number of some 10²⁵.
///
/// Modified Gram–Schmidt on [Φ T], which is as stable as Householder's reflections for this problem (Å. Björck, BIT 7,
/// 1967), in `DoubleDouble`.
struct ExtendedLeastSquares {
  /// p × K.
  let coefficients: ColumnMatrix
  /// R⁻¹, p × p.
  let inverse: ColumnMatrix
  /// ‖t − Φw‖² of every output.
  let residuals: [Double]

  /// What is always worth it.
  static let smallCost = 2e5

  /// About what it costs, in operations of `DoubleDouble`.
  static func cost(rows: Int, columns: Int) -> Double { Double(rows) * Double(columns) * Double(columns) }

  /// - Parameters:
  ///   - columns: The p columns of the design, then the K targets, n numbers each.
  ///   - p: The number of columns of the design, of full rank.
  /// - Complexity: n (p + K)² operations of `DoubleDouble`, each some 20 flops.
  init(_ columns: consuming [[DoubleDouble]], design p: Int) {
    let q = columns.count
    let n = columns.first?.count ?? 0
    var r = Array(repeating: Array(repeating: DoubleDouble(0), count: q), count: p)
    for k in 0..<p {
      let norm = Self.product(columns[k], columns[k]).squareRoot()
      r[k][k] = norm
      for i in 0..<n { columns[k][i] = columns[k][i] / norm }
      for j in k + 1..<q {
        let projection = Self.product(columns[k], columns[j])
        r[k][j] = projection
        for i in 0..<n { columns[j][i] = columns[j][i] - projection * columns[k][i] }
      }
    }
    residuals = (p..<q).map { Self.product(columns[$0], columns[$0]).rounded }

    /// Solves Rx = b from below.
    func solve(_ b: [DoubleDouble]) -> [DoubleDouble] {
      var x = b
      for i in stride(from: p - 1, through: 0, by: -1) {
        for j in i + 1..<max(p, i + 1) { x[i] = x[i] - r[i][j] * x[j] }
        x[i] = x[i] / r[i][i]
      }
      return x
    }
    coefficients = ColumnMatrix(
      rows: p, columns: q - p,
      elements: (p..<q).flatMap { k in solve((0..<p).map { r[$0][k] }).map(\.rounded) })
    inverse = ColumnMatrix(
      rows: p, columns: p,
      elements: (0..<p).flatMap { j in solve((0..<p).map { $0 == j ? 1 : 0 }).map(\.rounded) })
  }

  private static func product(_ x: [DoubleDouble], _ y: [DoubleDouble]) -> DoubleDouble {
    var sum = DoubleDouble(0)
    for i in x.indices { sum = sum + x[i] * y[i] }
    return sum
  }
}
