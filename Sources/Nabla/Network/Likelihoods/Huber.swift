internal import Foundation

/// E = Σ ½r² for residuals r = t − y up to the limit c, and c(|r| − c/2) beyond: least squares whose outliers pull no more than
/// those at the limit (P. J. Huber, Annals of Mathematical Statistics 35, 1964).
struct HuberLikelihood: RealTargetKind {
  let limit: Double

  var name: String { "huber" }
  var parameters: [Double] { [limit] }
  var parameterForm: LikelihoodParameterForm? {
    LikelihoodParameterForm(spelling: "LIMIT", expected: "a limit above 0")
  }

  func family(with parameters: [Double]) -> Likelihood.Family? {
    parameters.count == 1 && parameters[0] > 0 && parameters[0].isFinite ? .huber(limit: parameters[0]) : nil
  }

  var isInNats: Bool { false }

  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    [
      LikelihoodMeasure(
        name: "mean error of the likelihood", value: mean(y, t) { term($0[$0.startIndex], $1, limit).error })
    ]
  }

  @inline(__always)
  private func term<S: RealScalar>(_ y: S, _ t: S, _ limit: S) -> (error: S, delta: S) {
    let r: S = t - y
    guard r.magnitude > limit else { return (r * r / 2, -r) }
    return (limit * (r.magnitude - limit / 2), r > 0 ? -limit : limit)
  }

  /// The mean of the curvature, 1 up to the limit and 0 beyond, for targets with a density proportional to e^−E: how probable
  /// a residual up to the limit is.
  private var information: Double {
    let inside: Double = (2 * Double.pi).squareRoot() * Foundation.erf(limit / 2.0.squareRoot())
    return inside / (inside + 2 / limit * Foundation.exp(-limit * limit / 2))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    let limit = S(limit)
    var sum: S = 0
    for k in y.indices { sum += term(y[k], t[k], limit).error }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    let limit = S(limit)
    for k in y.indices { gradient[k] = term(y[k], t[k], limit).delta }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    let (limit, information) = (S(limit), S(information))
    for k in x.indices {
      switch kind {
      case .exact: result[k] = (t[k] - y[k]).magnitude > limit ? 0 : x[k]
      case .expected: result[k] = information * x[k]
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    let limit = S(limit)
    return sumOfTerms(a, targets, delta: delta) { a, t, _ in term(a, t, limit) }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double? {
    S._Primitives.huberLoss(a.rows, a.columns, a.stride, a.base, t, weights, delta, S(limit))
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    let (limit, information) = (S(limit), S(information))
    multiplyDiagonal(a, targets, x, into: result) { a, t, _ in
      switch kind {
      case .exact: (t - a).magnitude > limit ? 0 : 1
      case .expected: information
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool {
    guard kind == .exact else {
      tile.multiply(by: [information])
      return true
    }
    S._Primitives.huberCurvature(
      tile.a.rows, tile.a.columns, tile.blocks, tile.a.base, tile.a.stride, tile.t.base, tile.t.stride, tile.weights,
      tile.x.base, tile.x.stride, tile.result.base, tile.result.stride, S(limit))
    return true
  }
}

extension Likelihood {
  /// Least squares whose outliers pull no more than residuals at the limit, which is in the unit of the targets; by default of
  /// one output.
  ///
  /// - Precondition: 0 < `limit` < ∞.
  public static func huber(limit: Double, outputs: Int = 1) -> Likelihood {
    Likelihood(.huber(limit: limit), outputs: outputs)
  }
}
