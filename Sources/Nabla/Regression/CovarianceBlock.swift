/// The covariance of some parameters: `scale` times a matrix that several outputs may share.
struct CovarianceBlock: Sendable {
  let parameters: [Int]
  let unscaled: UnscaledCovariance
  /// σ²; nil where it cannot be estimated.
  let scale: Double?
  /// What these parameters' statistics are compared with; nil where they cannot be tested.
  let distribution: ReferenceDistribution?

  func covariance(_ i: Int, _ j: Int) -> Double { (scale ?? .nan) * unscaled[i, j] }
  /// Nil also where the data say nothing of the parameter, which is 0 in every solution of the smallest norm.
  func standardError(_ i: Int) -> Double? {
    let variance = unscaled[i, i]
    return variance > 0 ? scale.map { ($0 * variance).squareRoot() } : nil
  }
  /// gᵀ cov(w) g.
  func variance(_ g: [Double]) -> Double { (scale ?? .nan) * unscaled.variance(g) }
}

/// A covariance matrix of p parameters for unit variance.
enum UnscaledCovariance: Sendable {
  /// The matrix itself.
  case matrix(ColumnMatrix)
  /// FFᵀ, given by Fᵀ, r × p: of many parameters that few examples determine.
  case factor(ColumnMatrix)

  subscript(i: Int, j: Int) -> Double {
    switch self {
    case .matrix(let matrix): return matrix[i, j]
    case .factor(let f):
      return f.withUnsafe { f0 in
        let (a, b) = (f0 + i * f.rows, f0 + j * f.rows)
        return (0..<f.rows).reduce(0) { $0 + a[$1] * b[$1] }
      }
    }
  }

  /// gᵀ C g.
  func variance(_ g: [Double]) -> Double {
    var sum = 0.0
    switch self {
    case .matrix(let matrix):
      for (i, gi) in g.enumerated() where gi != 0 {
        for (j, gj) in g.enumerated() { sum += gi * gj * matrix[i, j] }
      }
    case .factor(let f):
      for value in f.times(g) { sum += value * value }
    }
    return sum
  }
}
