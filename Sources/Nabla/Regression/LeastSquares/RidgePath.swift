/// The coefficients of one least-squares problem for any number of ridges, from one decomposition.
///
/// With the columns that are not penalised first, and the others divided by the scales that the penalty has, [R C] becomes the triangle [R₁ S c; 0 T d]. With T = U diag(s) Vᵀ the others
/// have w(λ) = V diag(s / (s² + λ)) Uᵀd, and R₁ b = c − S w(λ).
///
/// - Complexity: about 25p³ flops for p columns, and then 2p² for each ridge and target.
struct RidgePath {
  private let order: [Int]
  private let scales: [Double]
  /// How many columns are not penalised.
  private let free: Int
  /// R₁.
  private let first: ColumnMatrix
  /// S.
  private let coupling: ColumnMatrix
  /// c.
  private let constants: ColumnMatrix
  private let s: [Double]
  /// Vᵀ.
  private let vTransposed: ColumnMatrix
  /// Uᵀd.
  private let parts: ColumnMatrix
  private let routines: any LinearAlgebraRoutines.Type

  /// - Parameter scales: What the weights are multiplied by in the penalty; 0 for columns without one.
  /// - Throws: `noSingularValues`, also where the columns without a penalty depend on each other.
  init(_ problem: LeastSquares, scales: [Double]) throws(SolverError) {
    let (p, k) = (problem.p, problem.c.columns)
    routines = problem.routines
    order = scales.indices.filter { scales[$0] == 0 } + scales.indices.filter { scales[$0] > 0 }
    self.scales = scales
    let u = scales.count { $0 == 0 }
    free = u
    var augmented = ColumnMatrix(rows: p, columns: p + k)
    for (place, j) in order.enumerated() {
      for i in 0..<p { augmented[i, place] = scales[j] > 0 ? problem.r[i, j] / scales[j] : problem.r[i, j] }
    }
    for j in 0..<k { augmented[column: p + j] = problem.c[column: j] }
    let triangle = QRFactorization(augmented, using: routines).r
    first = triangle.leading(u, u)
    coupling = triangle.block(0..<u, u..<p)
    constants = triangle.block(0..<u, p..<p + k)
    guard let svd = SingularValueDecomposition(triangle.block(u..<p, u..<p), using: routines),
      svd.values.allSatisfy(\.isFinite), (0..<u).allSatisfy({ triangle[$0, $0] != 0 })
    else { throw .noSingularValues }
    s = svd.values
    vTransposed = svd.vTransposed
    parts = svd.u.times(triangle.block(u..<p, p..<p + k), transposed: true, using: routines)
  }

  /// p × K, for a ridge of λ.
  ///
  /// - Precondition: λ is positive.
  func coefficients(ridge lambda: Double) -> ColumnMatrix {
    var damped = parts
    for j in 0..<damped.columns {
      for i in s.indices { damped[i, j] *= s[i] / (s[i] * s[i] + lambda) }
    }
    let weights = vTransposed.times(damped, transposed: true, using: routines)
    var rest = constants
    let coupled = coupling.times(weights, using: routines)
    for j in 0..<rest.columns {
      for i in 0..<free { rest[i, j] -= coupled[i, j] }
    }
    let biases = first.solvingTriangle(rest, upper: true, using: routines)
    var result = ColumnMatrix(rows: order.count, columns: parts.columns)
    for j in 0..<result.columns {
      for (place, i) in order.enumerated() {
        result[i, j] = place < free ? biases[place, j] : weights[place - free, j] / scales[i]
      }
    }
    return result
  }
}

extension ColumnMatrix {
  /// Some rows of some columns.
  fileprivate func block(_ rows: Range<Int>, _ columns: Range<Int>) -> ColumnMatrix {
    var result = ColumnMatrix(rows: rows.count, columns: columns.count)
    for (j, column) in columns.enumerated() {
      for (i, row) in rows.enumerated() { result[i, j] = self[row, column] }
    }
    return result
  }
}
