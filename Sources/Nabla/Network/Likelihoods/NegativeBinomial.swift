/// E = Σ (t + 1/α) ln(1 + αy) − t ln(αy): counts t with the means y = eᵃ and the variances y + αy², α being the dispersion.
struct NegativeBinomialLikelihood: LikelihoodKind {
  let dispersion: Double

  var name: String { "negative-binomial" }
  var parameters: [Double] { [dispersion] }
  var parameterForm: LikelihoodParameterForm? {
    LikelihoodParameterForm(spelling: "DISPERSION", expected: "a dispersion above 0")
  }

  func family(with parameters: [Double]) -> Likelihood.Family? {
    guard parameters.count == 1, parameters[0] > 0, parameters[0].isFinite else { return nil }
    return .negativeBinomial(dispersion: parameters[0])
  }

  var hasCanonicalLink: Bool { false }

  func expectation(insteadOf t: Double) -> String? {
    t >= 0 && t == t.rounded() ? nil : "a count, a whole number from 0"
  }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { Double(Int.random(in: 0...7, using: &generator)) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    typealias F = S._Primitives
    let alpha = S(dispersion)
    var sum: S = 0
    for k in y.indices {
      let product: S = alpha * y[k]
      let ofCount: S = t[k] == 0 ? 0 : t[k] * F.log(product)
      sum += (t[k] + 1 / alpha) * F.log1p(product) - ofCount
    }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    let alpha = S(dispersion)
    for k in y.indices { gradient[k] = (t[k] == 0 ? 1 : 1 - t[k] / y[k]) / (1 + alpha * y[k]) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    let alpha = S(dispersion)
    for k in x.indices {
      let spread: S = 1 + alpha * y[k]
      switch kind {
      case .exact:
        let ofCount: S = t[k] == 0 ? 0 : t[k] / (y[k] * y[k])
        result[k] = (ofCount - alpha * (1 + alpha * t[k]) / (spread * spread)) * x[k]
      case .expected: result[k] = x[k] / (y[k] * spread)
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    let (alpha, shift) = (S(dispersion), S._Primitives.log(S(dispersion)))
    return sumOfTerms(a, targets, delta: delta) { a, t, _ in
      // In sums of terms of one sign, and of αy or 1/(αy), whichever is less than 1: nothing overflows, and z = ln αy, which is
      // rounded, is in no exponent.
      let z: S = a + shift
      let isLarge = z > 0
      let power = S._Primitives.exp(isLarge ? -a : a)
      let tail: S = (t + 1 / alpha) * S._Primitives.log1p(isLarge ? power / alpha : alpha * power)
      let error: S = isLarge ? z / alpha + tail : (t == 0 ? 0 : -t * z) + tail
      return (error, isLarge ? (1 - t * power) / (power + alpha) : (power - t) / (1 + alpha * power))
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.negativeBinomialLoss(
      a.rows, a.columns, a.stride, a.base, t, weights, delta, S(dispersion),
      S._Primitives.log(S(dispersion)))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    let (alpha, shift) = (S(dispersion), S._Primitives.log(S(dispersion)))
    multiplyDiagonal(a, targets, x, into: result) { a, t, _ in
      let isLarge = a + shift > 0
      let power = S._Primitives.exp(isLarge ? -a : a)
      let sum: S = isLarge ? power + alpha : 1 + alpha * power
      switch kind {
      case .exact: return power / sum * ((1 + alpha * t) / sum)
      case .expected: return (isLarge ? 1 : power) / sum
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool {
    S._Primitives.negativeBinomialCurvature(
      tile.a.rows, tile.a.columns, tile.blocks, tile.a.base, tile.a.stride, tile.t.base, tile.t.stride, tile.weights,
      tile.x.base, tile.x.stride, tile.result.base, tile.result.stride, S(dispersion),
      S._Primitives.log(S(dispersion)), kind == .expected)
    return true
  }
}

extension Likelihood {
  /// Counts 0, 1, 2 … with a negative binomial distribution, independent of each other, by default one; the outputs y = eᵃ are
  /// their means, and y + αy² their variances with the dispersion α.
  ///
  /// - Precondition: 0 < `dispersion` < ∞. Without dispersion it is the Poisson distribution.
  public static func negativeBinomial(dispersion: Double, outputs: Int = 1) -> Likelihood {
    Likelihood(.negativeBinomial(dispersion: dispersion), outputs: outputs)
  }
}
