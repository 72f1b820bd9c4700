/// Adam with decoupled weight decay: w ← (1 − ηλ)w, then a step of Adam; in one pass.
///
/// All parameters decay, as in PyTorch. Where biases are to be spared, train by `Adam` and give `Training` a
/// `Regularization` with the weight decay.
///
/// Source: I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", ICLR 2019.
public struct AdamW<Scalar: RealScalar>: Optimizer {
  /// λ, the share of its parameters that a step loses, over the learning rate.
  public var weightDecay: Scalar
  private var adam: Adam<Scalar>

  /// The learning rate η.
  public var learningRate: Scalar {
    get { adam.learningRate }
    set { adam.learningRate = newValue }
  }
  /// The means m and v.
  public var state: OptimizerState<Scalar> {
    get { adam.state }
    _modify { yield &adam.state }
  }

  /// AdamW with the given constants.
  ///
  /// - Precondition: η > 0, λ ≥ 0, 0 ≤ β₁, β₂ < 1, ε > 0.
  public init(
    learningRate: Scalar = 0.001, weightDecay: Scalar = 0.01, firstDecay: Scalar = 0.9, secondDecay: Scalar = 0.999,
    epsilon: Scalar = 1e-8
  ) {
    precondition(weightDecay >= 0 && weightDecay.isFinite, "a weight decay of \(weightDecay) is negative")
    self.weightDecay = weightDecay
    adam = Adam(
      learningRate: learningRate, firstDecay: firstDecay, secondDecay: secondDecay, epsilon: epsilon)
  }

  /// `adamw, λ 0.01, β₁ 0.9, β₂ 0.999, ε 1e-08`.
  public var summary: String {
    "adamw, λ \(weightDecay), β₁ \(adam.firstDecay), β₂ \(adam.secondDecay), ε \(adam.epsilon)"
  }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    adam.step(&w, gradient: gradient, scale: scale, keep: 1 - learningRate * weightDecay)
  }
}

extension Optimizer {
  /// Adam with weight decay λ and the learning rate η.
  public static func adamW<S: RealScalar>(learningRate: S = 0.001, weightDecay: S = 0.01) -> Self
  where Self == AdamW<S> {
    AdamW(learningRate: learningRate, weightDecay: weightDecay)
  }
}
