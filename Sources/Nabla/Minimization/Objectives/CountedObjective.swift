/// How often an objective was evaluated.
public struct EvaluationCounts: Sendable, Hashable, Codable {
  /// Values with gradients.
  public var gradients = 0
  /// Products of the Hessian with a vector.
  public var hessianProducts = 0
  /// Whole Hessians, or Jacobians of residuals.
  public var hessians = 0

  /// No evaluations.
  public init() {}
}

/// An objective as a minimiser sees it: every evaluation is counted.
public struct CountedObjective<Base: Objective> {
  /// The objective.
  public let base: Base
  /// What was evaluated so far.
  public internal(set) var counts = EvaluationCounts()

  /// Begins to count.
  public init(_ base: Base) { self.base = base }

  /// The number of variables n.
  public var dimension: Int { base.dimension }

  /// The value and gradient at x.
  public mutating func point(at x: [Double]) -> MinimizationPoint {
    counts.gradients += 1
    var gradient = [Double](repeating: 0, count: base.dimension)
    let value = base.valueWithGradient(at: x, into: &gradient)
    return MinimizationPoint(x: x, value: value, gradient: gradient)
  }

  /// The product of the Hessian at x with v.
  public mutating func hessianVectorProduct(at x: [Double], along v: [Double]) -> [Double] {
    counts.hessianProducts += 1
    var product = [Double](repeating: 0, count: base.dimension)
    base.hessianVectorProduct(at: x, along: v, into: &product)
    return product
  }

  /// The Hessian at x, into a matrix n × n.
  public mutating func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    counts.hessians += 1
    base.hessian(at: x, into: &hessian)
  }
}

/// Where a minimisation is: the variables, with the objective's value and gradient.
public struct MinimizationPoint: Sendable, Hashable {
  /// The variables x.
  public let x: [Double]
  /// f(x).
  public let value: Double
  /// ∂f/∂x.
  public let gradient: [Double]
  /// ‖∂f/∂x‖, the Euclidean norm.
  public let gradientNorm: Double

  /// A point with what was computed there.
  public init(x: [Double], value: Double, gradient: [Double]) {
    self.x = x
    self.value = value
    self.gradient = gradient
    gradientNorm = DenseVector.norm(gradient)
  }

  /// Whether the value and the gradient are finite.
  public var isFinite: Bool { value.isFinite && gradientNorm.isFinite }

  /// f here less f at `other`, also where the two values are so near that their difference is rounding.
  ///
  /// There the difference is taken from the gradients at both ends by the trapezoid rule, ½(g + g₀)ᵀ(x − x₀), whose error
  /// is of third order in the step (compare the approximate Wolfe condition of W. W. Hager and H. Zhang, SIAM Journal on
  /// Optimization 16, 2005). Where the values tell another direction with some certainty, the step is too long for the rule.
  func change(from other: MinimizationPoint) -> Double {
    let difference = value - other.value
    let scale = max(value.magnitude, other.value.magnitude)
    // A value has some 15 digits; from here on fewer than 6 of the difference would be right.
    guard difference.magnitude <= 1e-9 * scale, gradientNorm.isFinite else { return difference }
    var sum = 0.0
    for i in x.indices { sum += (gradient[i] + other.gradient[i]) * (x[i] - other.x[i]) }
    let trapezoid = sum / 2
    // A value that is what remains of larger terms has fewer digits than 15; some four of such a difference are left.
    let isCertain = difference.magnitude > 1e-11 * scale
    return isCertain && (difference < 0) != (trapezoid < 0) ? difference : trapezoid
  }
}
