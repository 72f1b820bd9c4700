// The symmetric QR algorithm (Golub and Van Loan, Matrix Computations, 4th edition, 2013, section 8.3).
extension ReferenceRoutines {
  /// Householder's reflections make A tridiagonal, Givens' rotations make that diagonal: about 9n³ flops with vectors.
  static func symmetricEigenvalues(
    vectors: Bool, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>
  ) -> Bool {
    let largest = (0..<n).reduce(0.0) { most, j in (j..<n).reduce(most) { max($0, a[j * n + $1].magnitude) } }
    // By a power of two, so that no square leaves the range and no bit is lost.
    let scale = largest > 0 && largest.isFinite ? largest.binade : 1
    var w = ColumnMatrix(rows: n, columns: n)
    for j in 0..<n {
      for i in j..<n { (w[i, j], w[j, i]) = (a[j * n + i] / scale, a[j * n + i] / scale) }
    }
    guard w.isFinite else { return false }
    var t = Tridiagonal(reducing: w, wantsVectors: vectors)
    guard t.diagonalize() else { return false }
    let order = (0..<n).sorted { t.diagonal[$0] < t.diagonal[$1] }
    for (j, from) in order.enumerated() {
      values[j] = t.diagonal[from] * scale
      if vectors { (a + j * n).update(from: Array(t.q[column: from]), count: n) }
    }
    return true
  }
}

/// A = Q T Qᵀ with a symmetric tridiagonal T.
private struct Tridiagonal {
  private(set) var diagonal: [Double]
  /// What is beside the diagonal, and a 0.
  private var beside: [Double]
  /// Q; empty where vectors are not wanted.
  private(set) var q: ColumnMatrix

  /// By n − 2 reflections H = I − τvvᵀ: each makes one more column zero from its second element below the diagonal on.
  init(reducing matrix: ColumnMatrix, wantsVectors: Bool) {
    let n = matrix.rows
    var a = matrix
    var taus = Array(repeating: 0.0, count: n)
    var beside = taus
    a.withUnsafeMutable { a in
      for k in 0..<max(n - 1, 0) {
        let m = n - k - 1
        let v = a + (k * n + k + 1)
        taus[k] = ReferenceRoutines.eliminate(0, m, 1, v)
        (beside[k], v[0]) = (v[0], 1)
        // A ← HAH = A − vwᵀ − wvᵀ with p = τAv and w = p − ½τ(pᵀv) v.
        let below = a + (k + 1) * (n + 1)
        var w = (0..<m).map { j in taus[k] * (0..<m).reduce(0) { $0 + below[j * n + $1] * v[$1] } }
        let half = taus[k] / 2 * (0..<m).reduce(0) { $0 + w[$1] * v[$1] }
        for i in 0..<m { w[i] -= half * v[i] }
        for j in 0..<m {
          for i in 0..<m { below[j * n + i] -= v[i] * w[j] + w[i] * v[j] }
        }
      }
    }
    diagonal = (0..<n).map { a[$0, $0] }
    self.beside = beside
    q = wantsVectors ? ColumnMatrix(diagonal: Array(repeating: 1, count: n)) : ColumnMatrix(rows: 0, columns: n)
    guard wantsVectors else { return }
    a.withUnsafeMutable { a in
      q.withUnsafeMutable { q in
        for k in (0..<max(n - 1, 0)).reversed() {
          for j in k + 1..<n {
            ReferenceRoutines.reflect(0, n - k - 1, a + (k * n + k + 1), taus[k], q + (j * n + k + 1))
          }
        }
      }
    }
  }

  /// QR steps with Wilkinson's shift, on the last block that is not diagonal yet. False where they do not converge.
  mutating func diagonalize() -> Bool {
    var steps = 60 * diagonal.count
    var last = diagonal.count - 1
    while last > 0 {
      if isNegligible(last - 1) {
        beside[last - 1] = 0
        last -= 1
        continue
      }
      var first = last - 1
      while first > 0, !isNegligible(first - 1) { first -= 1 }
      steps -= 1
      guard steps > 0 else { return false }
      step(first, last)
    }
    return true
  }

  private func isNegligible(_ k: Int) -> Bool {
    beside[k].magnitude <= Double.ulpOfOne / 2 * (diagonal[k].magnitude + diagonal[k + 1].magnitude)
      || beside[k].magnitude < .leastNormalMagnitude
  }

  /// One implicit QR step on the block from `first` to `last`: algorithm 8.3.2.
  private mutating func step(_ first: Int, _ last: Int) {
    let half = (diagonal[last - 1] - diagonal[last]) / 2
    let e = beside[last - 1]
    let root = (half * half + e * e).squareRoot()
    let shift = diagonal[last] - e * (e / (half + (half < 0 ? -root : root)))
    var (x, z) = (diagonal[first] - shift, beside[first])
    for k in first..<last {
      let r = (x * x + z * z).squareRoot()
      let (c, s) = r > 0 ? (x / r, z / r) : (1, 0)
      if k > first { beside[k - 1] = r }
      let (a, b, t) = (diagonal[k], diagonal[k + 1], beside[k])
      diagonal[k] = c * c * a + 2 * c * s * t + s * s * b
      diagonal[k + 1] = s * s * a - 2 * c * s * t + c * c * b
      beside[k] = c * s * (b - a) + (c * c - s * s) * t
      x = beside[k]
      if k < last - 1 {
        z = s * beside[k + 1]
        beside[k + 1] *= c
      }
      ReferenceRoutines.rotate(&q, k, k + 1, c, -s)
    }
  }
}
