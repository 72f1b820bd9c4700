/// E = Σ (1 − t)eᵃ − t ln(1 − exp(−eᵃ)): binary targets that are 1 where a count with the mean eᵃ is not 0, as of events in
/// grouped times. The outputs y = 1 − exp(−eᵃ) are the probabilities of 1.
struct ComplementaryLogLogLikelihood: BinaryLinkKind {
  var name: String { "cloglog" }
  var canonicalActivation: Activation? { .complementaryLogLog }

  @inline(__always)
  func term<S: RealScalar>(_ a: S, _ t: S) -> (error: S, first: S, second: S, expected: S) {
    let one = Self.ofOne(a)
    let power = one.power
    let share: S = 1 - t
    let ofZero: S = share == 0 ? 0 : share * power
    let ofOne: S = t == 0 ? 0 : t * one.error
    let expected: S = one.quotient == 0 ? 0 : power * one.quotient
    return (ofZero + ofOne, ofZero - t * one.quotient, ofZero + t * one.second, expected)
  }

  /// −ln(1 − e^−μ) for μ = eᵃ, its second derivative in a, and q = μ/(e^μ − 1), its negative slope.
  @inline(__always)
  static func ofOne<S: RealScalar>(_ a: S) -> (power: S, error: S, quotient: S, second: S) {
    typealias F = S._Primitives
    let power = F.exp(a)
    guard power > 1 else {
      // 1 − e^−μ = μ(1 − μ/2 + …), of which a takes the logarithm of μ without rounding, also where μ is 0.
      let share: S = power == 0 ? 1 : -F.expm1(-power) / power
      let quotient: S = power == 0 ? 1 : power / F.expm1(power)
      return (power, -a - F.log(share), quotient, quotient * (Self.remainder(power) / share))
    }
    let small = F.exp(-power)
    guard small > 0 else { return (power, 0, 0, 0) }
    let share: S = 1 - small
    let quotient: S = power * small / share
    let growth: S = (power - share) / share
    return (power, -F.log1p(-small), quotient, quotient * growth)
  }

  /// (μ − 1 + e^−μ)/μ = μ/2! − μ²/3! + μ³/4! …, for 0 ≤ μ ≤ 1.
  @inline(__always)
  private static func remainder<S: RealScalar>(_ power: S) -> S {
    var sum: S = 0
    for k in stride(from: 19, through: 2, by: -1) { sum = power / S(k) * (1 - sum) }
    return sum
  }

  /// The error of an outcome of 1 falls as e^−μ with μ = eᵃ.
  var farPredictor: Double { Double._Primitives.log(5) }

  func link(_ p: Double) -> Double { Double._Primitives.log(-Double._Primitives.log1p(-p)) }

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
    S._Primitives.complementaryLogLogLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta)
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
    S._Primitives.complementaryLogLogCurvature(
      tile.a.rows, tile.a.columns, tile.blocks, tile.a.base, tile.a.stride, tile.t.base, tile.t.stride, tile.weights,
      tile.x.base, tile.x.stride, tile.result.base, tile.result.stride, kind == .expected)
    return true
  }
}

extension Likelihood {
  /// Targets in {0, 1} (or probabilities), independent of each other, by default one, with the complementary log-log link:
  /// the outputs y = 1 − exp(−eᵃ) are the probabilities of 1.
  public static func complementaryLogLog(outputs: Int = 1) -> Likelihood {
    Likelihood(.complementaryLogLog, outputs: outputs)
  }
}
