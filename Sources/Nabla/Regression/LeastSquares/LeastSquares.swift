internal import Synchronization

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
  let threads: Int

  /// From the triangle of the augmented design with `p` columns of features; rows that it lacks are 0.
  init(
    triangle found: ColumnMatrix, design p: Int, using routines: any LinearAlgebraRoutines.Type, threads: Int = 1
  ) {
    let q = found.columns
    let triangle = found.withRows(q)
    self.p = p
    self.routines = routines
    self.threads = threads
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
    /// G with GGᵀ = (ΦᵀΦ + λS²)⁻¹, so that ‖Gᵀφᵢ‖² is the leverage hᵢᵢ: the same without a ridge.
    var hatFactor: ColumnMatrix
    /// ‖t − Φw‖² of every target.
    var residuals: [Double]
    /// The rank, or the effective number of parameters tr Φ(ΦᵀΦ + λS²)⁻¹Φᵀ.
    var parameters: Double
  }

  /// The lengths of the columns of R.
  var lengths: [Double] {
    (0..<p).map { j in r.withUnsafe { ReferenceRoutines.norm($0 + j * p, p) } }
  }

  /// ‖√V t‖ of every target.
  var targetLengths: [Double] {
    unexplained.indices.map { k in
      let explained = c.withUnsafe { ReferenceRoutines.norm($0 + k * p, p) }
      return ReferenceRoutines.norm([explained, unexplained[k].squareRoot()], 2)
    }
  }

  /// The singular values of R, and those of R with its columns brought to unit length, at once on two threads.
  ///
  /// - Throws: `noSingularValues`.
  func spectra() throws(SolverError) -> (values: [Double], scaled: [Double]) {
    let matrices = [r, withUnitColumns]
    let found = Mutex<[[Double]?]>([nil, nil])
    Parallel.forEach(2, threads: threads) { piece, _ in
      let values = SingularValueDecomposition.values(of: matrices[piece], using: routines)
      found.withLock { $0[piece] = values }
    }
    let spectra = found.withLock { $0 }
    guard let scaled = spectra[1], scaled.first?.isFinite ?? true else { throw .noSingularValues }
    return (spectra[0] ?? [], scaled)
  }

  /// R with its columns brought to unit length.
  private var withUnitColumns: ColumnMatrix {
    var scaled = r
    for (j, length) in lengths.enumerated() where length > 0 {
      for i in 0..<p { scaled[i, j] /= length }
    }
    return scaled
  }

  /// The singular values of R with its columns brought to unit length.
  ///
  /// - Throws: `noSingularValues`.
  func scaledSingularValues() throws(SolverError) -> [Double] {
    guard let values = SingularValueDecomposition.values(of: withUnitColumns, using: routines),
      values.first?.isFinite ?? true
    else { throw .noSingularValues }
    return values
  }

  /// The problem with some of the columns only, in their order.
  func subset(_ columns: [Int]) -> LeastSquares {
    guard columns != Array(0..<p) else { return self }
    let (n, k) = (columns.count, c.columns)
    // Only ‖E e_k‖ matters for the fit, and it does not for w at all.
    var stacked = ColumnMatrix(rows: p + k, columns: n + k)
    for (place, j) in columns.enumerated() {
      for i in 0..<p { stacked[i, place] = r[i, j] }
    }
    for j in 0..<k {
      for i in 0..<p { stacked[i, n + j] = c[i, j] }
      stacked[p + j, n + j] = unexplained[j].squareRoot()
    }
    return LeastSquares(
      triangle: QRFactorization(stacked, using: routines, threads: threads).r, design: n, using: routines,
      threads: threads)
  }

  /// The solution; that of minimum norm where the design is rank-deficient.
  func solve(_ dependence: ColumnDependence) -> Solution {
    let problem = subset(dependence.independent)
    let coefficients = problem.r.solvingTriangle(problem.c, upper: true, using: routines)
    let inverse = problem.r.invertedTriangle(upper: true, using: routines).upperTriangle
    let factor = dependence.minimumNorm(inverse, using: routines)
    return Solution(
      coefficients: dependence.minimumNorm(coefficients, using: routines), factor: factor, hatFactor: factor,
      residuals: problem.residuals(coefficients),
      parameters: Double(dependence.rank))
  }

  /// The solution with a ridge of λ on the columns times their `scales`, which are 0 for those without a penalty.
  ///
  /// With w = (u − Wz, z) on the independent and the dependent columns Φw = Φ_S u, so that dependent columns take part in
  /// the rows √λ Sw of the penalty alone, and the ridge may be as weak as it likes.
  ///
  /// - Throws: `noSingularValues` where neither data nor ridge determine a column.
  func solve(ridge lambda: Double, scales: [Double], _ dependence: ColumnDependence) throws(SolverError) -> Solution {
    guard lambda > 0 else { return solve(dependence) }
    let problem = subset(dependence.independent)
    let (k, rank, order) = (c.columns, dependence.rank, dependence.independent + dependence.dependent)
    let rows = order.map { lambda.squareRoot() * scales[$0] }
    // (u, z) ↦ w, in the order of the columns (S, D).
    var map = ColumnMatrix(diagonal: Array(repeating: 1, count: p))
    for j in rank..<p {
      for i in 0..<rank { map[i, j] = -dependence.combination[i, j - rank] }
    }
    var stacked = ColumnMatrix(rows: rank + p, columns: p + k)
    for j in 0..<p {
      for i in 0..<rank { stacked[i, j] = j < rank ? problem.r[i, j] : 0 }
      for i in 0..<p { stacked[rank + i, j] = rows[i] * map[i, j] }
    }
    for j in 0..<k {
      for i in 0..<rank { stacked[i, p + j] = problem.c[i, j] }
    }
    let penalized = LeastSquares(
      triangle: QRFactorization(stacked, using: routines, threads: threads).r, design: p, using: routines,
      threads: threads)
    guard (0..<p).allSatisfy({ penalized.r[$0, $0] != 0 && penalized.r[$0, $0].isFinite }) else {
      throw .noSingularValues
    }
    let coordinates = penalized.r.solvingTriangle(penalized.c, upper: true, using: routines)
    let inverse = penalized.r.invertedTriangle(upper: true, using: routines).upperTriangle
    // The covariance A⁻¹ΦᵀΦA⁻¹ with A = R_λᵀR_λ is FFᵀ with F = R_λ⁻¹(R R_λ⁻¹)ᵀ; ‖R R_λ⁻¹‖² is the trace of the hat matrix.
    let z = problem.r.times(inverse.leading(rank, p), using: routines)
    func inOrder(_ a: ColumnMatrix) -> ColumnMatrix {
      let mapped = map.times(a, using: routines)
      var result = ColumnMatrix(rows: p, columns: a.columns)
      for j in 0..<a.columns {
        for (i, column) in order.enumerated() { result[column, j] = mapped[i, j] }
      }
      return result
    }
    let hatFactor = inOrder(inverse)
    return Solution(
      coefficients: inOrder(coordinates), factor: hatFactor.times(z, transposedOther: true, using: routines),
      hatFactor: hatFactor,
      residuals: problem.residuals(coordinates.leading(rank, k)), parameters: z.elements.reduce(0) { $0 + $1 * $1 })
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

  /// This matrix with so many rows: the first of its own, then zeros.
  func withRows(_ count: Int) -> ColumnMatrix {
    guard count != rows else { return self }
    var result = ColumnMatrix(rows: count, columns: columns)
    for j in 0..<columns {
      for i in 0..<min(rows, count) { result[i, j] = self[i, j] }
    }
    return result
  }
}
