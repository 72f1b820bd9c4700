/// The error of a logistic or softmax regression over a design, with its gradient and exact Hessian.
///
/// A softmax over classes of which M have a predictor a_m = φᵀγ_m and at most one, the reference, has a = 0. A logistic
/// regression is the case of one predictor and one reference.
struct LogitProblem: NewtonProblem {
  let design: DesignTiles
  /// For every predictor its class.
  let classes: [Int]
  /// The targets of all classes, n × `classCount`, row by row.
  let targets: [Double]
  let classCount: Int
  /// Added to the predictors, those of an example side by side, where there are any.
  let offset: [Double]?
  /// Added to the error: ½ γᵀ P γ over all predictors, γ predictor by predictor; nil for none.
  var penalty: ColumnMatrix?
  let routines: any LinearAlgebraRoutines.Type
  let threads: Int

  /// The number of parameters.
  var count: Int { design.columns * classes.count }

  func evaluate(_ gamma: [Double], weights: [Double]?, wantsHessian: Bool) -> NewtonEvaluation {
    evaluate(gamma, weights: weights, wantsHessian: wantsHessian, wantsSpread: false)
  }

  func evaluateForReport(_ gamma: [Double], weights: [Double]?) -> NewtonEvaluation {
    evaluate(gamma, weights: weights, wantsHessian: true, wantsSpread: true)
  }

  /// - Complexity: np²(M + 1)M/2 flops for the Hessian of M predictors, up to twice as many for the spread.
  func evaluate(
    _ gamma: [Double], weights: [Double]?, wantsHessian: Bool, wantsSpread: Bool
  ) -> NewtonEvaluation {
    let (p, M, K) = (design.columns, classes.count, classCount)
    let pairs = PredictorPairs(columns: p, predictors: M)
    let tileRows = design.largestTile
    let gradientPlace = 1
    let hessianPlace = gradientPlace + p * M
    let chiSquarePlace = hessianPlace + (wantsHessian ? pairs.count : 0)
    let reference = (0..<K).first { !classes.contains($0) }
    let extremes = Extremes()
    let sums = design.sum(
      count: chiSquarePlace + (wantsSpread ? 1 + pairs.count : 0), threads: threads,
      scratch: tileRows * (2 * M + pairs.scaledColumns)
    ) { range, phi, scratch, sums in
      let n = range.count
      let (a, y, scaled) = (scratch, scratch + n * M, scratch + 2 * n * M)
      predict(gamma, range, phi, into: a)
      var smallest = Double.infinity
      var largest = 0.0
      // a becomes w (y − t), y stays for the Hessian.
      targets.withUnsafeBufferPointer { targets in
        for (row, i) in range.enumerated() {
          let weight = weights?[i] ?? 1
          let t = targets.baseAddress! + i * K
          let top = wantsSpread ? topPredictor(a + row, stride: n) : (0, 0)
          let result = term(a + row, y + row, stride: n, t, weight)
          sums[0] += weight * result.error
          if weight > 0 {
            smallest = min(smallest, result.margin)
            if wantsSpread {
              sums[chiSquarePlace] += weight * chiSquare(result.error, top, y + row, stride: n, t, reference)
            }
          }
          largest = max(largest, result.largest)
        }
      }
      // An offset is a part of a margin that no parameters change.
      extremes.include(offset == nil ? smallest : -.infinity, largest)
      routines.multiplyAdding(true, p, M, n, phi, a, sums + gradientPlace)
      if wantsSpread { addSquares(range, phi, a, scaled, weights, pairs, into: sums + chiSquarePlace + 1) }
      if wantsHessian { addCurvature(range, phi, a, y, scaled, weights, pairs, into: sums + hessianPlace) }
    }
    extremes.share(by: design.group)
    var gradient = Array(sums[gradientPlace..<hessianPlace])
    var error = sums[0]
    if let penalty {
      let pull = penalty.times(gamma, using: routines)
      for i in gradient.indices {
        gradient[i] += pull[i]
        error += 0.5 * gamma[i] * pull[i]
      }
    }
    var result = NewtonEvaluation(
      error: error, loss: sums[0], gradient: gradient,
      hessian: wantsHessian ? pairs.matrix(sums[hessianPlace...], offDiagonal: -1) : ColumnMatrix(rows: 0, columns: 0),
      smallestMargin: extremes.smallest, largestPredictor: extremes.largest)
    if wantsSpread {
      result.spread = TargetSpread(
        squares: pairs.matrix(sums[(chiSquarePlace + 1)...], offDiagonal: 1), chiSquare: sums[chiSquarePlace])
    }
    return result
  }

  /// The predictors of a tile of rows φ, each predictor's column after another.
  func predict(
    _ gamma: [Double], _ range: Range<Int>, _ phi: UnsafePointer<Double>, into a: UnsafeMutablePointer<Double>
  ) {
    let (n, p, M) = (range.count, design.columns, classes.count)
    gamma.withUnsafeBufferPointer { routines.multiply(false, false, n, M, p, phi, $0.baseAddress!, 0, a) }
    guard let offset else { return }
    for m in 0..<M {
      for (row, i) in range.enumerated() { a[m * n + row] += offset[i * M + m] }
    }
  }

  /// The error of an example with targets t; y becomes its probabilities, and its predictors a, `stride` numbers apart, become
  /// w(y − t).
  @inline(__always)
  func term(
    _ a: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, stride: Int, _ t: UnsafePointer<Double>,
    _ weight: Double
  ) -> (error: Double, margin: Double, largest: Double) {
    classes.count == 1 && classCount == 2
      ? Self.binary(a, y, t, classes[0], weight)
      : Self.softmax(a, y, stride: stride, t, classCount, classes, weight)
  }

