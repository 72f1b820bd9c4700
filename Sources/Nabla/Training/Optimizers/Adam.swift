/// Adam: steps along the running mean of the gradient, over the root of the running mean of its square.
///
/// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← w − η (m / (1 − β₁ᵗ)) / (√(v / (1 − β₂ᵗ)) + ε).
///
/// Source: D. P. Kingma and J. Ba, "Adam: a method for stochastic optimization", ICLR 2015, algorithm 1.
public struct Adam<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// β₁, the memory of the mean.
  public var firstDecay: Scalar
  /// β₂, the memory of the mean square.
  public var secondDecay: Scalar
  /// ε, which keeps the quotient finite.
  public var epsilon: Scalar
  /// The means m and v.
  public var state = OptimizerState<Scalar>()

  /// Adam with the given constants.
  ///
  /// - Precondition: η > 0, 0 ≤ β₁, β₂ < 1, ε > 0.
  public init(
    learningRate: Scalar = 0.001, firstDecay: Scalar = 0.9, secondDecay: Scalar = 0.999, epsilon: Scalar = 1e-8
  ) {
    OptimizerConstants.check(learningRate: learningRate)
    OptimizerConstants.check(decay: firstDecay, "first decay")
    OptimizerConstants.check(decay: secondDecay, "second decay")
    OptimizerConstants.check(epsilon: epsilon)
    self.learningRate = learningRate
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
  }

  /// `adam, β₁ 0.9, β₂ 0.999, ε 1e-08`.
  public var summary: String { "adam, β₁ \(firstDecay), β₂ \(secondDecay), ε \(epsilon)" }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    step(&w, gradient: gradient, scale: scale, keep: 1)
  }

  /// One step after w ← keep · w, in the same pass.
  mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar, keep: Scalar) {
    let constants = AdamConstants(
      firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon,
      firstCorrection: state.nextCorrection(firstDecay), secondCorrection: state.nextCorrection(secondDecay))
    state.step(vectors: 2, &w, gradient) { [learningRate] backend, n, w, g, v in
      backend.adamStep(n, w, g, scale: scale, rate: learningRate, keep: keep, constants, v, v + n)
    }
  }
}

extension Optimizer {
  /// Adam with the learning rate η and the usual constants.
  public static func adam<S: RealScalar>(learningRate: S = 0.001) -> Self where Self == Adam<S> {
    Adam(learningRate: learningRate)
  }
}
