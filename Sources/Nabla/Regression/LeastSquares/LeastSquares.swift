/// min ‖√V (Φw − t)‖² + λ‖w‖² for one design and several targets, from the triangle of [√V Φ, √V T]: never from normal
/// equations.
///
/// With [R C; 0 E] that triangle, w solves min ‖Rw − C‖² + λ‖w‖², and ‖E‖² is what no w can explain.
struct LeastSquares {
  let p: Int
  /// R, p × p.
  let r: ColumnMatrix
  /// C, p × K.
  let c: ColumnMatrix
  /// ‖E e_k‖² of every target.
  let unexplained: [Double]
  let routines: any LinearAlgebraRoutines.Type

  /// From the triangle of the augmented design with `p` columns of features.
  init(triangle: ColumnMatrix, design p: Int, using routines: any LinearAlgebraRoutines.Type) {
    let q = triangle.columns
    self.p = p
    self.routines = routines
    r = triangle.leading(p, p)
    var c = ColumnMatrix(rows: p, columns: q - p)
    for k in p..<q {
      for i in 0..<p { c[i, k - p] = triangle[i, k] }
    }
    self.c = c
    unexplained = (p..<q).map { k in (p..<q).reduce(0) { $0 + triangle[$1, k] * triangle[$1, k] } }
  }

  struct Solution {
    /// p × K.
    var coefficients: ColumnMatrix
    /// F with FFᵀ the covariance of the coefficients for unit variance: R⁻¹ for full rank.
    var factor: ColumnMatrix
    /// ‖t − Φw‖² of every target.
    var residuals: [Double]
    var rank: Int
    /// The rank, or the effective number of parameters tr Φ(ΦᵀΦ + λ)⁻¹Φᵀ.
    var parameters: Double
    /// Those of the design, with its columns brought to unit length, that was solved: with the rows of a ridge.
    var scaledSingularValues: [Double]
  }

  /// The lengths of the columns of R, 1 for a column of zeros.
  private var lengths: [Double] {
    (0..<p).map { j in
      let length = r.withUnsafe { ReferenceRoutines.norm($0 + j * p, p) }
      return length > 0 ? length : 1
    }
  }

  /// The singular values of R.
  func singularValues() -> [Double] { Self.values(r, routines) }

  /// The singular values of R with its columns brought to unit length.
  func scaledSingularValues() -> [Double] { Self.values(scaled(by: lengths), routines) }

  private static func values(_ a: ColumnMatrix, _ routines: any LinearAlgebraRoutines.Type) -> [Double] {
    SingularValueDecomposition.values(of: a, using: routines) ?? []
  }

  private func scaled(by lengths: [Double]) -> ColumnMatrix {
    var result = r
    for j in 0..<p {
      for i in 0..<p { result[i, j] /= lengths[j] }
    }
    return result
  }

  /// Singular values of the scaled design below this part of the largest count as 0.
  ///
  /// Rounding of the features themselves moves them by ε√p; QR by little more.
  static func rankTolerance(_ p: Int) -> Double { 8 * Double.ulpOfOne * Double(max(p, 4)) }

  /// How many of these singular values of the scaled design, which descend, do not count as 0.
  static func rank(_ scaled: [Double]) -> Int {
    guard let largest = scaled.first else { return 0 }
    let tolerance = rankTolerance(scaled.count) * largest
    return scaled.prefix { $0 > tolerance }.count
  }

