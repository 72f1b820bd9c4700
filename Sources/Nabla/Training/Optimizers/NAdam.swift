/// Adam with Nesterov's look ahead: of the mean m the step takes the part that it will have at the next one.
///
/// With μ_t = β₁(1 − ½ · 0.96^(ψt)) and M_t = μ₁ … μ_t, and m and v as in Adam,
/// w ← w − η ((1 − μ_t) g / (1 − M_t) + μ_{t+1} m / (1 − M_{t+1})) / (√(v / (1 − β₂ᵗ)) + ε).
///
/// Source: T. Dozat, "Incorporating Nesterov momentum into Adam", ICLR 2016 workshop; in the form that PyTorch uses.
public struct NAdam<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// β₁, the memory of the mean.
  public var firstDecay: Scalar
  /// β₂, the memory of the mean square.
  public var secondDecay: Scalar
  /// ψ, how fast the momentum grows to β₁.
  public var momentumDecay: Scalar
  /// ε, which keeps the quotient finite.
  public var epsilon: Scalar
  /// The means m and v, and the product M_t.
  public var state = OptimizerState<Scalar>()

  /// NAdam with the given constants.
  ///
  /// - Precondition: η > 0, 0 ≤ β₁, β₂ < 1, ψ ≥ 0, ε > 0.
  public init(
    learningRate: Scalar = 0.002, firstDecay: Scalar = 0.9, secondDecay: Scalar = 0.999,
    momentumDecay: Scalar = 0.004, epsilon: Scalar = 1e-8
  ) {
    OptimizerConstants.check(learningRate: learningRate)
    OptimizerConstants.check(decay: firstDecay, "first decay")
    OptimizerConstants.check(decay: secondDecay, "second decay")
    precondition(momentumDecay >= 0 && momentumDecay.isFinite, "a momentum decay of \(momentumDecay) is negative")
    OptimizerConstants.check(epsilon: epsilon)
    self.learningRate = learningRate
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.momentumDecay = momentumDecay
    self.epsilon = epsilon
  }

  /// `nadam, β₁ 0.9, β₂ 0.999, ψ 0.004, ε 1e-08`.
  public var summary: String { "nadam, β₁ \(firstDecay), β₂ \(secondDecay), ψ \(momentumDecay), ε \(epsilon)" }

  /// μ_t.
  private func momentum(_ step: Int) -> Double {
    let growth = _DoublePrimitives.exp(Double(step) * Double(momentumDecay) * _DoublePrimitives.log(0.96))
    return Double(firstDecay) * (1 - 0.5 * growth)
  }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    let rate = Double(learningRate)
    let (now, next) = (momentum(state.steps + 1), momentum(state.steps + 2))
    state.product *= now
    let gradientRate = Scalar(rate * (1 - now) / (1 - state.product))
    let meanRate = Scalar(rate * next / (1 - state.product * next))
    let constants = AdamConstants(
      firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon, firstCorrection: 1,
      secondCorrection: state.nextCorrection(secondDecay))
    state.step(vectors: 2, &w, gradient) { backend, n, w, g, v in
      backend.nadamStep(n, w, g, scale: scale, gradientRate: gradientRate, meanRate: meanRate, constants, v, v + n)
    }
  }
}

extension Optimizer {
  /// NAdam with the learning rate η and the usual constants.
  public static func nadam<S: RealScalar>(learningRate: S = 0.002) -> Self where Self == NAdam<S> {
    NAdam(learningRate: learningRate)
  }
}
