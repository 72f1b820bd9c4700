/// A rule that goes from one point to a better one: a small value with its settings and its memory.
///
/// | minimiser | an iteration needs | memory | made for |
/// | --- | --- | --- | --- |
/// | `ConjugateGradient` | 1–3 gradients | 3 n | very many variables |
/// | `ScaledConjugateGradient` | a gradient, an Hv | 3 n | networks, without a line search |
/// | `LBFGS` | 1–2 gradients | 2 m n | many variables, the usual first choice |
/// | `NewtonCG` | a gradient, a few Hv | 5 n | many variables, quadratic end |
/// | `TrustRegionNewton` | a gradient, a Hessian | 3 n² | up to some thousand variables, saddles, last digits |
/// | `LevenbergMarquardt` | residuals and their Jacobian | m n | least squares |
///
/// One of your own is a type with one method:
///
/// ```swift
/// struct SteepestDescent: Minimizer {
///   var search = StrongWolfeSearch()
///   mutating func step<O: Objective>(
///     _ objective: inout CountedObjective<O>, from point: MinimizationPoint
///   ) -> MinimizationStep {
///     let found = search(&objective, from: point, along: point.gradient.map { -$0 }, firstStep: 1)
///     return found.map { .moved($0) } ?? .stalled
///   }
/// }
/// ```
public protocol Minimizer: Sendable {
  /// One iteration.
  ///
  /// - Parameters:
  ///   - objective: The function, which counts its evaluations.
  ///   - point: Where the last iteration ended; its value and gradient are finite and the gradient is not zero.
  /// - Throws: `MemoryBudgetError` where the minimiser needs a matrix that is larger than it may take.
  mutating func step<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint
  ) throws(MemoryBudgetError) -> MinimizationStep

  /// What is left to gain at a point by the minimiser's own model of the function; by default along the gradient, from two
  /// products with the Hessian.
  ///
  /// It is asked for where the gradient is within the tolerance and where a step has stalled, and decides what that means.
  mutating func remainingGain<O: Objective>(
    _ objective: inout CountedObjective<O>, at point: MinimizationPoint
  ) throws(MemoryBudgetError) -> RemainingGain
}

extension Minimizer {
  /// ½ ‖g‖² / |κ|, with the curvature κ along the gradient.
  public mutating func remainingGain<O: Objective>(
    _ objective: inout CountedObjective<O>, at point: MinimizationPoint
  ) throws(MemoryBudgetError) -> RemainingGain {
    RemainingGain(value: objective.gainAlongGradient(at: point), scale: objective.quadraticScale(at: point))
  }
}

/// What one iteration of a minimiser did.
public enum MinimizationStep: Sendable {
  /// It found a better point.
  case moved(MinimizationPoint)
  /// The trial was not better; the next iteration tries a shorter step from the same point.
  case rejected
  /// No better point was found. Whether rounding is why follows from `remainingGain`.
  case stalled
  /// There is no step: the second derivatives at the point are infinite or NaN.
  case notFinite
}
