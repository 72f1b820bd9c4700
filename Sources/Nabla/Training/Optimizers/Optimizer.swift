/// A rule that changes the parameters by a gradient, with the state that it keeps from step to step.
///
/// | optimiser | step, with g the mean gradient of a batch | source |
/// | --- | --- | --- |
/// | ``GradientDescent`` | w ← w − ηg | Cauchy 1847 |
/// | ``Momentum`` | v ← μv + g, w ← w − ηv | Polyak 1964 |
/// | ``Nesterov`` | v ← μv + g, w ← w − η(g + μv) | Nesterov 1983 |
/// | ``Adagrad`` | v ← v + g², w ← w − ηg / (√v + ε) | Duchi, Hazan and Singer 2011 |
/// | ``RMSProp`` | v ← ρv + (1 − ρ)g², w ← w − ηg / (√v + ε) | Hinton 2012 |
/// | ``Adam`` | w ← w − ηm̂ / (√v̂ + ε), m̂ and v̂ running means of g and g² | Kingma and Ba 2015 |
/// | ``AdamW`` | w ← (1 − ηλ)w, then Adam | Loshchilov and Hutter 2019 |
/// | ``NAdam`` | Adam with Nesterov's look ahead | Dozat 2016 |
///
/// An optimiser of your own is a small value type. What it remembers is in `state`, so that checkpoints have it:
///
/// ```swift
/// struct SignMomentum: Optimizer {
///   var learningRate: Double
///   var state = OptimizerState<Double>()
///
///   mutating func step(_ w: inout MutableSpan<Double>, gradient g: Span<Double>, scale: Double) {
///     state.reserve(vectors: 1, parameters: w.count)
///     for i in w.indices {
///       state.vectors[0, i] = 0.9 * state.vectors[0, i] + 0.1 * scale * g[i]
///       w[i] -= learningRate * (state.vectors[0, i] > 0 ? 1 : -1)
///     }
///     state.steps += 1
///   }
/// }
/// ```
public protocol Optimizer<Scalar>: Sendable {
  /// The scalar of the networks it trains.
  associatedtype Scalar: RealScalar

  /// The learning rate η; a schedule changes it from step to step.
  var learningRate: Scalar { get set }

  /// What it remembers from step to step; empty before the first one.
  var state: OptimizerState<Scalar> { get set }

  /// The rule and its constants, but not the learning rate: a checkpoint is refused where it differs. By default the name
  /// of the type.
  var summary: String { get }

  /// Changes the parameters `w` by the gradient `scale · gradient`.
  ///
  /// `gradient` is a sum over a batch's examples and `scale` one over their total weight, so that together they are the
  /// mean; an optimiser multiplies in passing instead of in a pass of its own. Both spans have |w| numbers in parameter
  /// order, the same at every call.
  mutating func step(_ w: inout MutableSpan<Scalar>, gradient: Span<Scalar>, scale: Scalar)
}

extension Optimizer {
  /// The name of the type.
  public var summary: String { "\(Self.self)" }
}
