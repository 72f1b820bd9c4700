// Householder's reflections H = I − τvvᵀ with v₁ = 1, stored as LAPACK stores them (Golub and Van Loan, Matrix
// Computations, 4th edition, 2013, sections 5.1, 5.2 and 5.4).
extension ReferenceRoutines {
  static func qr(_ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ tau: UnsafeMutablePointer<Double>) {
    for k in 0..<min(m, n) { tau[k] = eliminate(k, m, n, a) }
  }

  static func applyQ(
    transpose: Bool, _ m: Int, _ columns: Int, _ k: Int, _ a: UnsafePointer<Double>, _ tau: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>
  ) {
    // Q = H₁H₂…: Qᵀ applies the first reflection first.
    for step in 0..<k {
      let j = transpose ? step : k - 1 - step
      for column in 0..<columns { reflect(j, m, a + j * m, tau[j], c + column * m) }
    }
  }

  static func qr(
    ofTriangles n: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>
  ) {
    for k in 0..<columns {
      // Only a_kk and what of B is not 0 in this column.
      let height = min(k + 1, n)
      let below = b + k * n
      let pivot = a[k * columns + k]
      let rest = norm(below, height)
      guard rest > 0 else { continue }
      let length = norm([pivot, rest], 2)
      let beta = pivot > 0 ? -length : length
      let tau = (beta - pivot) / beta
      for i in 0..<height { below[i] /= pivot - beta }
      a[k * columns + k] = beta
      for j in k + 1..<max(columns, k + 1) {
        let x = b + j * n
        var sum = a[j * columns + k]
        for i in 0..<height { sum += below[i] * x[i] }
        sum *= tau
        a[j * columns + k] -= sum
        for i in 0..<height { x[i] -= sum * below[i] }
      }
    }
  }

  /// Reflects column k so that nothing but r_kk is left below row k, and the columns behind it likewise; returns τ.
  static func eliminate(_ k: Int, _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>) -> Double {
    let column = a + k * m
    let tau = makeReflection(k, m, column)
    guard tau != 0 else { return 0 }
    for j in k + 1..<max(n, k + 1) { reflect(k, m, column, tau, a + j * m) }
    return tau
  }

  /// The reflection that leaves nothing of a column below row k, over the column; returns τ, 0 for no reflection.
  static func makeReflection(_ k: Int, _ m: Int, _ column: UnsafeMutablePointer<Double>) -> Double {
    let length = norm(column + k, m - k)
    guard length > 0, m - k > 1 else { return 0 }
    let beta = column[k] > 0 ? -length : length
    let tau = (beta - column[k]) / beta
    let scale = 1 / (column[k] - beta)
    for i in k + 1..<m { column[i] *= scale }
    column[k] = beta
    return tau
  }

  /// x ← (I − τvvᵀ)x from row k on, with v₁ = 1 and the rest of v below the diagonal of `column`.
  static func reflect(
    _ k: Int, _ m: Int, _ column: UnsafePointer<Double>, _ tau: Double, _ x: UnsafeMutablePointer<Double>
  ) {
    var sum = x[k]
    for i in k + 1..<max(m, k + 1) { sum += column[i] * x[i] }
    sum *= tau
    x[k] -= sum
    for i in k + 1..<max(m, k + 1) { x[i] -= sum * column[i] }
  }

  /// ‖x‖, scaled against overflow.
  static func norm(_ x: UnsafePointer<Double>, _ n: Int) -> Double {
    var largest = 0.0
    for i in 0..<n { largest = max(largest, x[i].magnitude) }
    guard largest > 0, largest.isFinite else { return largest }
    var sum = 0.0
    for i in 0..<n { sum += (x[i] / largest) * (x[i] / largest) }
    return largest * sum.squareRoot()
  }
}
