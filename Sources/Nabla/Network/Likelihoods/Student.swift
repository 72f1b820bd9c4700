/// E = Σ ½(ν + 1) ln(1 + (t − y)²/(νσ²)): targets around the outputs with a Student t distribution of ν degrees of freedom and
/// the scale σ, so that outliers pull little.
struct StudentLikelihood: RealTargetKind {
  let freedom: Double
  let scale: Double

  var name: String { "student" }
  var parameters: [Double] { [freedom, scale] }
  var parameterForm: LikelihoodParameterForm? {
    LikelihoodParameterForm(
      spelling: "FREEDOM[,SCALE]",
      expected: "degrees of freedom above 0, and perhaps a scale above 0 (1 if it is left out)")
  }

  func family(with parameters: [Double]) -> Likelihood.Family? {
    guard (1...2).contains(parameters.count), parameters.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    return .student(freedom: parameters[0], scale: parameters.count == 2 ? parameters[1] : 1)
  }

  var isInNats: Bool { true }

  /// ln(√(νπ) σ Γ(ν/2) / Γ((ν + 1)/2)).
  func normalization(_ t: Double) -> Double? {
    let logarithm = Double._Primitives.log(width) + 0.5 * Double._Primitives.log(.pi)
    return logarithm - ReferenceDistribution.logGammaRatio(freedom / 2)
  }

  /// The mean error, and the share of targets in the central intervals.
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    [
      LikelihoodMeasure(
        name: "mean error of the likelihood", value: mean(y, t) { term($0[$0.startIndex], $1, width).error })
    ]
      + [0.5, 0.95].map { level in
        let bound = scale * ReferenceDistribution.studentT(degreesOfFreedom: freedom).criticalValue(level: level)
        return LikelihoodMeasure(
          name: "share of targets in \(Int(level * 100)) % intervals",
          value: mean(y, t) { ($1 - $0[$0.startIndex]).magnitude <= bound ? 1 : 0 })
      }
  }

  /// √ν σ.
  private var width: Double { freedom.squareRoot() * scale }

  /// E, δ and the curvature at u = (t − y)/(√ν σ), of 1/u beyond 1, so that no square overflows.
  @inline(__always)
  private func term<S: RealScalar>(_ y: S, _ t: S, _ width: S) -> (error: S, delta: S, curvature: S) {
    let factor = S(freedom + 1)
    let u: S = (t - y) / width
    guard u.magnitude > 1 else {
      let sum: S = 1 + u * u
      let curvature: S = (1 - u) * (1 + u) / (sum * sum)
      return (factor / 2 * S._Primitives.log1p(u * u), -factor / width * (u / sum), factor / width / width * curvature)
    }
    let v: S = 1 / u
    let sum: S = 1 + v * v
    let logarithm: S = 2 * S._Primitives.log(u.magnitude) + S._Primitives.log1p(v * v)
    let curvature: S = (v - 1) * (v + 1) / sum * (v / sum) * v
    return (factor / 2 * logarithm, -factor / width * (v / sum), factor / width / width * curvature)
  }

  /// The mean of the curvature.
  private var information: Double { (freedom + 1) / (freedom + 3) / scale / scale }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    let width = S(width)
    var sum: S = 0
    for k in y.indices { sum += term(y[k], t[k], width).error }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    let width = S(width)
    for k in y.indices { gradient[k] = term(y[k], t[k], width).delta }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    let (width, information) = (S(width), S(information))
    for k in x.indices {
      result[k] = (kind == .expected ? information : term(y[k], t[k], width).curvature) * x[k]
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    let width = S(width)
    return sumOfTerms(a, targets, delta: delta) { a, t, _ in
      let own = term(a, t, width)
      return (own.error, own.delta)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.studentLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta, S(freedom + 1), S(width))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    let (width, information) = (S(width), S(information))
    multiplyDiagonal(a, targets, x, into: result) { a, t, _ in
      kind == .expected ? information : term(a, t, width).curvature
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool {
    guard kind == .exact else {
      tile.multiply(by: [information])
      return true
    }
    S._Primitives.studentCurvature(
      tile.a.rows, tile.a.columns, tile.blocks, tile.a.base, tile.a.stride, tile.t.base, tile.t.stride, tile.weights,
      tile.x.base, tile.x.stride, tile.result.base, tile.result.stride, S(freedom + 1), S(width))
    return true
  }
}

extension Likelihood {
  /// Targets around the outputs with a Student t distribution of ν degrees of freedom and the scale σ, independent of each
  /// other, by default one: a regression that outliers pull little.
  ///
  /// - Precondition: both are above 0 and finite.
  public static func student(freedom: Double, scale: Double = 1, outputs: Int = 1) -> Likelihood {
    Likelihood(.student(freedom: freedom, scale: scale), outputs: outputs)
  }
}
