internal import Foundation

/// E = Σ k (t/y + ln y): positive targets with the means y = eᵃ and a gamma distribution of the shape k, so that their standard
/// deviation is y/√k.
struct GammaLikelihood: LikelihoodKind {
  let shape: Double

  var name: String { "gamma" }
  var parameters: [Double] { [shape] }
  var parameterForm: LikelihoodParameterForm? {
    LikelihoodParameterForm(spelling: "SHAPE", expected: "a shape above 0")
  }

  func family(with parameters: [Double]) -> Likelihood.Family? {
    parameters.count == 1 && parameters[0] > 0 && parameters[0].isFinite ? .gamma(shape: parameters[0]) : nil
  }

  var hasCanonicalLink: Bool { false }

  func expectation(insteadOf t: Double) -> String? { t > 0 ? nil : "a number above 0" }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { Double._Primitives.exp(0.75 * generator.normal()) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for k in y.indices { sum += t[k] / y[k] + S._Primitives.log(y[k]) }
    return S(shape) * sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices { gradient[k] = S(shape) * (1 - t[k] / y[k]) / y[k] }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in x.indices {
      let scale: S = S(shape) / y[k] / y[k]
      switch kind {
      case .exact: result[k] = scale * (2 * t[k] / y[k] - 1) * x[k]
      case .expected: result[k] = scale * x[k]
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    let shape = S(shape)
    return sumOfTerms(a, targets, delta: delta) { a, t, _ in
      let quotient: S = t * S._Primitives.exp(-a)
      return (shape * (quotient + a), shape * (1 - quotient))
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.gammaLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta, S(shape))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    let shape = S(shape)
    multiplyDiagonal(a, targets, x, into: result) { a, t, _ in
      switch kind {
      case .exact: shape * (t * S._Primitives.exp(-a))
      case .expected: shape
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool {
    guard kind == .exact else {
      tile.multiply(by: [shape])
      return true
    }
    S._Primitives.gammaCurvature(
      tile.a.rows, tile.a.columns, tile.blocks, tile.a.base, tile.a.stride, tile.t.base, tile.t.stride, tile.weights,
      tile.x.base, tile.x.stride, tile.result.base, tile.result.stride, S(shape))
    return true
  }
}

extension GammaLikelihood: LogLinearKind {
  var scale: Double { 1 / shape }
  var dispersionEstimator: DispersionEstimator { .pearson }
  func family(dispersion: Double) -> Likelihood.Family? { dispersion > 0 ? family(with: [1 / dispersion]) : nil }
  func variance(_ y: Double) -> Double { y * y }

  func deviance(_ y: Double, _ t: Double) -> Double {
    let excess = (t - y) / y
    // Near y = t the difference of the two terms is of second order; far above t, 1 + excess has no digits.
    let logarithm =
      excess > -0.5 ? Double._Primitives.log1p(excess) : Double._Primitives.log(t) - Double._Primitives.log(y)
    return max(2 * (excess - logarithm), 0)
  }

  func constant(_ t: Double) -> Double {
    Foundation.lgamma(shape) - shape * Foundation.log(shape) - (shape - 1) * Foundation.log(t)
  }

  func terms(_ a: Double, _ t: Double) -> (error: Double, first: Double, second: Double, expected: Double) {
    let quotient = t * Double._Primitives.exp(-a)
    return (shape * (quotient + a), shape * (1 - quotient), shape * quotient, shape)
  }

  func recession(_ t: Double) -> Recession { .none }
}

extension Likelihood {
  /// Positive numbers with a gamma distribution of this shape k, independent of each other, by default one with the shape 1,
  /// which is the exponential distribution; the outputs y = eᵃ are their means, and y/√k their standard deviations.
  ///
  /// - Precondition: 0 < `shape` < ∞.
  public static func gamma(shape: Double = 1, outputs: Int = 1) -> Likelihood {
    Likelihood(.gamma(shape: shape), outputs: outputs)
  }
}
