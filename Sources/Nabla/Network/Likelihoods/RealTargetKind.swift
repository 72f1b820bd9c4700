/// A likelihood of any numbers, with outputs on their own scale and no solution of a linear model in closed form or by Newton's
/// method: what errors that are robust, of quantiles or of a spread of their own have in common.
protocol RealTargetKind: LikelihoodKind {}

extension RealTargetKind {
  var canonicalActivation: Activation? { .identity }
  var hasCanonicalLink: Bool { false }
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { nil }
  var takesNumbers: Bool { true }
  func expectation(insteadOf t: Double) -> String? { nil }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { generator.normal() }
  }

  var estimator: LinearEstimator? { nil }
  var hasVariance: Bool { false }
  var hasProbabilities: Bool { false }
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores { .regression }
}
