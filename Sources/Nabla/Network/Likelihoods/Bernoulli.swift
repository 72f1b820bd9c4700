/// E = −Σ t ln y + (1 − t) ln(1 − y): targets in {0, 1}, or probabilities, independent of each other.
struct BernoulliLikelihood: BinaryKind {
  var name: String { "bernoulli" }
  var canonicalActivation: Activation? { .sigmoid }
  var hasCanonicalLink: Bool { true }

  var estimator: LinearEstimator? { .logistic }
  var hasVariance: Bool { false }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    sumOfTerms(a, targets, delta: delta) { a, t, _ in
      let term = Self.term(a, t)
      return (term.error, term.delta)
    }
  }

  /// softplus(a) − ta, σ(a) − t and y = σ(a) from the small tail σ(−|a|), so that nothing overflows and t = 0 or 1 takes no
  /// digits away.
  @inline(__always)
  static func term<S: RealScalar>(_ a: S, _ t: S) -> (error: S, delta: S, y: S) {
    let c: S = a > 0 ? 1 - t : t
    let small = S._Primitives.exp(-a.magnitude)
    let tail: S = small / (1 + small)
    let error: S = S._Primitives.log1p(small) + (c == 0 ? 0 : c * a.magnitude)
    return (error, a > 0 ? c - tail : tail - c, a >= 0 ? 1 / (1 + small) : tail)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.bernoulliLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta)
  }
}
