/// Gradient descent with Nesterov's momentum: v ← μv + g, w ← w − η(g + μv).
///
/// Source: Yu. Nesterov, Soviet Mathematics Doklady 27, 1983; in the form of I. Sutskever et al., ICML 2013, as PyTorch
/// uses it.
public struct Nesterov<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// The momentum μ, 0 ≤ μ < 1.
  public var momentum: Scalar
  /// The velocity v.
  public var state = OptimizerState<Scalar>()

  /// Gradient descent with Nesterov's momentum μ and the learning rate η.
  ///
  /// - Precondition: η > 0 and 0 ≤ μ < 1.
  public init(learningRate: Scalar = 0.05, momentum: Scalar = 0.9) {
    OptimizerConstants.check(learningRate: learningRate)
    OptimizerConstants.check(decay: momentum, "momentum")
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// `nesterov, momentum 0.9`.
  public var summary: String { "nesterov, momentum \(momentum)" }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    state.step(vectors: 1, &w, gradient) { [learningRate, momentum] backend, n, w, g, v in
      backend.momentumStep(n, w, g, scale: scale, rate: learningRate, momentum: momentum, looksAhead: true, v)
    }
  }
}

extension Optimizer {
  /// Gradient descent with Nesterov's momentum.
  public static func nesterov<S: RealScalar>(learningRate: S = 0.05, momentum: S = 0.9) -> Self
  where Self == Nesterov<S> {
    Nesterov(learningRate: learningRate, momentum: momentum)
  }
}