  /// The solution; that of minimum norm where the design is rank-deficient.
  ///
  /// - Throws: `noSingularValues`.
  func solve() throws(SolverError) -> Solution {
    let lengths = lengths
    guard p > 0 else {
      return Solution(
        coefficients: c, factor: ColumnMatrix(rows: p, columns: p), residuals: residuals(c), rank: 0, parameters: 0,
        scaledSingularValues: [])
    }
    let scaled = scaled(by: lengths)
    // The vectors cost several times as much as the values, and full rank does without.
    let values = Self.values(scaled, routines)
    guard values.first?.isFinite ?? false else { throw .noSingularValues }
    let rank = Self.rank(values)
    if rank == p {
      let coefficients = r.solvingTriangle(c, upper: true, using: routines)
      return Solution(
        coefficients: coefficients, factor: r.invertedTriangle(upper: true, using: routines).upperTriangle,
        residuals: residuals(coefficients), rank: rank, parameters: Double(rank), scaledSingularValues: values)
    }
    guard let svd = SingularValueDecomposition(scaled, using: routines) else { throw .noSingularValues }
    // RD⁻¹ = U S Vᵀ: one solution is D⁻¹ V₁ S₁⁻¹ U₁ᵀ c; the null space of R is spanned by D⁻¹ V₂.
    var g = ColumnMatrix(rows: p, columns: p)
    var null = ColumnMatrix(rows: p, columns: p - rank)
    for i in 0..<p {
      for j in 0..<rank { g[i, j] = svd.vTransposed[j, i] / (lengths[i] * svd.values[j]) }
      for j in rank..<p { null[i, j - rank] = svd.vTransposed[j, i] / lengths[i] }
    }
    // What lies in the null space is taken away, which leaves the solution of the smallest norm.
    let basis = QRFactorization(null, using: routines)
    var unit = basis.transposedQ(times: g)
    for i in 0..<p - rank {
      for j in 0..<p { unit[i, j] = 0 }
    }
    let factor = basis.q(times: unit)
    let coefficients = factor.times(svd.u.times(c, transposed: true, using: routines), using: routines)
    return Solution(
      coefficients: coefficients, factor: factor, residuals: residuals(coefficients), rank: rank,
      parameters: Double(rank), scaledSingularValues: values)
  }

  /// The solution with a ridge of λ on the columns that `isPenalised` names: rows √λ eᵢ are put below R.
  func solve(ridge lambda: Double, penalised: [Bool]) throws(SolverError) -> Solution {
    guard lambda > 0 else { return try solve() }
    let k = c.columns
    var stacked = ColumnMatrix(rows: 2 * p, columns: p + k)
    for j in 0..<p {
      for i in 0..<p { stacked[i, j] = r[i, j] }
      if penalised[j] { stacked[p + j, j] = lambda.squareRoot() }
    }
    for j in 0..<k {
      for i in 0..<p { stacked[i, p + j] = c[i, j] }
    }
    let triangle = QRFactorization(stacked, using: routines).r
    var square = ColumnMatrix(rows: p + k, columns: p + k)
    for j in 0..<p + k {
      for i in 0..<min(triangle.rows, p + k) { square[i, j] = triangle[i, j] }
    }
    let penalisedProblem = LeastSquares(triangle: square, design: p, using: routines)
    let solution = try penalisedProblem.solve()
    // The covariance A⁻¹ΦᵀΦA⁻¹ with A = R_λᵀR_λ is FFᵀ with F = R_λ⁻¹(R R_λ⁻¹)ᵀ; ‖R R_λ⁻¹‖² is the trace of the hat matrix.
    let z = r.times(solution.factor, using: routines)
    return Solution(
      coefficients: solution.coefficients,
      factor: solution.factor.times(z, transposedOther: true, using: routines),
      residuals: residuals(solution.coefficients), rank: solution.rank,
      parameters: z.elements.reduce(0) { $0 + $1 * $1 }, scaledSingularValues: solution.scaledSingularValues)
  }

  /// ‖t − Φw‖² of every target.
  func residuals(_ w: ColumnMatrix) -> [Double] {
    let fitted = r.times(w, using: routines)
    return (0..<c.columns).map { k in
      (0..<p).reduce(unexplained[k]) { sum, i in
        let difference = c[i, k] - fitted[i, k]
        return sum + difference * difference
      }
    }
  }
}

extension ColumnMatrix {
  /// This square matrix with zeros below its diagonal.
  var upperTriangle: ColumnMatrix {
    var result = self
    for j in 0..<columns {
      for i in j + 1..<max(rows, j + 1) { result[i, j] = 0 }
    }
    return result
  }
}
