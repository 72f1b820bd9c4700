internal import Foundation

/// E = Σ y − t ln y: counts t with the means y = eᵃ, independent of each other.
struct PoissonLikelihood: LikelihoodKind {
  var name: String { "poisson" }
  var hasCanonicalLink: Bool { true }

  func expectation(insteadOf t: Double) -> String? {
    t >= 0 && t == t.rounded() ? nil : "a count, a whole number from 0"
  }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { Double(Int.random(in: 0...5, using: &generator)) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for k in y.indices { sum += y[k] - (t[k] == 0 ? 0 : t[k] * S._Primitives.log(y[k])) }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices { gradient[k] = t[k] == 0 ? 1 : 1 - t[k] / y[k] }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in x.indices {
      switch kind {
      case .exact: result[k] = t[k] == 0 ? 0 : t[k] / (y[k] * y[k]) * x[k]
      case .expected: result[k] = x[k] / y[k]
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    sumOfTerms(a, targets, delta: delta) { a, t, _ in
      let y = S._Primitives.exp(a)
      return (t == 0 ? y : y - t * a, y - t)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.poissonLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta)
  }
}

extension PoissonLikelihood: LogLinearKind {
  var scale: Double { 1 }
  var dispersionEstimator: DispersionEstimator { .pearson }
  func family(dispersion: Double) -> Likelihood.Family? { nil }
  func variance(_ y: Double) -> Double { y }

  func deviance(_ y: Double, _ t: Double) -> Double {
    guard t > 0 else { return 2 * y }
    let excess = (y - t) / t
    // Near y = t the difference of the two terms is of second order; far below it, 1 + excess has no digits.
    let logarithm =
      excess > -0.5 ? Double._Primitives.log1p(excess) : Double._Primitives.log(y) - Double._Primitives.log(t)
    return max(2 * t * (excess - logarithm), 0)
  }

  func constant(_ t: Double) -> Double { Foundation.lgamma(t + 1) }

  func terms(_ a: Double, _ t: Double) -> (error: Double, first: Double, second: Double, expected: Double) {
    let y = Double._Primitives.exp(a)
    return (t == 0 ? y : y - t * a, y - t, y, y)
  }

  func recession(_ t: Double) -> Recession { t == 0 ? .downward : .none }
}

extension Likelihood {
  /// Counts 0, 1, 2 … with a Poisson distribution, independent of each other, by default one; the outputs y = eᵃ are their
  /// means.
  public static func poisson(outputs: Int = 1) -> Likelihood { Likelihood(.poisson, outputs: outputs) }
}
