/// Each operation is one kernel, which passes over its vectors once.
extension VectorBackend: ParameterBackend {
  func add<S: RealScalar>(_ alpha: S, _ x: UnsafePointer<S>, to w: UnsafeMutablePointer<S>, count n: Int) {
    S._Primitives.axpy(n, alpha, x, w)
  }

  func momentumStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, momentum: S, looksAhead: Bool,
    _ v: UnsafeMutablePointer<S>
  ) {
    S._Primitives.momentumStep(n, w, g, scale, rate, momentum, looksAhead, v)
  }

  func adagradStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>
  ) {
    S._Primitives.adagradStep(n, w, g, scale, rate, epsilon, v)
  }

  func rmsPropStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, decay: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>
  ) {
    S._Primitives.rmsPropStep(n, w, g, scale, rate, decay, epsilon, v)
  }

  func adamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, keep: S,
    _ constants: AdamConstants<S>,
    _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>
  ) {
    S._Primitives.adamStep(
      n, w, g, scale, rate, constants.firstDecay, constants.secondDecay, constants.epsilon, constants.firstCorrection,
      constants.secondCorrection, keep, m, v)
  }

  func nadamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, gradientRate: S, meanRate: S,
    _ constants: AdamConstants<S>, _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>
  ) {
    S._Primitives.nadamStep(
      n, w, g, scale, gradientRate, meanRate, constants.firstDecay, constants.secondDecay, constants.epsilon,
      constants.secondCorrection, m, v)
  }

  func penalize<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, l2: S, l1: S, keep: S, _ g: UnsafeMutablePointer<S>
  ) {
    S._Primitives.penalize(n, w, l2, l1, keep, g)
  }

  func sumOfSquares<S: RealScalar>(_ n: Int, _ x: UnsafePointer<S>) -> Double { S._Primitives.sumOfSquares(n, x) }
}
