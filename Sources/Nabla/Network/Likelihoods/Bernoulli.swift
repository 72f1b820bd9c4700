/// E = −Σ t ln y + (1 − t) ln(1 − y): targets in {0, 1}, or probabilities, independent of each other.
struct BernoulliLikelihood: LikelihoodKind {
  var name: String { "bernoulli" }
  var canonicalActivation: Activation? { .sigmoid }
  var hasCanonicalLink: Bool { true }
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { .binary }
  var takesNumbers: Bool { true }

  func expectation(insteadOf t: Double) -> String? { t >= 0 && t <= 1 ? nil : "a probability from 0 to 1" }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { generator.uniform() < 0.5 ? 0 : 1 }
  }

  var estimator: LinearEstimator? { .logistic }
  var hasVariance: Bool { false }
  var hasProbabilities: Bool { true }
  var isInNats: Bool { true }
  func normalization(_ t: Double) -> Double? { 0 }

  /// Several outputs are as many answers, yes or no.
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores {
    outputs == 1 ? .classification : .regression
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    typealias F = S._Primitives
    var sum: S = 0
    for k in y.indices {
      if t[k] != 0 { sum -= t[k] * F.log(y[k]) }
      if t[k] != 1 { sum -= (1 - t[k]) * F.log1p(-y[k]) }
    }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices {
      gradient[k] = (t[k] == 1 ? 0 : (1 - t[k]) / (1 - y[k])) - (t[k] == 0 ? 0 : t[k] / y[k])
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in x.indices {
      switch kind {
      case .exact:
        let complement: S = 1 - y[k]
        let ofOnes: S = t[k] == 0 ? 0 : t[k] / (y[k] * y[k])
        let ofZeros: S = t[k] == 1 ? 0 : (1 - t[k]) / (complement * complement)
        result[k] = (ofOnes + ofZeros) * x[k]
      case .expected:
        // Where y is 0 or 1 to the last digit, its slope is 0, and so is x: it tells nothing.
        result[k] = x[k] == 0 ? 0 : x[k] / (y[k] * (1 - y[k]))
      }
    }
  }

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
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double? {
    guard case .values(let t) = targets.values else { return nil }
    return S._Primitives.bernoulliLoss(a.rows, a.columns, a.stride, a.base, t.base, targets.weights, delta?.base)
  }
}
