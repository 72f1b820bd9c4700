/// A likelihood of targets in {0, 1}, or probabilities, independent of each other, whose outputs y are the probabilities of 1:
/// E = −Σ t ln y + (1 − t) ln(1 − y).
protocol BinaryKind: LikelihoodKind {}

extension BinaryKind {
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { .binary }
  var takesNumbers: Bool { true }

  func expectation(insteadOf t: Double) -> String? { t >= 0 && t <= 1 ? nil : "a probability from 0 to 1" }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { generator.uniform() < 0.5 ? 0 : 1 }
  }

  var hasProbabilities: Bool { true }
  var isInNats: Bool { true }
  func normalization(_ t: Double) -> Double? { 0 }

  /// Several outputs are as many answers, yes or no.
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores {
    outputs == 1 ? .classification : .regression
  }

  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S { BinaryError.value(y, t) }

  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    BinaryError.gradient(y, t, into: &gradient)
  }

  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    BinaryError.multiplyCurvature(y, t, kind: kind, x, into: &result)
  }
}

/// The error of probabilities y, whatever they are a function of.
private enum BinaryError {
  @specialized(where S == Double)
  @specialized(where S == Float)
  static func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
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
  static func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices {
      gradient[k] = (t[k] == 1 ? 0 : (1 - t[k]) / (1 - y[k])) - (t[k] == 0 ? 0 : t[k] / y[k])
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  static func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>, into result: inout MutableSpan<S>
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
}
