/// E = Σ ½(s + (t − μ)² e⁻ˢ): normal targets that have two outputs each, the mean μ and the logarithm s of the variance.
struct HeteroscedasticLikelihood: RealTargetKind {
  var name: String { "heteroscedastic" }

  var outputsPerTarget: Int { 2 }
  func takesOffset(_ number: Int) -> Bool { number == 0 }
  func outputNames(of target: String) -> [String] { ["mean of \(target)", "log variance of \(target)"] }

  func outputChange(_ number: Int, mean: Double, scale: Double) -> (factor: Double, shift: Double)? {
    number == 0 ? (scale, mean) : (1, 2 * Double._Primitives.log(scale))
  }

  var fewestOutputs: Int { 2 }

  var isInNats: Bool { true }
  func normalization(_ t: Double) -> Double? { 0.5 * Double._Primitives.log(2 * .pi) }

  /// −ln p, the continuous ranked probability score (T. Gneiting and A. E. Raftery, Journal of the American Statistical
  /// Association 102, 2007), and the share of targets in the central intervals.
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    let logarithm = mean(y, t) { y, t in
      term(y[y.startIndex], y[y.startIndex + 1], t).error + 0.5 * Double._Primitives.log(2 * .pi)
    }
    func standardized(_ y: ArraySlice<Double>, _ t: Double) -> (deviation: Double, z: Double) {
      let deviation = Double._Primitives.exp(y[y.startIndex + 1] / 2)
      return (deviation, (t - y[y.startIndex]) / deviation)
    }
    let rank = mean(y, t) { y, t in
      let (deviation, z) = standardized(y, t)
      let density: Double = Double._Primitives.exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let inside: Double = Double._Primitives.erf(z / 2.0.squareRoot())
      return deviation * (z * inside + 2 * density - 1 / Double.pi.squareRoot())
    }
    let coverage = [0.5, 0.95].map { level in
      let bound = ReferenceDistribution.normal.criticalValue(level: level)
      return LikelihoodMeasure(
        name: "share of targets in \(Int(level * 100)) % intervals",
        value: mean(y, t) { standardized($0, $1).z.magnitude <= bound ? 1 : 0 })
    }
    return [
      LikelihoodMeasure(name: "mean of -ln p", value: logarithm),
      LikelihoodMeasure(name: "continuous ranked probability score", value: rank),
    ] + coverage
  }

  /// E and its derivatives in μ and s; with u = (t − μ)e^−s/2, so that nothing but the results overflows.
  @inline(__always)
  private func term<S: RealScalar>(_ mean: S, _ s: S, _ t: S) -> (error: S, mean: S, spread: S, root: S, square: S) {
    let root = S._Primitives.exp(-s / 2)
    let r: S = t - mean
    let u: S = r == 0 ? 0 : r * root
    return ((s + u * u) / 2, r == 0 ? 0 : -u * root, (1 - u * u) / 2, root, u * u)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for k in stride(from: 0, to: y.count, by: 2) { sum += term(y[k], y[k + 1], t[k]).error }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in stride(from: 0, to: y.count, by: 2) {
      let own = term(y[k], y[k + 1], t[k])
      gradient[k] = own.mean
      gradient[k + 1] = own.spread
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in stride(from: 0, to: y.count, by: 2) {
      let own = term(y[k], y[k + 1], t[k])
      let (precision, both) = (own.root * own.root, -own.mean)
      switch kind {
      case .exact:
        result[k] = precision * x[k] + both * x[k + 1]
        result[k + 1] = both * x[k] + own.square / 2 * x[k + 1]
      case .expected:
        result[k] = precision * x[k]
        result[k + 1] = x[k + 1] / 2
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    var loss = 0.0
    for i in 0..<a.columns {
      let weight = targets.weight(i)
      guard weight != 0 else {
        for k in 0..<a.rows { delta?[k, i] = 0 }
        continue
      }
      var error: S = 0
      for k in stride(from: 0, to: a.rows, by: 2) {
        guard !targets.isMissing(k, i) else {
          delta?[k, i] = 0
          delta?[k + 1, i] = 0
          continue
        }
        let own = term(a[k, i], a[k + 1, i], targets.value(k, i))
        error += own.error
        delta?[k, i] = weight * own.mean
        delta?[k + 1, i] = weight * own.spread
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
    S._Primitives.heteroscedasticLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    for i in 0..<a.columns {
      let weight = targets.weight(i)
      for k in stride(from: 0, to: a.rows, by: 2) {
        let own = term(a[k, i], a[k + 1, i], targets.value(k, i))
        var (ofMean, both, ofSpread): (S, S, S) = (own.root * own.root, 0, 1 / 2)
        if kind == .exact { (both, ofSpread) = (-own.mean, own.square / 2) }
        if weight == 0 || targets.isMissing(k, i) { (ofMean, both, ofSpread) = (0, 0, 0) }
        for column in stride(from: i, to: x.columns, by: a.columns) {
          let (u, v) = (x[k, column], x[k + 1, column])
          result[k, column] = weight * (ofMean * u + both * v)
          result[k + 1, column] = weight * (both * u + ofSpread * v)
        }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool {
    S._Primitives.heteroscedasticCurvature(
      tile.a.rows, tile.a.columns, tile.blocks, tile.a.base, tile.a.stride, tile.t.base, tile.t.stride, tile.weights,
      tile.x.base, tile.x.stride, tile.result.base, tile.result.stride, kind == .expected)
    return true
  }
}

extension Likelihood {
  /// Normal targets, each with a variance of its own: an output for the mean and one for the logarithm of the variance of each
  /// target, side by side; by default of one target.
  public static func heteroscedastic(targets: Int = 1) -> Likelihood {
    Likelihood(.heteroscedastic, outputs: 2 * targets)
  }
}
