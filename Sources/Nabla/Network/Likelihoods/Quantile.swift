/// E = Σ max(τr, (τ − 1)r) with r = t − y: the outputs of a target are its quantiles of the levels τ (R. Koenker and G. Bassett,
/// Econometrica 46, 1978). At r = 0 the derivative, which jumps from 1 − τ to −τ, is 0.
struct QuantileLikelihood: RealTargetKind {
  /// Ascending, between 0 and 1.
  let levels: [Double]

  var name: String { "quantile" }
  var parameters: [Double] { levels }
  var parameterForm: LikelihoodParameterForm? {
    LikelihoodParameterForm(spelling: "LEVEL,...", expected: "levels between 0 and 1 in ascending order")
  }

  func family(with parameters: [Double]) -> Likelihood.Family? {
    guard !parameters.isEmpty, parameters.allSatisfy({ $0 > 0 && $0 < 1 }) else { return nil }
    return zip(parameters, parameters.dropFirst()).allSatisfy { $0 < $1 } ? .quantile(levels: parameters) : nil
  }

  var outputsPerTarget: Int { levels.count }
  func outputNames(of target: String) -> [String] { levels.map { "quantile \($0) of \(target)" } }

  /// That of the level next to ½.
  var centralOutput: Int { levels.indices.min { abs(levels[$0] - 0.5) < abs(levels[$1] - 0.5) } ?? 0 }

  func outputChange(_ number: Int, mean: Double, scale: Double) -> (factor: Double, shift: Double)? { (scale, mean) }

  var isInNats: Bool { false }

  /// The loss, which share of the targets lies below each quantile, and how often quantiles are not in the order of levels.
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    let losses = levels.indices.map { k in mean(y, t) { term($0[$0.startIndex + k], $1, k).error } }
    let loss = losses.reduce(0, +) / Double(levels.count)
    let shares = levels.enumerated().map { k, level in
      LikelihoodMeasure(
        name: "share of targets below quantile \(level)", value: mean(y, t) { $1 <= $0[$0.startIndex + k] ? 1 : 0 })
    }
    guard levels.count > 1 else { return [LikelihoodMeasure(name: "mean pinball loss", value: loss)] + shares }
    let crossing = mean(y, t) { own, _ in zip(own, own.dropFirst()).contains { $0 > $1 } ? 1 : 0 }
    return [LikelihoodMeasure(name: "mean pinball loss", value: loss)] + shares
      + [LikelihoodMeasure(name: "share of examples whose quantiles cross", value: crossing)]
  }

  @inline(__always)
  private func term<S: RealScalar>(_ y: S, _ t: S, _ k: Int) -> (error: S, delta: S) {
    let (r, level) = (t - y, S(levels[k % levels.count]))
    if r > 0 { return (level * r, -level) }
    return r < 0 ? ((level - 1) * r, 1 - level) : (r, r)
  }

  /// The mean of the curvature, which is 0 but at r = 0, for targets with a density proportional to e^−E: τ(1 − τ).
  @inline(__always)
  private func information<S: RealScalar>(_ k: Int) -> S {
    let level = levels[k % levels.count]
    return S(level * (1 - level))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for k in y.indices { sum += term(y[k], t[k], k).error }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices { gradient[k] = term(y[k], t[k], k).delta }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in x.indices { result[k] = kind == .exact ? 0 : information(k) * x[k] }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    sumOfTerms(a, targets, delta: delta) { a, t, k in term(a, t, k) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    withUnsafeTemporaryAllocation(of: S.self, capacity: levels.count) { own in
      guard let base = own.baseAddress else { return nil }
      for (k, level) in levels.enumerated() { own[k] = S(level) }
      return S._Primitives.quantileLoss(
        a.rows, a.columns, a.stride, a.base, t, weights, delta, levels.count, base)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    multiplyDiagonal(a, targets, x, into: result) { _, _, k in kind == .exact ? 0 : information(k) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool {
    tile.multiply(by: levels.map { kind == .exact ? 0 : $0 * (1 - $0) })
    return true
  }
}

extension Likelihood {
  /// Quantiles of each target, an output for each level; by default of one target.
  ///
  /// - Precondition: the levels are between 0 and 1 and in ascending order, and there is one.
  public static func quantile(levels: [Double], targets: Int = 1) -> Likelihood {
    Likelihood(.quantile(levels: levels), outputs: targets * levels.count)
  }
}
