/// A likelihood of binary targets with another link than the logistic one: y = h(a), whose error in the pre-activation a is
/// t E₁(a) + (1 − t) E₀(a) with E₁ = −ln y and E₀ = −ln(1 − y).
protocol BinaryLinkKind: BinaryKind, GeneralizedLinearKind {
  /// E, ∂E/∂a and ∂²E/∂a², and the mean of the last over targets.
  func term<S: RealScalar>(_ a: S, _ t: S) -> (error: S, first: S, second: S, expected: S)

  /// A pre-activation near which the output is p, 0 < p < 1.
  func link(_ p: Double) -> Double
}

extension BinaryLinkKind {
  var hasCanonicalLink: Bool { false }

  var scale: Double { 1 }
  var dispersionEstimator: DispersionEstimator { .pearson }
  func family(dispersion: Double) -> Likelihood.Family? { nil }

  func terms(_ a: Double, _ t: Double) -> (error: Double, first: Double, second: Double, expected: Double) {
    let own = term(a, t)
    return (own.error, own.first, own.second, own.expected)
  }

  func constant(_ t: Double) -> Double { 0 }

  /// `canonicalTerm` of a kind, which specialises it for the scalars.
  @inline(__always)
  func sumOfLinkTerms<S: RealScalar>(_ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?) -> Double {
    sumOfTerms(a, targets, delta: delta) { a, t, _ in
      let own = term(a, t)
      return (own.error, own.first)
    }
  }

  /// `multiplyCurvature` of a kind, which specialises it for the scalars.
  @inline(__always)
  func multiplyLinkCurvature<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, _ kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    multiplyDiagonal(a, targets, x, into: result) { a, t, _ in
      let own = term(a, t)
      return kind == .exact ? own.second : own.expected
    }
  }

  /// That of probabilities t is not 0.
  func deviance(at a: Double, _ t: Double) -> Double {
    typealias F = Double._Primitives
    let least = t > 0 && t < 1 ? t * F.log(t) + (1 - t) * F.log1p(-t) : 0
    return max(2 * (terms(a, t).error + least), 0)
  }

  /// (∂E/∂a)² over its mean: with y′ = dy/da they are (y − t)² y′²/(y(1 − y))² and y′²/(y(1 − y)).
  func pearsonResidual(at a: Double, _ t: Double) -> Double {
    let own = terms(a, t)
    return own.first == 0 ? 0 : own.first * (own.first / own.expected)
  }

  /// Between the target and the mean of all.
  func startingPredictor(_ t: Double, mean: Double) -> Double? {
    mean > 0 && mean < 1 ? link((t + mean) / 2) : nil
  }

  func recession(_ t: Double) -> Recession {
    if t == 0 { return .downward }
    return t == 1 ? .upward : .none
  }
}