  /// Two classes: y = σ(a) and w(y − t), from e^{−|a|}, so that nothing overflows.
  @inline(__always)
  private static func binary(
    _ a: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ t: UnsafePointer<Double>, _ which: Int,
    _ weight: Double
  ) -> (error: Double, margin: Double, largest: Double) {
    let value = a.pointee
    let target = t[which]
    let term = BernoulliLikelihood.term(value, target)
    y.pointee = term.y
    a.pointee = weight * term.delta
    let margin = target == 1 ? value : target == 0 ? -value : -.infinity
    return (term.error, margin, value.magnitude)
  }

  /// Any number of classes; predictors are `stride` numbers apart.
  private static func softmax(
    _ a: UnsafeMutablePointer<Double>, _ y: UnsafeMutablePointer<Double>, stride: Int, _ t: UnsafePointer<Double>,
    _ K: Int, _ classes: [Int], _ weight: Double
  ) -> (error: Double, margin: Double, largest: Double) {
    let M = classes.count
    // The reference's predictor is 0 where there is one.
    var top = M < K ? 0.0 : -.infinity
    var largest = 0.0
    for m in 0..<M {
      top = max(top, a[m * stride])
      largest = max(largest, a[m * stride].magnitude)
    }
    var sum = M < K ? exp(-top) : 0
    for m in 0..<M {
      let power = exp(a[m * stride] - top)
      y[m * stride] = power
      sum += power
    }
    let total = top + log(sum)
    var loss = 0.0
    var targetPredictor = -Double.infinity
    var other = -Double.infinity
    var isPure = true
    var targetSum = 0.0
    for m in 0..<M {
      let target = t[classes[m]]
      let value = a[m * stride]
      targetSum += target
      loss += target * (total - value)
      if target == 1 { targetPredictor = value } else { other = max(other, value) }
      if target > 0 && target < 1 { isPure = false }
      y[m * stride] /= sum
      a[m * stride] = weight * (y[m * stride] - target)
    }
    if M < K {
      let target = 1 - targetSum
      loss += target * total
      if targetPredictor == -.infinity && isPure { targetPredictor = 0 } else { other = max(other, 0) }
    }
    return (loss, isPure ? targetPredictor - other : -.infinity, largest)
  }

  /// Whether the error never rises along a direction and falls somewhere: whether the direction is one of recession.
  ///
  /// For every example each class with a positive target must rise at least as fast as any other, up to `tolerance` times
  /// what the example's features make of an error in the direction.
  ///
  /// - Returns: Whether the separation is complete, each example's classes being told apart; nil where there is none.
  func recedes(along direction: [Double], weights: [Double]?, tolerance: Double) -> Bool? {
    let (extremes, gaps) = (Extremes(), Extremes())
    forEachRise(along: direction, weights: weights) { _, _, _, loss, spread, gap in
      extremes.include(loss, spread)
      gaps.include(gap, 0)
    }
    extremes.share(by: design.group)
    gaps.share(by: design.group)
    guard extremes.largest > 0 && extremes.smallest >= -tolerance * extremes.largest else { return nil }
    // Beside one large enough outlier, what all others lose is nothing: each must also be within its own tolerance.
    let p = design.columns
    let scales = design.typicalMagnitudes(weights: weights)
    let strongest = direction.indices.reduce(0) { max($0, direction[$1].magnitude * scales[$1 % p]) }
    let excess = Extremes()
    forEachRise(along: direction, weights: weights) { phi, row, n, loss, _, _ in
      var size = 0.0
      for c in 0..<p where scales[c] > 0 { size += phi[c * n + row].magnitude / scales[c] }
      excess.include(loss + tolerance * strongest * size, 0)
    }
    excess.share(by: design.group)
    guard excess.smallest >= 0 else { return nil }
    return gaps.smallest > tolerance * extremes.largest
  }

  /// Calls `body` for every example of positive weight with its tile, row and the tile's height, and with what it makes of
  /// a direction: the lowest class with a positive target less the highest of all, the highest less the lowest, and the
  /// lowest class with a target less the highest other one.
  private func forEachRise(
    along direction: [Double], weights: [Double]?,
    _ body: (
      _ phi: UnsafePointer<Double>, _ row: Int, _ n: Int, _ loss: Double, _ spread: Double, _ gap: Double
    ) -> Void
  ) {
    let (p, M, K) = (design.columns, classes.count, classCount)
    _ = design.sum(count: 1, threads: threads, scratch: design.largestTile * M) { range, phi, a, _ in
      let n = range.count
      direction.withUnsafeBufferPointer { routines.multiply(false, false, n, M, p, phi, $0.baseAddress!, 0, a) }
      for (row, i) in range.enumerated() where (weights?[i] ?? 1) > 0 {
        var (top, bottom, lowestTarget, highestOther) = (
          -Double.infinity, Double.infinity, Double.infinity, -Double.infinity
        )
        func include(_ value: Double, _ target: Double) {
          top = max(top, value)
          bottom = min(bottom, value)
          if target > 1e-12 { lowestTarget = min(lowestTarget, value) }
          if target < 1 - 1e-12 { highestOther = max(highestOther, value) }
        }
        var rest = 1.0
        for m in 0..<M {
          let target = targets[i * K + classes[m]]
          rest -= target
          include(a[m * n + row], target)
        }
        if M < K { include(0, rest) }
        body(phi, row, n, lowestTarget - top, top - bottom, lowestTarget - highestOther)
      }
    }
  }
}
