// Sums over the examples of a tile for every pair of predictors.
extension LogitProblem {
  /// Adds the blocks of the Hessian Σ w (diag(y) − yyᵀ) ⊗ φφᵀ over a tile, those off the diagonal without their sign; a is
  /// overwritten.
  ///
  /// - Complexity: np² flops for each pair of predictors, up to 2np² in panels.
  func addCurvature(
    _ range: Range<Int>, _ phi: UnsafePointer<Double>, _ a: UnsafeMutablePointer<Double>, _ y: UnsafePointer<Double>,
    _ scaled: UnsafeMutablePointer<Double>, _ weights: [Double]?, _ pairs: PredictorPairs,
    into sums: UnsafeMutablePointer<Double>
  ) {
    let (n, p, M, K) = (range.count, design.columns, classes.count, classCount)
    if pairs.hasPanels {
      if let weights {
        for (row, i) in range.enumerated() { a[row] = weights[i].squareRoot() }
      } else {
        a.update(repeating: 1, count: n)
      }
      for m in 0..<M {
        for j in 0..<p {
          let (source, probability, result) = (phi + j * n, y + m * n, scaled + (m * p + j) * n)
          for row in 0..<n { result[row] = a[row] * probability[row] * source[row] }
        }
      }
      addPanels(n, scaled, pairs, into: sums)
    }
    for m in 0..<M {
      for l in (pairs.hasPanels ? m : 0)...m {
        for (row, i) in range.enumerated() {
          let weight = weights?[i] ?? 1
          let factor = l == m ? Self.rest(y, row, n, M, m, K) : y[l * n + row]
          a[row] = (weight * y[m * n + row] * factor).squareRoot()
        }
        for j in 0..<p {
          let (source, result) = (phi + j * n, scaled + j * n)
          for row in 0..<n { result[row] = a[row] * source[row] }
        }
        let place = l == m ? pairs.diagonalPlace(m) : (m * (m + 1) / 2 + l) * p * p
        routines.gram(n, p, scaled, 1, sums + place)
      }
    }
  }

  /// 1 − y_m. The predictors leave 1 − Σ y to the reference, so the sum of the others is taken where it is all there is.
  private static func rest(_ y: UnsafePointer<Double>, _ row: Int, _ n: Int, _ M: Int, _ m: Int, _ K: Int) -> Double {
    if M < K { return 1 - y[m * n + row] }
    var sum = 0.0
    for l in 0..<M where l != m { sum += y[l * n + row] }
    return sum
  }

  /// Adds the blocks of Σ w²(δδᵀ) ⊗ φφᵀ over a tile with a = w(y − t).
  ///
  /// - Complexity: 2np² flops for each pair of predictors.
  func addSquares(
    _ range: Range<Int>, _ phi: UnsafePointer<Double>, _ a: UnsafeMutablePointer<Double>,
    _ scaled: UnsafeMutablePointer<Double>, _ weights: [Double]?, _ pairs: PredictorPairs,
    into sums: UnsafeMutablePointer<Double>
  ) {
    let (n, p, M) = (range.count, design.columns, classes.count)
    if let weights {
      // What has no weight is not there.
      for (row, i) in range.enumerated() where weights[i] <= 0 {
        for m in 0..<M { a[m * n + row] = 0 }
      }
    }
    if pairs.hasPanels {
      for m in 0..<M {
        let (own, first) = (scaled + m * p * n, a + m * n)
        for j in 0..<p {
          let (source, result) = (phi + j * n, own + j * n)
          for row in 0..<n { result[row] = first[row] * source[row] }
        }
        routines.gram(n, p, own, 1, sums + pairs.diagonalPlace(m))
      }
      return addPanels(n, scaled, pairs, into: sums)
    }
    for m in 0..<M {
      for l in 0...m {
        let (first, second) = (a + m * n, a + l * n)
        let block = sums + (m * (m + 1) / 2 + l) * p * p
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
      }
    }
  }

  /// Adds the products of every panel of the predictors' scaled features with all up to its own.
  private func addPanels(
    _ n: Int, _ scaled: UnsafePointer<Double>, _ pairs: PredictorPairs, into sums: UnsafeMutablePointer<Double>
  ) {
    let p = pairs.columns
    var result = sums
    for panel in pairs.panels {
      routines.multiplyAdding(
        true, panel.count * p, panel.upperBound * p, n, scaled + panel.lowerBound * p * n, scaled, result)
      result += panel.count * p * panel.upperBound * p
    }
  }
}
