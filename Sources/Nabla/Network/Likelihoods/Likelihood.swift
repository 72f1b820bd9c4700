/// What a network's outputs are modelled to be: the distribution of the targets, and with it the error function.
///
/// The error of one example is its negative log-likelihood, up to a constant:
///
/// | likelihood | E(y, t) | canonical output activation |
/// | --- | --- | --- |
/// | `gaussian` | ½‖y − t‖², the variance σ² kept apart | identity |
/// | `bernoulli` | −Σ t ln y + (1 − t) ln(1 − y) | sigmoid |
/// | `categorical` | −Σ t_k ln y_k | softmax |
///
/// With the canonical activation the error signal ∂E/∂a at the output is y − t, and everything is computed from the
/// pre-activations a, without overflow. Another output activation may be named in `Output`; then the derivatives go
/// through y by the chain rule, and y must lie where the logarithms exist.
///
/// Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 5.2.
public struct Likelihood: Sendable, Hashable {
  /// The family of the distribution.
  public enum Family: Sendable, Hashable {
    case gaussian
    case bernoulli
    case categorical
    /// An error function of the user's own.
    case custom(CustomError)
  }

  /// The family of the distribution.
  public let family: Family
  /// The number of outputs K.
  public let outputs: Int
  /// The output activation that belongs to the likelihood.
  public let canonicalActivation: Activation

  /// Normal targets with a common variance: regression. One output unless `outputs` says otherwise.
  public static func gaussian(outputs: Int) -> Likelihood {
    Likelihood(family: .gaussian, outputs: outputs, canonicalActivation: .identity)
  }

  /// Normal targets, one output.
  public static var gaussian: Likelihood { .gaussian(outputs: 1) }

  /// Targets in {0, 1} (or probabilities), independent of each other.
  public static func bernoulli(outputs: Int) -> Likelihood {
    Likelihood(family: .bernoulli, outputs: outputs, canonicalActivation: .sigmoid)
  }

  /// A binary target, one output.
  public static var bernoulli: Likelihood { .bernoulli(outputs: 1) }

  /// One class out of `classes`; targets are class indices, or rows of class probabilities.
  public static func categorical(classes: Int) -> Likelihood {
    Likelihood(family: .categorical, outputs: classes, canonicalActivation: .softmax)
  }

  /// An error function of the user's own, with the activation of the output layer.
  public static func custom(
    _ error: any ErrorFunction, outputs: Int, activation: Activation = .identity
  ) -> Likelihood {
    Likelihood(family: .custom(CustomError(error)), outputs: outputs, canonicalActivation: activation)
  }

  /// The name in files and on the command line.
  public var name: String {
    switch family {
    case .gaussian: "gaussian"
    case .bernoulli: "bernoulli"
    case .categorical: "categorical"
    case .custom(let error): error.name
    }
  }

  /// Whether, with this output activation, δ = y − t.
  func isCanonical(with activation: Activation) -> Bool {
    if case .custom = family { return false }
    return activation == canonicalActivation
  }
}

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
