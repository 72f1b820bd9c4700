/// A likelihood as everything that depends on it asks for it: passes, curvature, checks, solvers, files and the program.
///
/// A new likelihood is a type that conforms to this, in a file of this folder, and a case of `Likelihood.Family` with its lines
/// in `Likelihood.Family.kind` and `builtIn`. Methods that loop over elements have the attribute `@specialized`
/// for `Double` and `Float`: they are called once a tile, or once an example, and not compiled for each caller.
protocol LikelihoodKind: Sendable {
  /// The name in files and on the command line.
  var name: String { get }

  /// The output activation with which δ = ∂E/∂a is y − t (y Σt − t for the softmax); nil where there is none. Then the
  /// curvature in a is that function's Jacobian.
  var canonicalActivation: Activation? { get }

  /// The smallest number of outputs.
  var fewestOutputs: Int { get }

  // MARK: Targets

  /// How classes become targets; nil where they cannot.
  var classCoding: ClassCoding? { get }

  /// Whether a table's numbers may be targets.
  var takesNumbers: Bool { get }

  /// What a target has to be, in words, where `t` is not.
  func expectation(insteadOf t: Double) -> String?

  /// What the targets of one example have to be together, and what they are, where each is a target by itself.
  func expectation(insteadOf row: ArraySlice<Double>) -> (expected: String, found: String)?

  /// Targets as the likelihood might have drawn them, for checks.
  func randomTargets<S: RealScalar>(
    examples: Int, outputs: Int, using generator: inout SeededGenerator
  ) -> Targets<S>

  // MARK: Results

  /// What minimises E where it is convex in the parameters; nil where nothing does that is offered.
  var estimator: LinearEstimator? { get }

  /// Whether there is a variance σ² of targets around the outputs, which is kept apart from E. Targets may then be scaled,
  /// too: it is the same likelihood for them.
  var hasVariance: Bool { get }

  /// Whether outputs are probabilities.
  var hasProbabilities: Bool { get }

  /// Whether E is −ln p but for terms without parameters: then its unit is the nat, and 1 is much. Other errors have the unit
  /// of the targets.
  var isInNats: Bool { get }

  /// By what a model is judged.
  ///
  /// - Parameter hasClassNames: Whether names for its outputs are known.
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores

  // MARK: The error at any output

  /// E(y, t) of one example. Terms with a factor of zero are left out, so that 0 ln 0 = 0.
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S

  /// Writes ∂E/∂y of one example into zeros.
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>)

  /// The number of scalars that `prepareCurvature` keeps of one example.
  func curvatureCount(outputs: Int) -> Int

  /// Writes what products with the curvature at (y, t) need into `curvatureCount` zeros.
  func prepareCurvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into prepared: inout MutableSpan<S>)

  /// result ← (∂²E/∂y∂yᵀ) x of one example, or its mean over targets drawn from the model. result is not x.
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>)

  // MARK: The error at pre-activations

  /// Σ E of a tile from the pre-activations a of the canonical output, without overflow, and δ (times the weights) where
  /// it is given; it may be a itself.
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double

  /// The same by a vector kernel; nil where there is none for targets of this form.
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double?
}

extension LikelihoodKind {
  func expectation(insteadOf row: ArraySlice<Double>) -> (expected: String, found: String)? { nil }

  func curvatureCount(outputs: Int) -> Int { 0 }

  func prepareCurvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into prepared: inout MutableSpan<S>) {}

  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double? { nil }

  /// A canonical term that is a sum over outputs: `term` gives E and δ of one of them.
  @inline(__always)
  func sumOfTerms<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?,
    _ term: (_ a: S, _ t: S) -> (error: S, delta: S)
  ) -> Double {
    var loss = 0.0
    for i in 0..<a.columns {
      let weight = targets.weight(i)
      // What has no weight is not there, also where it is not finite.
      guard weight != 0 else {
        for k in 0..<a.rows { delta?[k, i] = 0 }
        continue
      }
      var error: S = 0
      for k in 0..<a.rows {
        let own = term(a[k, i], targets.value(k, i))
        error += own.error
        delta?[k, i] = weight * own.delta
      }
      loss += Double(weight * error)
    }
    return loss
  }

  /// ∂²E/∂y∂yᵀ in the mean over targets drawn from the model, K × K; for an error of the user's own, which names no
  /// distribution, the second derivative itself.
  func information<S: RealScalar>(_ y: [S], _ t: [S]) -> [S] {
    let K = y.count
    var prepared = [S](repeating: 0, count: curvatureCount(outputs: K))
    var preparedSpan = prepared.mutableSpan
    prepareCurvature(y.span, t.span, into: &preparedSpan)
    var result = [S](repeating: 0, count: K * K)
    for l in 0..<K {
      var unit = [S](repeating: 0, count: K)
      unit[l] = 1
      var column = [S](repeating: 0, count: K)
      var columnSpan = column.mutableSpan
      multiplyCurvature(y.span, t.span, prepared: prepared.span, kind: .expected, unit.span, into: &columnSpan)
      for k in 0..<K { result[k * K + l] = column[k] }
    }
    return result
  }
}
