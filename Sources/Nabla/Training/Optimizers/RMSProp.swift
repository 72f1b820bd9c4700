/// RMSProp: steps over the root of the running mean of the squared gradient, v ← ρv + (1 − ρ)g², w ← w − ηg / (√v + ε).
///
/// Source: G. Hinton, Neural networks for machine learning, lecture 6, 2012; in the form that PyTorch uses.
public struct RMSProp<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// ρ, the memory of the mean square.
  public var decay: Scalar
  /// ε, which keeps the quotient finite.
  public var epsilon: Scalar
  /// The mean square v.
  public var state = OptimizerState<Scalar>()

  /// RMSProp with the given constants.
  ///
  /// - Precondition: η > 0, 0 ≤ ρ < 1, ε > 0.
  public init(learningRate: Scalar = 0.001, decay: Scalar = 0.99, epsilon: Scalar = 1e-8) {
    OptimizerConstants.check(learningRate: learningRate)
    OptimizerConstants.check(decay: decay, "decay")
    OptimizerConstants.check(epsilon: epsilon)
    self.learningRate = learningRate
    self.decay = decay
    self.epsilon = epsilon
  }

  /// `rmsprop, ρ 0.99, ε 1e-08`.
  public var summary: String { "rmsprop, ρ \(decay), ε \(epsilon)" }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    state.step(vectors: 1, &w, gradient) { [learningRate, decay, epsilon] backend, n, w, g, v in
      backend.rmsPropStep(n, w, g, scale: scale, rate: learningRate, decay: decay, epsilon: epsilon, v)
    }
  }
}

extension Optimizer {
  /// RMSProp with the learning rate η.
  public static func rmsProp<S: RealScalar>(learningRate: S = 0.001) -> Self where Self == RMSProp<S> {
    RMSProp(learningRate: learningRate)
  }
}
