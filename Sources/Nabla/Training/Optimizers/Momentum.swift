/// Gradient descent with momentum: v ← μv + g, w ← w − ηv.
///
/// Source: B. T. Polyak, USSR Computational Mathematics and Mathematical Physics 4, 1964; in the form that PyTorch uses.
public struct Momentum<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// The momentum μ, 0 ≤ μ < 1.
  public var momentum: Scalar
  /// The velocity v.
  public var state = OptimizerState<Scalar>()

  /// Gradient descent with momentum μ and the learning rate η.
  ///
  /// - Precondition: η > 0 and 0 ≤ μ < 1.
  public init(learningRate: Scalar = 0.05, momentum: Scalar = 0.9) {
    OptimizerConstants.check(learningRate: learningRate)
    OptimizerConstants.check(decay: momentum, "momentum")
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// `momentum, momentum 0.9`.
  public var summary: String { "momentum, momentum \(momentum)" }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    state.step(vectors: 1, &w, gradient) { [learningRate, momentum] backend, n, w, g, v in
      backend.momentumStep(n, w, g, scale: scale, rate: learningRate, momentum: momentum, looksAhead: false, v)
    }
  }
}

extension Optimizer {
  /// Gradient descent with momentum.
  public static func momentum<S: RealScalar>(learningRate: S = 0.05, momentum: S = 0.9) -> Self
  where Self == Momentum<S> {
    Momentum(learningRate: learningRate, momentum: momentum)
  }
}
