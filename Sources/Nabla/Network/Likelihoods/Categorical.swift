/// E = −Σ t_k ln y_k: one class out of K; targets are class indices, or rows of class probabilities.
struct CategoricalLikelihood: LikelihoodKind {
  var name: String { "categorical" }
  var canonicalActivation: Activation? { .softmax }
  var hasCanonicalLink: Bool { true }
  var fewestOutputs: Int { 2 }

  var classCoding: ClassCoding? { .indices }
  var takesNumbers: Bool { false }
  var hasJointTargets: Bool { true }

  func expectation(insteadOf t: Double) -> String? { t >= 0 && t <= 1 ? nil : "a probability from 0 to 1" }

  func expectation(insteadOf row: ArraySlice<Double>) -> (expected: String, found: String)? {
    let sum = row.reduce(0, +)
    return abs(sum - 1) <= 1e-6 ? nil : ("probabilities that sum to 1", "a sum of \(sum)")
  }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    .classes((0..<examples).map { _ in Int.random(in: 0..<columns, using: &generator) })
  }

  var estimator: LinearEstimator? { .softmax }
  var hasVariance: Bool { false }
  var hasProbabilities: Bool { true }
  var isInNats: Bool { true }
  func normalization(_ t: Double) -> Double? { 0 }
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores { .classification }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for k in y.indices where t[k] != 0 { sum -= t[k] * S._Primitives.log(y[k]) }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices { gradient[k] = t[k] == 0 ? 0 : -t[k] / y[k] }
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
      // Where y is 0 to the last digit, its slope is 0, and so is x: it tells nothing.
      case .expected: result[k] = x[k] == 0 ? 0 : x[k] / y[k]
      }
    }
  }

  /// A row of targets need not sum to 1: then E = Σ t_k (ln Σ eᵃ − a_k), and δ = y Σ t − t.
  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    var loss = 0.0
    for i in 0..<a.columns {
      let weight = targets.weight(i)
      // What has no weight is not there, also where it is not finite.
      guard weight != 0 else {
        for k in 0..<a.rows { delta?[k, i] = 0 }
        continue
      }
      let softmax = SoftmaxColumn(a, column: i)
      let total: S = (0..<a.rows).reduce(0) { $0 + targets.value($1, i) }
      var error: S = 0
      for k in 0..<a.rows {
        let t = targets.value(k, i)
        let ak = a[k, i]
        if t != 0 { error += t * (softmax.logarithm - (ak - softmax.largest)) }
        delta?[k, i] = weight * softmax.error(ak, target: t, total: total)
      }
      loss += Double(weight * error)
    }
    return loss
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.categoricalLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, classes: UnsafePointer<Int32>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.classLoss(a.rows, a.columns, a.stride, a.base, classes, weights, delta)
  }
}

/// The softmax of one column a: S = Σ_k exp(a_k − m) with the largest a_k as m is 1 and a rest, which is kept by itself.
private struct SoftmaxColumn<S: RealScalar> {
  let largest: S
  /// S − 1.
  let rest: S

  init(_ a: MatrixView<S>, column i: Int) {
    var top = 0
    for k in 1..<a.rows where a[k, i] > a[top, i] { top = k }
    largest = a[top, i]
    var rest: S = 0
    for k in 0..<a.rows where k != top { rest += S._Primitives.exp(a[k, i] - largest) }
    // An infinite or NaN maximum has no softmax.
    self.rest = rest + (largest - largest)
  }

  /// ln S.
  var logarithm: S { S._Primitives.log1p(rest) }

  /// Σt · y − t of a number `a` of the column; where y is more than ½, as 1 less the others.
  func error(_ a: S, target t: S, total: S) -> S {
    let power = S._Primitives.exp(a - largest)
    let sum = 1 + rest
    return power > sum / 2 ? (total - t) - total * rest / sum : power / sum * total - t
  }
}
