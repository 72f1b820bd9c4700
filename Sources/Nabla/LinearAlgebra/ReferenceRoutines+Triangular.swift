extension ReferenceRoutines {
  static func multiply(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ beta: Double, _ c: UnsafeMutablePointer<Double>
  ) {
    for j in 0..<n {
      for i in 0..<m {
        var sum = beta == 0 ? 0 : beta * c[j * m + i]
        for l in 0..<k {
          sum += (transposeA ? a[i * k + l] : a[l * m + i]) * (transposeB ? b[l * n + j] : b[j * k + l])
        }
        c[j * m + i] = sum
      }
    }
  }

  static func subtractProduct(
    _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>, stride: Int
  ) {
    for j in 0..<n {
      for i in 0..<m {
        for l in 0..<k { c[j * stride + i] -= a[i * k + l] * b[j * k + l] }
      }
    }
  }

  static func gram(
    _ m: Int, _ n: Int, _ a: UnsafePointer<Double>, _ beta: Double, _ c: UnsafeMutablePointer<Double>
  ) {
    for j in 0..<n {
      for i in j..<n {
        var sum = beta == 0 ? 0 : beta * c[j * n + i]
        for l in 0..<m { sum += a[i * m + l] * a[j * m + l] }
        c[j * n + i] = sum
      }
    }
  }

  static func cholesky(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int? {
    for j in 0..<n {
      for l in 0..<j {
        let factor = a[l * n + j]
        for i in j..<n { a[j * n + i] -= factor * a[l * n + i] }
      }
      guard a[j * n + j] > 0 else { return j + 1 }
      let root = a[j * n + j].squareRoot()
      for i in j..<n { a[j * n + i] /= root }
    }
    return nil
  }

  static func choleskySolve(
    _ n: Int, _ columns: Int, _ l: UnsafePointer<Double>, stride: Int, _ b: UnsafeMutablePointer<Double>
  ) {
    substitute(upper: false, transpose: false, n, columns, l, stride: stride, b)
    substitute(upper: false, transpose: true, n, columns, l, stride: stride, b)
  }

  static func choleskyInverse(_ n: Int, _ l: UnsafeMutablePointer<Double>) {
    // A⁻¹ = L⁻ᵀL⁻¹; row j of the product needs the rows of L⁻¹ from j on, which are still there.
    triangularInverse(upper: false, n, l)
    for j in 0..<n {
      for i in j..<n {
        var sum = 0.0
        for k in i..<n { sum += l[i * n + k] * l[j * n + k] }
        l[j * n + i] = sum
      }
    }
  }

  static func triangularSolve(
    upper: Bool, transpose: Bool, _ n: Int, _ columns: Int, _ t: UnsafePointer<Double>,
    _ b: UnsafeMutablePointer<Double>
  ) {
    substitute(upper: upper, transpose: transpose, n, columns, t, stride: n, b)
  }

  private static func substitute(
    upper: Bool, transpose: Bool, _ n: Int, _ columns: Int, _ t: UnsafePointer<Double>, stride: Int,
    _ b: UnsafeMutablePointer<Double>
  ) {
    let backward = upper != transpose
    for c in 0..<columns {
      let x = b + c * n
      for step in 0..<n {
        let i = backward ? n - 1 - step : step
        var sum = x[i]
        for k in backward ? i + 1..<n : 0..<i { sum -= (transpose ? t[i * stride + k] : t[k * stride + i]) * x[k] }
        x[i] = sum / t[i * stride + i]
      }
    }
  }

  static func triangularInverse(upper: Bool, _ n: Int, _ t: UnsafeMutablePointer<Double>) {
    let factor = Array(UnsafeBufferPointer(start: t, count: n * n))
    factor.withUnsafeBufferPointer { factor in
      guard let factor = factor.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: Double.self, capacity: n) { unit in
        guard let unit = unit.baseAddress else { return }
        for j in 0..<n {
          unit.initialize(repeating: 0, count: n)
          unit[j] = 1
          triangularSolve(upper: upper, transpose: false, n, 1, factor, unit)
          for i in upper ? 0..<j + 1 : j..<n { t[j * n + i] = unit[i] }
        }
      }
    }
  }
}
