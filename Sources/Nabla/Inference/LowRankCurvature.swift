/// A = D + H with a positive diagonal D, H being known by its products and replaced by its largest parts as D measures them:
///
///     A ≈ D^½ (I + QΛQᵀ) D^½,   D^{−½} H D^{−½} q = λ q
///
/// What is left out has eigenvalues of D^{−½} H D^{−½} no larger than the last one kept: directions about which the data say
/// less than the prior where that is below 1. Needs r vectors and never a matrix n × n.
///
/// - Complexity: up to `mostSteps` products, 2 n `mostSteps`² flops and n `mostSteps` numbers.
struct LowRankCurvature: Sendable {
  /// D.
  let diagonal: [Double]
  /// Λ, descending.
  let values: [Double]
  /// Q, n × r.
  let vectors: ColumnMatrix
  /// The smallest Ritz value of D^{−½} H D^{−½}, which is not below its smallest eigenvalue: where it is below −1, A is not
  /// positive definite.
  let smallest: Double
  /// The products that were needed.
  let steps: Int

  var size: Int { diagonal.count }

  /// - Parameters:
  ///   - diagonal: D, positive.
  ///   - rank: The most parts to keep.
  ///   - block: How often an eigenvalue may occur: the number of outputs, as each has its own weights in the last layer.
  ///   - product: H times a vector.
  /// - Returns: nil where a product is not finite.
  init?(
    diagonal: [Double], rank: Int, block: Int, mostSteps: Int, product: (_ v: [Double]) -> [Double]
  ) {
    self.diagonal = diagonal
    let roots = diagonal.map { $0.squareRoot() }
    guard
      let pairs = BlockLanczos.largestPairs(
        dimension: diagonal.count, count: rank, block: block, mostSteps: mostSteps,
        product: { v in
          let scaled = zip(v, roots).map { $0 / $1 }
          return zip(product(scaled), roots).map { $0 / $1 }
        })
    else { return nil }
    values = pairs.values
    vectors = ColumnMatrix(rows: diagonal.count, columns: values.count, elements: pairs.vectors.flatMap { $0 })
    smallest = pairs.smallest
    steps = pairs.steps
  }

  var logDeterminant: Double {
    CurvatureFactor.sumOfLogs(diagonal) + values.reduce(0) { $0 + Double._Primitives.log1p($1) }
  }

  /// (I + QΛQᵀ)^p B for p = −1 or −½: B + Q ((1 + λ)^p − 1) QᵀB.
  private func apply(_ b: ColumnMatrix, _ power: (Double) -> Double) -> ColumnMatrix {
    let parts = vectors.times(b, transposed: true).rowsScaled { power(1 + values[$0]) - 1 }
    var result = vectors.times(parts)
    result.withUnsafeMutable { r in
      for (i, value) in b.elements.enumerated() { r[i] += value }
    }
    return result
  }

  func solve(_ b: ColumnMatrix) -> ColumnMatrix {
    let scaled = b.rowsScaled { 1 / diagonal[$0].squareRoot() }
    return apply(scaled) { 1 / $0 }.rowsScaled { 1 / diagonal[$0].squareRoot() }
  }

  /// (I + QΛQᵀ)^{−½} D^{−½} B, whose square is BᵀA⁻¹B.
  func halfSolve(_ b: ColumnMatrix) -> ColumnMatrix {
    apply(b.rowsScaled { 1 / diagonal[$0].squareRoot() }) { 1 / $0.squareRoot() }
  }

  /// D^{−½} (I + QΛQᵀ)^{−½} Z, with the covariance A⁻¹.
  func correlated(_ z: ColumnMatrix) -> ColumnMatrix {
    apply(z) { 1 / $0.squareRoot() }.rowsScaled { 1 / diagonal[$0].squareRoot() }
  }

  func inverseDiagonal() -> [Double] {
    (0..<size).map { i in
      let sum = values.indices.reduce(0) { $0 + vectors[i, $1] * vectors[i, $1] * values[$1] / (1 + values[$1]) }
      return (1 - sum) / diagonal[i]
    }
  }
}
