/// A positive definite matrix A in a form that solves with it: the precision of a normal distribution.
enum CurvatureFactor: Sendable {
  /// A = LLᵀ.
  case dense(CholeskyFactorization)
  /// A = V diag(λ) Vᵀ on the span of the columns of V; what is orthogonal to it is left out.
  case spectral(values: [Double], vectors: ColumnMatrix)
  /// A = diag(a).
  case diagonal([Double])
  /// A = D^½ (I + QΛQᵀ) D^½.
  case lowRank(LowRankCurvature)

  /// The number of variables.
  var size: Int {
    switch self {
    case .dense(let factor): factor.size
    case .spectral(_, let vectors): vectors.rows
    case .diagonal(let a): a.count
    case .lowRank(let a): a.size
    }
  }

  /// The number of directions that count.
  var rank: Int {
    switch self {
    case .dense, .diagonal, .lowRank: size
    case .spectral(let values, _): values.count
    }
  }

  /// ln det A, on the directions that count.
  var logDeterminant: Double {
    switch self {
    case .dense(let factor): factor.logDeterminant
    case .spectral(let values, _): Self.sumOfLogs(values)
    case .diagonal(let a): Self.sumOfLogs(a)
    case .lowRank(let a): a.logDeterminant
    }
  }

  static func sumOfLogs(_ values: [Double]) -> Double { values.reduce(0) { $0 + Double._Primitives.log($1) } }

  /// A⁻¹B.
  func solve(_ b: ColumnMatrix) -> ColumnMatrix {
    switch self {
    case .dense(let factor): return factor.solve(b)
    case .spectral(let values, let vectors):
      return vectors.times(vectors.times(b, transposed: true).rowsScaled { 1 / values[$0] })
    case .diagonal(let a): return b.rowsScaled { 1 / a[$0] }
    case .lowRank(let a): return a.solve(b)
    }
  }

  /// A⁻¹b.
  func solve(_ b: [Double]) -> [Double] { solve(ColumnMatrix(rows: b.count, columns: 1, elements: b)).elements }

  /// A matrix M with MᵀM = BᵀA⁻¹B.
  func halfSolve(_ b: ColumnMatrix) -> ColumnMatrix {
    switch self {
    case .dense(let factor): return factor.halfSolve(b)
    case .spectral(let values, let vectors):
      return vectors.times(b, transposed: true).rowsScaled { 1 / values[$0].squareRoot() }
    case .diagonal(let a): return b.rowsScaled { 1 / a[$0].squareRoot() }
    case .lowRank(let a): return a.halfSolve(b)
    }
  }

  /// Columns with the covariance A⁻¹ from columns of independent standard normal numbers.
  func correlated(_ z: ColumnMatrix) -> ColumnMatrix {
    switch self {
    case .dense(let factor): return factor.transposedHalfSolve(z)
    case .spectral(let values, let vectors):
      return vectors.times(vectors.times(z, transposed: true).rowsScaled { 1 / values[$0].squareRoot() })
    case .diagonal(let a): return z.rowsScaled { 1 / a[$0].squareRoot() }
    case .lowRank(let a): return a.correlated(z)
    }
  }

  /// uᵀAu of a sparse vector.
  func squaredLength(_ u: [(place: Int, value: Double)]) -> Double {
    switch self {
    case .dense(let factor): return factor.squaredLength(u)
    case .spectral(let values, let vectors):
      return values.indices.reduce(0) { sum, j in
        let part = u.reduce(0) { $0 + $1.value * vectors[$1.place, j] }
        return sum + values[j] * part * part
      }
    case .diagonal(let a): return u.reduce(0) { $0 + a[$1.place] * $1.value * $1.value }
    case .lowRank(let a):
      let scaled = u.map { (place: $0.place, value: $0.value * a.diagonal[$0.place].squareRoot()) }
      let own = scaled.reduce(0) { $0 + $1.value * $1.value }
      return a.values.indices.reduce(own) { sum, j in
        let part = scaled.reduce(0) { $0 + $1.value * a.vectors[$1.place, j] }
        return sum + a.values[j] * part * part
      }
    }
  }

  /// A⁻¹, dense.
  func inverse() -> ColumnMatrix {
    switch self {
    case .dense(let factor): return factor.inverse()
    case .spectral, .diagonal, .lowRank:
      return solve(ColumnMatrix(diagonal: [Double](repeating: 1, count: size)))
    }
  }

  /// The diagonal of A⁻¹.
  func inverseDiagonal() -> [Double] {
    switch self {
    case .dense(let factor):
      let inverse = factor.inverse()
      return (0..<size).map { inverse[$0, $0] }
    case .spectral(let values, let vectors):
      return (0..<size).map { i in
        values.indices.reduce(0) { $0 + vectors[i, $1] * vectors[i, $1] / values[$1] }
      }
    case .diagonal(let a): return a.map { 1 / $0 }
    case .lowRank(let a): return a.inverseDiagonal()
    }
  }

  /// How much of each variable's direction counts: 1, or the diagonal of VVᵀ.
  func presence() -> [Double] {
    switch self {
    case .dense, .diagonal, .lowRank: return [Double](repeating: 1, count: size)
    case .spectral(let values, let vectors):
      return (0..<size).map { i in values.indices.reduce(0) { $0 + vectors[i, $1] * vectors[i, $1] } }
    }
  }
}

extension ColumnMatrix {
  /// diag(s) times this matrix.
  func rowsScaled(_ s: (Int) -> Double) -> ColumnMatrix {
    let factors = (0..<rows).map(s)
    var result = self
    result.withUnsafeMutable { elements in
      for j in 0..<columns {
        for i in 0..<rows { elements[j * rows + i] *= factors[i] }
      }
    }
    return result
  }

  /// The sums of squares of the columns.
  var columnSquares: [Double] {
    (0..<columns).map { j in self[column: j].reduce(0) { $0 + $1 * $1 } }
  }
}
