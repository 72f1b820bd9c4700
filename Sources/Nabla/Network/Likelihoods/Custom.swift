/// An error function of the user's own: E(y, t) of one example with its derivatives in the outputs y.
public protocol ErrorFunction: Sendable {
  /// A name for descriptions and model files; it identifies the function.
  var name: String { get }

  /// E(y, t) for the outputs `y` and the targets `t` of one example, K numbers each.
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S

  /// Writes ∂E/∂y, K numbers, into `gradient`, which holds zeros.
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>)

  /// Writes ∂²E/∂y∂yᵀ, K × K numbers row by row, into `curvature`, which holds zeros.
  func curvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into curvature: inout MutableSpan<S>)
}

/// An error function of the user's own as one expression; its derivatives follow by hyper-dual numbers.
///
/// ```swift
/// struct LogCosh: ErrorExpression {
///   let name = "log-cosh"
///   func callAsFunction<N: DifferentiableNumber>(_ y: [N], _ t: [N]) -> N {
///     zip(y, t).reduce(0) { sum, pair in
///       let r = pair.0 - pair.1
///       return sum + r + softplus(-2 * r) - 0.6931471805599453
///     }
///   }
/// }
/// ```
public protocol ErrorExpression: ErrorFunction {
  /// E(y, t) of one example.
  func callAsFunction<N: DifferentiableNumber>(_ y: [N], _ t: [N]) -> N
}

extension ErrorExpression {
  /// E(y, t).
  public func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    evaluate(y, t, first: nil, other: nil).value
  }

  /// ∂E/∂y, by K evaluations.
  public func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    for k in y.indices { gradient[k] = evaluate(y, t, first: k, other: nil).first }
  }

  /// ∂²E/∂y∂yᵀ, by K(K + 1)/2 evaluations.
  public func curvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into curvature: inout MutableSpan<S>) {
    for j in y.indices {
      for k in 0...j {
        let mixed = evaluate(y, t, first: j, other: k).mixed
        curvature[j * y.count + k] = mixed
        curvature[k * y.count + j] = mixed
      }
    }
  }

  private func evaluate<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, first: Int?, other: Int?) -> HyperDual<S> {
    self(
      y.indices.map { HyperDual(y[$0], first: $0 == first ? 1 : 0, other: $0 == other ? 1 : 0) },
      t.indices.map { HyperDual(t[$0], first: 0, other: 0) })
  }
}

/// A named box around an `ErrorFunction`; two boxes are equal when their names are.
public struct CustomError: Sendable, Hashable {
  /// The function.
  public let function: any ErrorFunction

  /// Boxes `function`.
  public init(_ function: any ErrorFunction) {
    self.function = function
  }

  /// The function's name.
  public var name: String { function.name }

  /// Equality of names.
  public static func == (left: CustomError, right: CustomError) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// An error function of the user's own, which names no distribution: its curvature is always the exact one, and nothing is
/// canonical.
struct CustomLikelihood: LikelihoodKind {
  let error: CustomError

  private var function: any ErrorFunction { error.function }

  var name: String { error.name }
  var canonicalActivation: Activation? { nil }
  var hasCanonicalLink: Bool { false }
  var fewestOutputs: Int { 1 }

  var classCoding: ClassCoding? { nil }
  var takesNumbers: Bool { true }
  var hasJointTargets: Bool { true }
  func expectation(insteadOf t: Double) -> String? { nil }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    GaussianLikelihood().randomTargets(examples: examples, columns: columns, using: &generator)
  }

  var estimator: LinearEstimator? { nil }
  var hasVariance: Bool { false }
  var hasProbabilities: Bool { false }
  var isInNats: Bool { false }
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores { hasClassNames ? .classification : .regression }

  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S { function.value(y, t) }

  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    function.gradient(y, t, into: &gradient)
  }

  func curvatureCount(outputs: Int) -> Int { outputs * outputs }

  func prepareCurvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into prepared: inout MutableSpan<S>) {
    function.curvature(y, t, into: &prepared)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    for k in x.indices {
      var sum: S = 0
      for j in x.indices { sum += prepared[k * x.count + j] * x[j] }
      result[k] = sum
    }
  }

  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    preconditionFailure("an error of the user's own has no canonical activation")
  }
}
