/// A rule that changes the parameters by a gradient, with the state that it keeps from step to step.
///
/// An optimiser of your own is a small value type:
///
/// ```swift
/// struct SignDescent: Optimizer {
///   var learningRate: Double
///   mutating func step(_ w: inout MutableSpan<Double>, gradient g: Span<Double>, scale: Double) {
///     for i in w.indices { w[i] -= learningRate * (g[i] > 0 ? 1 : -1) }
///   }
/// }
/// ```
public protocol Optimizer<Scalar>: Sendable {
  /// The scalar of the networks it trains.
  associatedtype Scalar: RealScalar

  /// Changes the parameters `w` by the gradient `scale · gradient`.
  ///
  /// `gradient` is a sum over a batch's examples and `scale` one over their total weight, so that together they are the
  /// mean; an optimiser multiplies in passing instead of in a pass of its own. Both spans have |w| numbers in parameter
  /// order, the same at every call.
  mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar)
}

/// Gradient descent with momentum: v ← μv + g, w ← w − ηv; plain gradient descent w ← w − ηg where μ = 0.
///
/// Source: B. T. Polyak, USSR Computational Mathematics and Mathematical Physics 4, 1964; in the form that PyTorch uses.
public struct GradientDescent<Scalar: RealScalar>: Optimizer {
  /// The learning rate η.
  public var learningRate: Scalar
  /// The momentum μ, 0 ≤ μ < 1.
  public var momentum: Scalar
  private var velocity: [Scalar] = []

  /// Gradient descent with the learning rate η and the momentum μ.
  ///
  /// - Precondition: η > 0 and 0 ≤ μ < 1.
  public init(learningRate: Scalar, momentum: Scalar = 0) {
    precondition(learningRate > 0, "a learning rate of \(learningRate) is not positive")
    precondition(momentum >= 0 && momentum < 1, "a momentum of \(momentum) is not in 0 ..< 1")
    self.learningRate = learningRate
    self.momentum = momentum
  }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    precondition(w.count == gradient.count, "\(w.count) parameters, but \(gradient.count) derivatives")
    typealias Kernels = Scalar._Primitives
    let rate = learningRate
    let momentum = momentum
    if momentum > 0 && velocity.isEmpty { velocity = Array(repeating: 0, count: w.count) }
    w.withUnsafeMutableBufferPointer { w in
      gradient.withUnsafeBufferPointer { g in
        guard let w = w.baseAddress, let base = g.baseAddress else { return }
        guard momentum > 0 else { return Kernels.axpy(g.count, -rate * scale, base, w) }
        velocity.withUnsafeMutableBufferPointer { v in
          Kernels.momentumStep(g.count, w, base, scale, rate, momentum, false, v.baseAddress!)
        }
      }
    }
  }
}

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
  private var mean: [Scalar] = []
  private var square: [Scalar] = []
  private var steps = 0

  /// Adam with the given constants.
  ///
  /// - Precondition: η > 0, 0 ≤ β₁, β₂ < 1, ε > 0.
  public init(
    learningRate: Scalar = 0.001, firstDecay: Scalar = 0.9, secondDecay: Scalar = 0.999, epsilon: Scalar = 1e-8
  ) {
    precondition(learningRate > 0, "a learning rate of \(learningRate) is not positive")
    precondition(
      firstDecay >= 0 && firstDecay < 1 && secondDecay >= 0 && secondDecay < 1,
      "decays of \(firstDecay) and \(secondDecay) are not in 0 ..< 1")
    precondition(epsilon > 0, "an epsilon of \(epsilon) is not positive")
    self.learningRate = learningRate
    self.firstDecay = firstDecay
    self.secondDecay = secondDecay
    self.epsilon = epsilon
  }

  /// One step; O(|w|), one pass over the vectors.
  public mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar) {
    precondition(w.count == gradient.count, "\(w.count) parameters, but \(gradient.count) derivatives")
    if mean.isEmpty {
      mean = Array(repeating: 0, count: w.count)
      square = mean
    }
    steps += 1
    let firstCorrection = 1 - Self.power(firstDecay, steps)
    let secondCorrection = 1 - Self.power(secondDecay, steps)
    w.withUnsafeMutableBufferPointer { w in
      gradient.withUnsafeBufferPointer { g in
        mean.withUnsafeMutableBufferPointer { m in
          square.withUnsafeMutableBufferPointer { v in
            guard let w = w.baseAddress, let base = g.baseAddress else { return }
            Scalar._Primitives.adamStep(
              g.count, w, base, scale, learningRate, firstDecay, secondDecay, epsilon, firstCorrection,
              secondCorrection, m.baseAddress!, v.baseAddress!)
          }
        }
      }
    }
  }

  /// βᵗ in `Double`, by exp(t ln β): 1 − βᵗ keeps its digits also where βᵗ is near 1 in `Float`.
  private static func power(_ base: Scalar, _ exponent: Int) -> Scalar {
    Scalar(_DoublePrimitives.exp(Double(exponent) * _DoublePrimitives.log(Double(base))))
  }
}

extension Optimizer {
  /// Gradient descent with the learning rate η.
  public static func sgd<S: RealScalar>(learningRate: S) -> Self where Self == GradientDescent<S> {
    GradientDescent(learningRate: learningRate)
  }

  /// Gradient descent with momentum.
  public static func momentum<S: RealScalar>(learningRate: S, momentum: S = 0.9) -> Self
  where Self == GradientDescent<S> {
    GradientDescent(learningRate: learningRate, momentum: momentum)
  }

  /// Adam with the learning rate η and the usual constants.
  public static func adam<S: RealScalar>(learningRate: S = 0.001) -> Self where Self == Adam<S> {
    Adam(learningRate: learningRate)
  }
}
