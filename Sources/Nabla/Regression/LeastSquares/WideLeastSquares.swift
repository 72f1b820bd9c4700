/// min ‖Aw − t‖² + λ‖w‖² of a design with fewer examples than columns, by the small side.
///
/// The independent examples S have Aₛᵀ = QT, and the others follow from them: A = BAₛ with B = [I; Wᵀ]. Without a ridge
/// y = B⁺t is what the best fits of the examples S are, and w = Aₛᵀ T⁻¹T⁻ᵀy the solution of the smallest norm with these: the
/// seminormal equations, which for such systems lose no more digits than Q itself would (J. W. Demmel and N. J. Higham, SIAM
/// Journal on Matrix Analysis and Applications 14, 1993). With a ridge w = Qz = Aₛᵀ T⁻¹z, where z has
/// min ‖BTᵀz − t‖² + λ‖z‖². Nowhere is AAᵀ formed.
struct WideLeastSquares {
  let design: WideDesign
  /// Which examples follow from which.
  let dependence: ColumnDependence
  /// T, r × r.
  private let triangle: ColumnMatrix
  /// B, n × r.
  private let expansion: ColumnMatrix
  private var routines: any LinearAlgebraRoutines.Type { design.routines }

  /// - Throws: `noSingularValues`.
  init(_ design: WideDesign) throws(SolverError) {
    self.design = design
    let examples = design.transposedColumns
    let square = LeastSquares(triangle: design.r, design: design.r.columns, using: design.routines)
    let scaled = try square.scaledSingularValues()
    dependence = ColumnDependence(design.r, scaled: scaled, lengths: square.lengths, of: examples)
    let (n, rank) = (design.r.columns, dependence.rank)
    var chosen = ColumnMatrix(rows: n, columns: rank)
    for (place, i) in dependence.independent.enumerated() { chosen[column: place] = design.r[column: i] }
    triangle = QRFactorization(chosen, using: design.routines, threads: design.threads).r
    var b = ColumnMatrix(rows: n, columns: rank)
    for (place, i) in dependence.independent.enumerated() { b[i, place] = 1 }
    for (j, i) in dependence.dependent.enumerated() {
      for place in 0..<rank { b[i, place] = dependence.combination[place, j] }
    }
    expansion = b
  }

  /// In the coordinates of A.
  struct Solution {
    /// wᵀ, K × p.
    var coefficients: ColumnMatrix
    /// Fᵀ with FFᵀ the covariance of w for unit variance.
    var factor: ColumnMatrix
    /// Gᵀ with ‖Gᵀa‖² the leverage of an example.
    var hatFactor: ColumnMatrix
    /// t − Aw, n × K.
    var residuals: ColumnMatrix
    /// The rank, or the effective number of parameters.
    var parameters: Double
    /// ‖Qᵀeⱼ‖²: 1 for the weights that the examples determine; nil with a ridge.
    var determination: [Double]?
  }

  /// - Complexity: 6n²p + 8n³ flops, the first on all threads; 3np numbers of memory.
  func solve(_ t: ColumnMatrix, ridge lambda: Double) -> Solution {
    lambda > 0 ? penalized(t, lambda) : minimumNorm(t)
  }

