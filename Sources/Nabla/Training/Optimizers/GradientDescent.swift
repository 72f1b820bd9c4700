/// Gradient descent: w ← w − ηg.
public struct GradientDescent<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// The number of steps.
  public var state = OptimizerState<Scalar>()

  /// Gradient descent with the learning rate η.
  ///
  /// - Precondition: η > 0.
  public init(learningRate: Scalar = 0.1) {
    OptimizerConstants.check(learningRate: learningRate)
    self.learningRate = learningRate
  }

  /// `sgd`.
  public var summary: String { "sgd" }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    precondition(w.count == gradient.count, "\(w.count) parameters, but \(gradient.count) derivatives")
    let (rate, backend) = (learningRate, state.backend)
    state.steps += 1
    w.withUnsafeMutableBufferPointer { w in
      gradient.withUnsafeBufferPointer { g in
        guard let w = w.baseAddress, let base = g.baseAddress else { return }
        backend.add(-rate * scale, base, to: w, count: g.count)
      }
    }
  }
}

extension Optimizer {
  /// Gradient descent with the learning rate η.
  public static func sgd<S: RealScalar>(learningRate: S = 0.1) -> Self where Self == GradientDescent<S> {
    GradientDescent(learningRate: learningRate)
  }
}
