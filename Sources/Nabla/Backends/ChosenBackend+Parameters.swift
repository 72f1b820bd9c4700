// The chosen backend is a `ParameterBackend` as it is a `Backend`: by a switch.
extension ChosenBackend: ParameterBackend {
  func add<S: RealScalar>(_ alpha: S, _ x: UnsafePointer<S>, to w: UnsafeMutablePointer<S>, count n: Int) {
    switch self {
    case .reference: ReferenceBackend().add(alpha, x, to: w, count: n)
    case .vectors(let products): VectorBackend(products: products).add(alpha, x, to: w, count: n)
    }
  }

  func momentumStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, momentum: S, looksAhead: Bool,
    _ v: UnsafeMutablePointer<S>
  ) {
    switch self {
    case .reference:
      ReferenceBackend().momentumStep(n, w, g, scale: scale, rate: rate, momentum: momentum, looksAhead: looksAhead, v)
    case .vectors(let products):
      VectorBackend(products: products).momentumStep(
        n, w, g, scale: scale, rate: rate, momentum: momentum, looksAhead: looksAhead, v)
    }
  }

  func adagradStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>
  ) {
    switch self {
    case .reference: ReferenceBackend().adagradStep(n, w, g, scale: scale, rate: rate, epsilon: epsilon, v)
    case .vectors(let products):
      VectorBackend(products: products).adagradStep(n, w, g, scale: scale, rate: rate, epsilon: epsilon, v)
    }
  }

  func rmsPropStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, decay: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>
  ) {
    switch self {
    case .reference:
      ReferenceBackend().rmsPropStep(n, w, g, scale: scale, rate: rate, decay: decay, epsilon: epsilon, v)
    case .vectors(let products):
      VectorBackend(products: products).rmsPropStep(
        n, w, g, scale: scale, rate: rate, decay: decay, epsilon: epsilon, v)
    }
  }

  func adamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, keep: S,
    _ constants: AdamConstants<S>,
    _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>
  ) {
    switch self {
    case .reference: ReferenceBackend().adamStep(n, w, g, scale: scale, rate: rate, keep: keep, constants, m, v)
    case .vectors(let products):
      VectorBackend(products: products).adamStep(n, w, g, scale: scale, rate: rate, keep: keep, constants, m, v)
    }
  }

  func nadamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, gradientRate: S, meanRate: S,
    _ constants: AdamConstants<S>, _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>
  ) {
    switch self {
    case .reference:
      ReferenceBackend().nadamStep(
        n, w, g, scale: scale, gradientRate: gradientRate, meanRate: meanRate, constants, m, v)
    case .vectors(let products):
      VectorBackend(products: products).nadamStep(
        n, w, g, scale: scale, gradientRate: gradientRate, meanRate: meanRate, constants, m, v)
    }
  }

  func penalize<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, l2: S, l1: S, keep: S, _ g: UnsafeMutablePointer<S>
  ) {
    switch self {
    case .reference: ReferenceBackend().penalize(n, w, l2: l2, l1: l1, keep: keep, g)
    case .vectors(let products): VectorBackend(products: products).penalize(n, w, l2: l2, l1: l1, keep: keep, g)
    }
  }

  func sumOfSquares<S: RealScalar>(_ n: Int, _ x: UnsafePointer<S>) -> Double {
    switch self {
    case .reference: ReferenceBackend().sumOfSquares(n, x)
    case .vectors(let products): VectorBackend(products: products).sumOfSquares(n, x)
    }
  }
}