  private func minimumNorm(_ t: ColumnMatrix) -> Solution {
    let factorization = QRFactorization(expansion, using: routines)
    let (rank, root) = (dependence.rank, factorization.r)
    /// T⁻¹T⁻ᵀ.
    func normal(_ y: ColumnMatrix) -> ColumnMatrix {
      triangle.solvingTriangle(
        triangle.solvingTriangle(y, upper: true, transposed: true, using: routines), upper: true, using: routines)
    }
    /// B⁺.
    func projected(_ t: ColumnMatrix) -> ColumnMatrix {
      root.solvingTriangle(
        factorization.transposedQ(times: t).leading(rank, t.columns), upper: true, using: routines)
    }
    let y = projected(t)
    var w = design.product(spread(normal(y)))
    // What rounding left of the fit, in twice the digits.
    if Double(design.a.rows) * Double(design.a.columns) * Double(t.columns) <= Self.mostRefined {
      for _ in 0..<2 {
        let change = design.product(spread(normal(projected(remainder(t, w)))))
        for j in 0..<w.columns {
          for k in 0..<w.rows { w[k, j] += change[k, j] }
        }
      }
    }
    let inverse = root.invertedTriangle(upper: true, using: routines).upperTriangle
    let factor = design.product(spread(normal(inverse)))
    let fitted = expansion.times(y, using: routines)
    let rows = design.product(spread(root.transposed))
    let determination = (0..<design.a.columns).map { j in
      (0..<rank).reduce(0) { $0 + rows[$1, j] * factor[$1, j] }
    }
    return Solution(
      coefficients: w, factor: factor, hatFactor: factor, residuals: difference(t, fitted), parameters: Double(rank),
      determination: determination)
  }

  private func penalized(_ t: ColumnMatrix, _ lambda: Double) -> Solution {
    let (n, rank, k) = (t.rows, dependence.rank, t.columns)
    let square = expansion.times(triangle, transposedOther: true, using: routines)
    var stacked = ColumnMatrix(rows: n + rank, columns: rank + k)
    for j in 0..<rank {
      for i in 0..<n { stacked[i, j] = square[i, j] }
      stacked[n + j, j] = lambda.squareRoot()
    }
    for j in 0..<k {
      for i in 0..<n { stacked[i, rank + j] = t[i, j] }
    }
    let found = QRFactorization(stacked, using: routines, threads: design.threads).r
    let root = found.leading(rank, rank)
    var right = ColumnMatrix(rows: rank, columns: k)
    for j in 0..<k {
      for i in 0..<rank { right[i, j] = found[i, rank + j] }
    }
    let z = root.solvingTriangle(right, upper: true, using: routines)
    let inverse = root.invertedTriangle(upper: true, using: routines).upperTriangle
    // The hat matrix is HHᵀ.
    let hat = square.times(inverse, using: routines)
    let fitted = square.times(z, using: routines)
    func weights(_ z: ColumnMatrix) -> ColumnMatrix {
      design.product(spread(triangle.solvingTriangle(z, upper: true, using: routines)))
    }
    return Solution(
      coefficients: weights(z), factor: weights(inverse.times(hat, transposedOther: true, using: routines)),
      hatFactor: weights(inverse), residuals: difference(t, fitted),
      parameters: hat.elements.reduce(0) { $0 + $1 * $1 })
  }

  /// Up to so many products of numbers the solution of the smallest norm is refined.
  private static let mostRefined = 5e6

  /// Rows for the independent examples, and zeros for the others.
  private func spread(_ m: ColumnMatrix) -> ColumnMatrix {
    var result = ColumnMatrix(rows: design.a.rows, columns: m.columns)
    for j in 0..<m.columns {
      for (place, i) in dependence.independent.enumerated() { result[i, j] = m[place, j] }
    }
    return result
  }

  private func difference(_ a: ColumnMatrix, _ b: ColumnMatrix) -> ColumnMatrix {
    ColumnMatrix(rows: a.rows, columns: a.columns, elements: zip(a.elements, b.elements).map { $0 - $1 })
  }

  /// t − Aw in twice the digits, rounded.
  private func remainder(_ t: ColumnMatrix, _ w: ColumnMatrix) -> ColumnMatrix {
    let (a, n) = (design.a, design.a.rows)
    var result = t
    for k in 0..<t.columns {
      var sums = (0..<n).map { DoubleDouble(t[$0, k]) }
      for j in 0..<a.columns {
        let negative = DoubleDouble(-w[k, j])
        for i in 0..<n { sums[i] = sums[i] + DoubleDouble(a[i, j]) * negative }
      }
      for i in 0..<n { result[i, k] = sums[i].rounded }
    }
    return result
  }
}
