extension ReferenceBackend: ParameterBackend {
  @specialized(where S == Double)
  @specialized(where S == Float)
  func add<S: RealScalar>(_ alpha: S, _ x: UnsafePointer<S>, to w: UnsafeMutablePointer<S>, count n: Int) {
    for i in 0..<n { w[i] += alpha * x[i] }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func momentumStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, momentum: S, looksAhead: Bool,
    _ v: UnsafeMutablePointer<S>
  ) {
    for i in 0..<n {
      let gradient: S = scale * g[i]
      v[i] = momentum * v[i] + gradient
      w[i] -= rate * (looksAhead ? gradient + momentum * v[i] : v[i])
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func adagradStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>
  ) {
    for i in 0..<n {
      let gradient: S = scale * g[i]
      v[i] += gradient * gradient
      w[i] -= rate * gradient / (v[i].squareRoot() + epsilon)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func rmsPropStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, decay: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>
  ) {
    for i in 0..<n {
      let gradient: S = scale * g[i]
      v[i] = decay * v[i] + (1 - decay) * (gradient * gradient)
      w[i] -= rate * gradient / (v[i].squareRoot() + epsilon)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func adamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, keep: S,
    _ constants: AdamConstants<S>,
    _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>
  ) {
    for i in 0..<n {
      updateMeans(i, scale * g[i], constants, m, v)
      let mean: S = m[i] / constants.firstCorrection
      let root: S = (v[i] / constants.secondCorrection).squareRoot()
      w[i] = keep * w[i] - rate * mean / (root + constants.epsilon)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func nadamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, gradientRate: S, meanRate: S,
    _ constants: AdamConstants<S>, _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>
  ) {
    for i in 0..<n {
      let gradient: S = scale * g[i]
      updateMeans(i, gradient, constants, m, v)
      let root: S = (v[i] / constants.secondCorrection).squareRoot()
      w[i] -= (gradientRate * gradient + meanRate * m[i]) / (root + constants.epsilon)
    }
  }

  /// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g².
  private func updateMeans<S: RealScalar>(
    _ i: Int, _ gradient: S, _ constants: AdamConstants<S>, _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>
  ) {
    m[i] = constants.firstDecay * m[i] + (1 - constants.firstDecay) * gradient
    v[i] = constants.secondDecay * v[i] + (1 - constants.secondDecay) * (gradient * gradient)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func penalize<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, l2: S, l1: S, keep: S, _ g: UnsafeMutablePointer<S>
  ) {
    for i in 0..<n {
      let sign: S = w[i] > 0 ? 1 : w[i] < 0 ? -1 : 0
      g[i] += l2 * w[i] + l1 * sign
      w[i] *= keep
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func sumOfSquares<S: RealScalar>(_ n: Int, _ x: UnsafePointer<S>) -> Double {
    var sum = 0.0
    for i in 0..<n { sum += Double(x[i]) * Double(x[i]) }
    return sum
  }
}
