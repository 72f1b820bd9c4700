/// E = −Σ t ln Φ(a) + (1 − t) ln Φ(−a): binary targets that are 1 where a normal number is below a (D. J. Finney, Probit
/// Analysis, 1947). The outputs y = Φ(a) are the probabilities of 1.
struct ProbitLikelihood: BinaryLinkKind {
  var name: String { "probit" }
  var canonicalActivation: Activation? { .normalDistribution }

  /// From the tail at |a|: of the two terms one goes to 0 and the other grows like a²/2, each with its own digits.
  @inline(__always)
  func term<S: RealScalar>(_ a: S, _ t: S) -> (error: S, first: S, second: S, expected: S) {
    let s = a.magnitude
    let tail = NormalTail(s)
    // The share of the target that is on the other side of a.
    let other: S = a < 0 ? t : 1 - t
    let (ratio, upper) = (tail.ratio, tail.upperRatio)
    let far: S = other == 0 ? 0 : other * tail.lowerLogarithm
    let near: S = other == 1 ? 0 : (1 - other) * tail.upperLogarithm
    let slope: S = (other == 0 ? 0 : other * ratio) - (1 - other) * upper
    let ofNear: S = upper == 0 ? 0 : (1 - other) * upper * (upper + s)
    let ofFar: S = other == 0 ? 0 : other * ratio * tail.excess
    return (near + far, a < 0 ? -slope : slope, ofNear + ofFar, upper == 0 ? 0 : ratio * upper)
  }

  /// Near enough for a start: Φ(a) is some σ(1.7a).
  func link(_ p: Double) -> Double { (Double._Primitives.log(p) - Double._Primitives.log1p(-p)) / 1.7 }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double { sumOfLinkTerms(a, targets, delta: delta) }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.probitLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) { multiplyLinkCurvature(a, targets, kind, x, into: result) }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool {
    S._Primitives.probitCurvature(
      tile.a.rows, tile.a.columns, tile.blocks, tile.a.base, tile.a.stride, tile.t.base, tile.t.stride, tile.weights,
      tile.x.base, tile.x.stride, tile.result.base, tile.result.stride, kind == .expected)
    return true
  }
}

extension Likelihood {
  /// Targets in {0, 1} (or probabilities), independent of each other, by default one, with the probit link: the outputs
  /// y = Φ(a), with the normal distribution function Φ, are the probabilities of 1.
  public static func probit(outputs: Int = 1) -> Likelihood { Likelihood(.probit, outputs: outputs) }
}
