/// The error of a generalized linear model over a design, with its gradient and exact Hessian: a = φᵀγ and an offset.
struct GeneralizedProblem: NewtonProblem {
  let design: DesignTiles
  let kind: any GeneralizedLinearKind
  /// One an example.
  let targets: [Double]
  /// Added to every pre-activation, where there are any.
  let offset: [Double]?
  var penalty: ColumnMatrix?
  let routines: any LinearAlgebraRoutines.Type
  let threads: Int

  var count: Int { design.columns }
  var farPredictor: Double { kind.farPredictor }

  /// Σ E, Σ first φ and Σ second φφᵀ of what `term` says of example i and its pre-activation, with its weight.
  ///
  /// - Parameter gamma: None for the offset alone.
  private func sums(
    _ gamma: [Double]?, _ weights: [Double]?, wantsHessian: Bool,
    _ term: (_ i: Int, _ a: Double) -> (error: Double, first: Double, second: Double)
  ) -> (error: Double, gradient: [Double], hessian: ColumnMatrix, margin: Double, largest: Double) {
    let p = count
    let extremes = Extremes()
    let scratch = design.largestTile * (2 + max(p, 1))
    let sums = design.sum(count: 1 + p + (wantsHessian ? p * p : 0), threads: threads, scratch: scratch) {
      range, phi, scratch, sums in
      let n = range.count
      let (a, roots, scaled) = (scratch, scratch + n, scratch + 2 * n)
      if let gamma {
        gamma.withUnsafeBufferPointer { routines.multiply(false, false, n, 1, p, phi, $0.baseAddress!, 0, a) }
      } else {
        a.update(repeating: 0, count: n)
      }
      var (margin, largest) = (Double.infinity, 0.0)
      for (row, i) in range.enumerated() {
        let weight = weights?[i] ?? 1
        let predictor = a[row] + (offset?[i] ?? 0)
        // What has no weight is not there, also where it is not finite.
        let own: (error: Double, first: Double, second: Double) = weight > 0 ? term(i, predictor) : (0, 0, 0)
        if weight > 0 {
          margin = min(margin, self.margin(i, predictor))
          largest = max(largest, predictor.magnitude)
        }
        sums[0] += weight * own.error
        a[row] = weight * own.first
        roots[row] = (weight * own.second).squareRoot()
      }
      extremes.include(margin, largest)
      routines.multiplyAdding(true, p, 1, n, phi, a, sums + 1)
      guard wantsHessian else { return }
      for j in 0..<p {
        let (source, result) = (phi + j * n, scaled + j * n)
        for row in 0..<n { result[row] = roots[row] * source[row] }
      }
      routines.gram(n, p, scaled, 1, sums + 1 + p)
    }
    extremes.share(by: design.group)
    var hessian = ColumnMatrix(rows: wantsHessian ? p : 0, columns: wantsHessian ? p : 0)
    if wantsHessian {
      for j in 0..<p {
        for i in j..<p {
          hessian[i, j] = sums[1 + p + j * p + i]
          hessian[j, i] = hessian[i, j]
        }
      }
    }
    return (sums[0], Array(sums[1..<1 + p]), hessian, extremes.smallest, extremes.largest)
  }

  /// How far the pre-activation has gone to where the error of an example falls for ever; −∞ where it falls for ever nowhere,
  /// or where an offset, which no parameters change, is a part of it.
  private func margin(_ i: Int, _ predictor: Double) -> Double {
    guard offset == nil else { return -.infinity }
    switch kind.recession(targets[i]) {
    case .downward: return -predictor
    case .upward: return predictor
    case .none: return -.infinity
    }
  }

