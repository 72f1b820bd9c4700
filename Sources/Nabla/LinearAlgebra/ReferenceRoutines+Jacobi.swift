// Jacobi's rotations (Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 8.6).
extension ReferenceRoutines: LinearAlgebraRoutines {
  private static let sweeps = 60

  /// One-sided Jacobi: the columns of A are rotated in pairs until all are orthogonal; their norms are the singular
  /// values (M. R. Hestenes 1958).
  static func singularValues(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ s: UnsafeMutablePointer<Double>,
    _ u: UnsafeMutablePointer<Double>?, _ vTransposed: UnsafeMutablePointer<Double>?
  ) -> Bool {
    let input = ColumnMatrix(rows: m, columns: n, elements: Array(UnsafeBufferPointer(start: a, count: m * n)))
    guard input.isFinite else { return false }
    // A wide matrix is the transpose of a tall one.
    guard let (left, values, right) = tallSingularValues(m >= n ? input : input.transposed) else { return false }
    s.update(from: values, count: values.count)
    guard let u, let vTransposed else { return true }
    let (U, V) = m >= n ? (left, right) : (right, left)
    u.update(from: U.elements, count: U.elements.count)
    vTransposed.update(from: V.transposed.elements, count: V.elements.count)
    return true
  }

  private static func tallSingularValues(
    _ input: ColumnMatrix
  ) -> (left: ColumnMatrix, values: [Double], right: ColumnMatrix)? {
    let (m, n) = (input.rows, input.columns)
    var w = input
    var v = ColumnMatrix(diagonal: Array(repeating: 1, count: n))
    // Columns that are rounding errors, as a rank-deficient matrix leaves them, need not be orthogonal to anything.
    let size = norm(w.elements, w.elements.count)
    let noise = Double(n) * (Double.ulpOfOne * size) * (Double.ulpOfOne * size)
    var isDone = n < 2
    for _ in 0..<sweeps where !isDone {
      isDone = true
      for p in 0..<n - 1 {
        for q in p + 1..<n {
          var (alpha, beta, gamma) = (0.0, 0.0, 0.0)
          for i in 0..<m {
            alpha += w[i, p] * w[i, p]
            beta += w[i, q] * w[i, q]
            gamma += w[i, p] * w[i, q]
          }
          guard gamma.magnitude > max(noise, Double.ulpOfOne * (alpha * beta).squareRoot()) else { continue }
          isDone = false
          let (c, s) = rotation(p: alpha, q: beta, pq: gamma)
          rotate(&w, p, q, c, s)
          rotate(&v, p, q, c, s)
        }
      }
    }
    guard isDone else { return nil }
    let norms = (0..<n).map { j in w.withUnsafe { norm($0 + j * m, m) } }
    let order = norms.indices.sorted { norms[$0] > norms[$1] }
    var left = ColumnMatrix(rows: m, columns: n)
    var right = ColumnMatrix(rows: n, columns: n)
    for (j, from) in order.enumerated() {
      right[column: j] = v[column: from]
      left[column: j] =
        norms[from] > 0
        ? ArraySlice(w[column: from].map { $0 / norms[from] }) : orthogonalUnit(to: left, columns: j)
    }
    return (left, order.map { norms[$0] }, right)
  }

  /// A unit vector orthogonal to the first columns: the axis that is farthest from them, orthogonalised twice.
  private static func orthogonalUnit(to u: ColumnMatrix, columns: Int) -> ArraySlice<Double> {
    let leverage = (0..<u.rows).map { i in (0..<columns).reduce(0) { $0 + u[i, $1] * u[i, $1] } }
    let axis = leverage.indices.reduce(0) { leverage[$1] < leverage[$0] ? $1 : $0 }
    var x = (0..<u.rows).map { $0 == axis ? 1.0 : 0 }
    for _ in 0..<2 {
      for j in 0..<columns {
        let projection = x.indices.reduce(0) { $0 + x[$1] * u[$1, j] }
        for i in x.indices { x[i] -= projection * u[i, j] }
      }
    }
    let length = norm(x, x.count)
    return ArraySlice(x.map { $0 / length })
  }

  /// The rotation that makes two columns with these squared norms and this product orthogonal.
  private static func rotation(p: Double, q: Double, pq: Double) -> (c: Double, s: Double) {
    let zeta = (q - p) / (2 * pq)
    let t = (zeta < 0 ? -1 : 1) / (zeta.magnitude + (1 + zeta * zeta).squareRoot())
    let c = 1 / (1 + t * t).squareRoot()
    return (c, c * t)
  }

  /// x_p ← c x_p − s x_q and x_q ← s x_p + c x_q.
  static func rotate(_ x: inout ColumnMatrix, _ p: Int, _ q: Int, _ c: Double, _ s: Double) {
    for i in 0..<x.rows {
      let (xp, xq) = (x[i, p], x[i, q])
      x[i, p] = c * xp - s * xq
      x[i, q] = s * xp + c * xq
    }
  }
}
