internal import Foundation

extension LogitProblem {
  /// What targets vary by about their probabilities: Σ w²(δδᵀ) ⊗ φφᵀ with δ = y − t, in the mean the Hessian where the likelihood
  /// is right, and Pearson's χ² = Σ w Σ_k (t_k − y_k)²/y_k over all classes.
  ///
  /// - Complexity: 2np² flops for each pair of predictors.
  func spread(_ gamma: [Double], weights: [Double]?) -> (squares: ColumnMatrix, chiSquare: Double) {
    let (p, M) = (design.columns, classes.count)
    let reference = (0..<classCount).first { !classes.contains($0) }
    let scratch = design.largestTile * (2 * M + max(p, 1))
    let sums = design.sum(count: 1 + M * (M + 1) / 2 * p * p, threads: threads, scratch: scratch) {
      range, phi, scratch, sums in
      let n = range.count
      let (a, y, scaled) = (scratch, scratch + n * M, scratch + 2 * n * M)
      predict(gamma, range, phi, into: a)
      targets.withUnsafeBufferPointer { targets in
        for (row, i) in range.enumerated() {
          let weight = weights?[i] ?? 1
          let t = targets.baseAddress! + i * classCount
          // What has no weight is not there.
          sums[0] += weight > 0 ? weight * chiSquare(a + row, y + row, stride: n, t, reference) : 0
          for m in 0..<M { a[m * n + row] = weight > 0 ? weight * a[m * n + row] : 0 }
        }
      }
      var block = sums + 1
      for m in 0..<M {
        for l in 0...m {
          let (first, second) = (a + m * n, a + l * n)
          for j in 0..<p {
            let (source, result) = (phi + j * n, scaled + j * n)
            if l == m {
              for row in 0..<n { result[row] = first[row] * source[row] }
            } else {
              for row in 0..<n { result[row] = first[row] * second[row] * source[row] }
            }
          }
          if l == m {
            routines.gram(n, p, scaled, 1, block)
          } else {
            routines.multiplyAdding(true, p, p, n, phi, scaled, block)
          }
          block += p * p
        }
      }
    }
    return (assemble(sums[1...], offDiagonal: 1), sums[0])
  }

  /// Σ_k (t_k − y_k)²/y_k of an example; its predictors a become y − t. That of the reference class is 0.
  private func chiSquare(
    _ a: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, stride: Int, _ t: UnsafePointer<Double>,
    _ reference: Int?
  ) -> Double {
    var top = 0
    for m in 1..<max(classes.count, 1) where a[m * stride] > a[top * stride] { top = m }
    let largest = a[top * stride]
    let loss = term(a, y, stride: stride, t, 1).loss
    // With t_c = 1 the sum is 1/y_c − 1, and the error −ln y_c.
    for k in 0..<classCount where t[k] == 1 { return expm1(loss) }
    func part(_ t: Double, _ y: Double) -> Double { t == y ? 0 : (t - y) * ((t - y) / y) }
    var sum = 0.0
    for (m, k) in classes.enumerated() { sum += part(t[k], y[m * stride]) }
    if let reference { sum += part(t[reference], largest < -700 ? 1 : y[top * stride] * exp(-largest)) }
    return sum
  }
}