  func evaluate(_ gamma: [Double], weights: [Double]?, wantsHessian: Bool) -> NewtonEvaluation {
    let sums = sums(gamma, weights, wantsHessian: wantsHessian) { i, a in
      let own = kind.terms(a, targets[i])
      return (own.error, own.first, own.second)
    }
    var (error, gradient) = (sums.error, sums.gradient)
    if let penalty {
      let pull = penalty.times(gamma, using: routines)
      for i in gradient.indices {
        gradient[i] += pull[i]
        error += 0.5 * gamma[i] * pull[i]
      }
    }
    return NewtonEvaluation(
      error: error, loss: sums.error, gradient: gradient, hessian: sums.hessian, smallestMargin: sums.margin,
      largestPredictor: sums.largest)
  }

  /// Parameters near the best ones: those of a step of Fisher's from means between the targets and their mean.
  ///
  /// The first step from γ = 0 would go far beyond where the targets are large.
  func start(weights: [Double]?) -> [Double] {
    var (total, mean) = (0.0, 0.0)
    for (i, t) in targets.enumerated() {
      total += weights?[i] ?? 1
      mean += (weights?[i] ?? 1) * t
    }
    mean /= total
    guard kind.startingPredictor(mean, mean: mean) != nil else { return Array(repeating: 0, count: count) }
    let sums = sums(nil, weights, wantsHessian: true) { i, offset in
      let a = kind.startingPredictor(targets[i], mean: mean) ?? 0
      let own = kind.terms(a, targets[i])
      return (0, own.first - own.expected * (a - offset), own.expected)
    }
    let evaluation = NewtonEvaluation(
      error: 0, loss: 0, gradient: sums.gradient, hessian: sums.hessian, smallestMargin: 0, largestPredictor: 0)
    return NewtonStep(evaluation, penalty, Array(0..<count), using: routines).direction
  }

  /// The mean of the Hessian over targets, Σ w φφᵀ ∂²E/∂a².
  func information(_ gamma: [Double], weights: [Double]?) -> ColumnMatrix {
    sums(gamma, weights, wantsHessian: true) { i, a in (0, 0, kind.terms(a, targets[i]).expected) }.hessian
  }

  /// Σ (w ∂E/∂a)² φφᵀ: what the gradients of the examples vary by.
  func squares(_ gamma: [Double], weights: [Double]?) -> ColumnMatrix {
    sums(gamma, weights, wantsHessian: true) { i, a in
      let first = kind.terms(a, targets[i]).first
      return (0, 0, (weights?[i] ?? 1) * first * first)
    }.hessian
  }

  /// Σ w f of a function of the pre-activation and the target, and Σ w f φ.
  func sum(_ gamma: [Double]?, weights: [Double]?, _ f: (_ a: Double, _ t: Double) -> Double) -> (Double, [Double]) {
    let sums = sums(gamma, weights, wantsHessian: false) { i, a in
      let value = f(a, targets[i])
      return (value, value, 0)
    }
    return (sums.error, sums.gradient)
  }

  /// The same of a function of the mean eᵃ.
  func sumOfMeans(
    _ gamma: [Double]?, weights: [Double]?, _ f: (_ y: Double, _ t: Double) -> Double
  ) -> (Double, [Double]) {
    sum(gamma, weights: weights) { f(Double._Primitives.exp($0), $1) }
  }

  /// Along a direction that changes no pre-activation but to where the error of its example falls for ever, the error only
  /// falls.
  func recedes(along direction: [Double], weights: [Double]?, tolerance: Double) -> Bool? {
    let (extremes, gains) = (Extremes(), Extremes())
    let plain = GeneralizedProblem(
      design: design, kind: kind, targets: targets, offset: nil, penalty: nil, routines: routines, threads: threads)
    _ = plain.sums(direction, weights, wantsHessian: false) { i, a in
      extremes.include(0, a.magnitude)
      let margin = plain.margin(i, a)
      // Where it falls for ever nowhere, nothing may change.
      gains.include(margin == -.infinity ? -a.magnitude : margin, max(margin, 0))
      return (0, 0, 0)
    }
    extremes.share(by: design.group)
    gains.share(by: design.group)
    guard extremes.largest > 0, gains.smallest >= -tolerance * extremes.largest,
      gains.largest > tolerance * extremes.largest
    else { return nil }
    return gains.smallest > tolerance * extremes.largest
  }
}
