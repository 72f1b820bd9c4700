internal import Foundation

// What targets vary by about their probabilities, tile by tile.
extension LogitProblem {
  /// What targets vary by at some parameters, in a pass of its own.
  func spread(_ gamma: [Double], weights: [Double]?) -> TargetSpread {
    guard let spread = evaluate(gamma, weights: weights, wantsHessian: false, wantsSpread: true).spread else {
      preconditionFailure("an evaluation lacks the spread that was wanted")
    }
    return spread
  }

  /// The largest of an example's predictors, `stride` numbers apart, and whose it is.
  func topPredictor(_ a: UnsafePointer<Double>, stride: Int) -> (place: Int, value: Double) {
    var top = 0
    for m in 1..<max(classes.count, 1) where a[m * stride] > a[top * stride] { top = m }
    return (top, a[top * stride])
  }

  /// Σ_k (t_k − y_k)²/y_k of an example with this error. The predictor of the reference class is 0.
  func chiSquare(
    _ error: Double, _ top: (place: Int, value: Double), _ y: UnsafePointer<Double>, stride: Int,
    _ t: UnsafePointer<Double>, _ reference: Int?
  ) -> Double {
    // With t_c = 1 the sum is 1/y_c − 1, and the error −ln y_c.
    for k in 0..<classCount where t[k] == 1 { return expm1(error) }
    func part(_ t: Double, _ y: Double) -> Double { t == y ? 0 : (t - y) * ((t - y) / y) }
    var sum = 0.0
    for (m, k) in classes.enumerated() { sum += part(t[k], y[m * stride]) }
    if let reference {
      sum += part(t[reference], top.value < -700 ? 1 : y[top.place * stride] * exp(-top.value))
    }
    return sum
  }
}
