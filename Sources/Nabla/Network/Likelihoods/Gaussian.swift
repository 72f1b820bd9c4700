/// E = ½‖y − t‖²: normal targets, whose common variance σ² is kept apart.
struct GaussianLikelihood: LikelihoodKind {
  var name: String { "gaussian" }
  var canonicalActivation: Activation? { .identity }
  var hasCanonicalLink: Bool { true }
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { .oneHot }
  var takesNumbers: Bool { true }
  func expectation(insteadOf t: Double) -> String? { nil }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { generator.normal() }
  }

  func outputChange(_ number: Int, mean: Double, scale: Double) -> (factor: Double, shift: Double)? { (scale, mean) }

  var estimator: LinearEstimator? { .leastSquares }
  var hasVariance: Bool { true }
  var hasProbabilities: Bool { false }
  var isInNats: Bool { false }

  /// Only by names of classes can outputs that are fitted as numbers be told from numbers.
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores {
    hasClassNames ? .classification : .regression
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for k in y.indices {
      let signal = y[k] - t[k]
      sum += signal * signal / 2
    }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices { gradient[k] = y[k] - t[k] }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in x.indices { result[k] = x[k] }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    sumOfTerms(a, targets, delta: delta) { a, t, _ in ((a - t) * (a - t) / 2, a - t) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.gaussianLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta)
  }
}
