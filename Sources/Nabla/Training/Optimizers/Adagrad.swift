/// Adagrad: steps over the root of the sum of all squared gradients, v ← v + g², w ← w − ηg / (√v + ε).
///
/// Source: J. Duchi, E. Hazan and Y. Singer, Journal of Machine Learning Research 12, 2011.
public struct Adagrad<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// ε, which keeps the quotient finite.
  public var epsilon: Scalar
  /// The sum of squares v.
  public var state = OptimizerState<Scalar>()

  /// Adagrad with the given constants.
  ///
  /// - Precondition: η > 0, ε > 0.
  public init(learningRate: Scalar = 0.01, epsilon: Scalar = 1e-10) {
    OptimizerConstants.check(learningRate: learningRate)
    OptimizerConstants.check(epsilon: epsilon)
    self.learningRate = learningRate
    self.epsilon = epsilon
  }

  /// `adagrad, ε 1e-10`.
  public var summary: String { "adagrad, ε \(epsilon)" }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    state.step(vectors: 1, &w, gradient) { [learningRate, epsilon] backend, n, w, g, v in
      backend.adagradStep(n, w, g, scale: scale, rate: learningRate, epsilon: epsilon, v)
    }
  }
}

extension Optimizer {
  /// Adagrad with the learning rate η.
  public static func adagrad<S: RealScalar>(learningRate: S = 0.01) -> Self where Self == Adagrad<S> {
    Adagrad(learningRate: learningRate)
  }
}
