// What likelihoods are by default, and sums over outputs that have nothing to do with each other.
extension LikelihoodKind {
  var parameters: [Double] { [] }
  var parameterForm: LikelihoodParameterForm? { nil }
  func family(with parameters: [Double]) -> Likelihood.Family? { nil }

  var outputsPerTarget: Int { 1 }
  func targets(outputs: Int) -> Int { outputs / outputsPerTarget }
  func outputNames(of target: String) -> [String] { [target] }
  var centralOutput: Int { 0 }
  func takesOffset(_ number: Int) -> Bool { true }
  func isConstant(_ number: Int) -> Bool { false }
  func answer(_ y: [Double]) -> Double { y[centralOutput] }
  func outputChange(_ number: Int, mean: Double, scale: Double) -> (factor: Double, shift: Double)? { nil }

  /// The name, and after a colon the parameters with commas between them.
  var spelling: String {
    guard !parameters.isEmpty else { return name }
    // 4 and not 4.0, as people write it.
    let numbers = parameters.map { $0 == $0.rounded() && abs($0) < 0x1p53 ? "\(Int($0))" : "\($0)" }
    return name + ":" + numbers.joined(separator: ",")
  }

  var hasJointTargets: Bool { false }
  func expectation(insteadOf row: ArraySlice<Double>) -> (expected: String, found: String)? { nil }

  func normalization(_ t: Double) -> Double? { nil }

  func curvatureCount(outputs: Int) -> Int { 0 }

  func prepareCurvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into prepared: inout MutableSpan<S>) {}

  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? { nil }

  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, classes: UnsafePointer<Int32>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? { nil }

  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool { false }

  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    preconditionFailure("the curvature of '\(name)' is the Jacobian of its outputs")
  }

  /// A canonical term that is a sum over outputs: `term` gives E and δ of one of them.
  @inline(__always)
  func sumOfTerms<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?,
    _ term: (_ a: S, _ t: S, _ k: Int) -> (error: S, delta: S)
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
        guard !targets.isMissing(k, i) else {
          delta?[k, i] = 0
          continue
        }
        let own = term(a[k, i], targets.value(k, i), k)
        error += own.error
        delta?[k, i] = weight * own.delta
      }
      loss += Double(weight * error)
    }
    return loss
  }

  /// Products with a curvature that is diagonal in the outputs: `curvature` gives ∂²E/∂a² of one of them.
  @inline(__always)
  func multiplyDiagonal<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, _ x: MatrixView<S>, into result: MatrixView<S>,
    _ curvature: (_ a: S, _ t: S, _ k: Int) -> S
  ) {
    for i in 0..<a.columns {
      let weight = targets.weight(i)
      for k in 0..<a.rows {
        let isThere = weight != 0 && !targets.isMissing(k, i)
        let own: S = isThere ? weight * curvature(a[k, i], targets.value(k, i), k) : 0
        for column in stride(from: i, to: x.columns, by: a.columns) { result[k, column] = own * x[k, column] }
      }
    }
  }

  /// Numbers drawn for every example and target.
  func drawn<S: RealScalar>(
    _ examples: Int, _ columns: Int, _ draw: () -> Double
  ) -> Targets<S> {
    .values(Matrix(rows: examples, columns: columns, elements: (0..<examples * columns).map { _ in S(draw()) }))
  }

  /// ∂²E/∂y∂yᵀ in the mean over targets drawn from the model, K × K; for an error of the user's own, which names no
  /// distribution, the second derivative itself. 0 for outputs whose targets are NaN.
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
      for k in 0..<K { result[k * K + l] = t[k].isNaN || t[l].isNaN ? 0 : column[k] }
    }
    return result
  }
}
