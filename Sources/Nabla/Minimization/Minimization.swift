internal import Foundation

/// A minimisation in progress, an iteration at a time: look at each iterate, stop when you like, go on later.
///
/// ```swift
/// var run = Minimization(of: objective, from: start, by: .trustRegionNewton)
/// while let iterate = try run.next() { print(iterate) }
/// print(run.result)
/// ```
///
/// The same objective, start and minimiser give the same bits.
public struct Minimization<O: Objective, M: Minimizer> {
  /// When to stop.
  public var limits: MinimizationLimits
  /// The minimiser with its memory.
  public private(set) var minimizer: M
  /// Where it is.
  public private(set) var point: MinimizationPoint
  /// The iterations done.
  public private(set) var iterations = 0
  private var objective: CountedObjective<O>
  /// What is left to gain at the point, once it was asked for.
  private var remaining: RemainingGain?
  private var hasStalled = false
  private var isStuck = false

  /// A minimisation of `objective` from `start`; evaluates the start.
  ///
  /// - Precondition: `start` has `objective.dimension` numbers.
  public init(
    of objective: O, from start: [Double], by minimizer: M, limits: MinimizationLimits = MinimizationLimits()
  ) {
    precondition(
      start.count == objective.dimension, "a start of \(start.count) numbers for \(objective.dimension) variables")
    self.objective = CountedObjective(objective)
    self.minimizer = minimizer
    self.limits = limits
    point = self.objective.point(at: start)
  }

  /// What was evaluated so far.
  public var evaluations: EvaluationCounts { objective.counts }

  /// Why there is nothing more to do, or `nil` while there is.
  public var stopReason: StopReason? {
    if !point.isFinite { return .notFinite }
    if isWithinTolerance && remaining?.isNegligible(at: point, unit: objective.base.valueUnit) ?? true {
      return .converged
    }
    if isStuck { return .notFinite }
    if hasStalled { return remaining?.isRounding(at: point) ?? false ? .rounding : .noProgress }
    return iterations >= limits.iterations ? .iterationLimit : nil
  }

  private var isWithinTolerance: Bool { point.gradientNorm <= limits.gradientNorm }

  /// Looks whether a gradient within the tolerance is small on the scale of the function too: the gradient of a sum of squares
  /// of numbers near 1e-15 is so everywhere.
  private mutating func lookForMinimum() throws(MemoryBudgetError) {
    guard remaining == nil, isWithinTolerance, point.isFinite, point.gradientNorm > 0 else { return }
    remaining = try minimizer.remainingGain(&objective, at: point)
  }

  /// One iteration, or `nil` where there is nothing more to do.
  ///
  /// - Throws: `MemoryBudgetError` where the minimiser needs a larger matrix than it may take.
  public mutating func next() throws(MemoryBudgetError) -> MinimizationIterate? {
    try lookForMinimum()
    guard stopReason == nil else { return nil }
    let step = try minimizer.step(&objective, from: point)
    iterations += 1
    var length = 0.0
    switch step {
    case .moved(let better):
      length = DenseVector.norm(DenseVector.difference(better.x, point.x))
      point = better
      remaining = nil
      try lookForMinimum()
    case .rejected: break
    case .stalled:
      if remaining == nil { remaining = try minimizer.remainingGain(&objective, at: point) }
      hasStalled = true
      isStuck = remaining?.value.isNaN ?? false
    case .notFinite: isStuck = true
    }
    return MinimizationIterate(
      number: iterations, value: point.value, gradientNorm: point.gradientNorm, step: length,
      evaluations: objective.counts)
  }

  /// All iterations until there is nothing more to do.
  ///
  /// - Parameter progress: Called after each iteration.
  public mutating func run(
    progress: ((MinimizationIterate) -> Void)? = nil
  ) throws(MemoryBudgetError) -> MinimizationResult {
    while let iterate = try next() { progress?(iterate) }
    return result
  }

  /// Where it is and why it stopped; `iterationLimit` stands also for a run that could go on.
  public var result: MinimizationResult {
    MinimizationResult(
      point: point, iterations: iterations, evaluations: objective.counts, reason: stopReason ?? .iterationLimit)
  }
}

/// When a minimisation stops.
public struct MinimizationLimits: Sendable, Hashable, Codable {
  /// It has converged when the Euclidean norm of the gradient is at most this, and what is left to gain is small on the
  /// function's own scale too (`RemainingGain`). 0 goes on until rounding ends it.
  public var gradientNorm: Double
  /// The largest number of iterations.
  public var iterations: Int

  /// By default a gradient norm of 1e-8 and 10 000 iterations.
  ///
  /// - Precondition: neither is negative.
  public init(gradientNorm: Double = 1e-8, iterations: Int = 10_000) {
    precondition(
      gradientNorm >= 0 && iterations >= 0, "limits of \(gradientNorm) and \(iterations) iterations are not possible")
    self.gradientNorm = gradientNorm
    self.iterations = iterations
  }
}

/// One line of a minimisation's history.
public struct MinimizationIterate: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The number of the iteration, from 1.
  public let number: Int
  /// The objective after it.
  public let value: Double
  /// The norm of the gradient after it.
  public let gradientNorm: Double
  /// The length of the step; 0 where the trial was rejected.
  public let step: Double
  /// What was evaluated up to here.
  public let evaluations: EvaluationCounts

  /// One line: `iteration 3: value 0.03719, gradient norm 1.2e-05, step 0.01`.
  public var description: String {
    String(
      format: "iteration %d: value %.10g, gradient norm %.3g, step %.3g", number, value, gradientNorm, step)
  }
}

/// Where a minimisation ended.
public struct MinimizationResult: Sendable, Hashable, CustomStringConvertible {
  /// The last point, with value and gradient.
  public let point: MinimizationPoint
  /// The iterations done.
  public let iterations: Int
  /// What was evaluated.
  public let evaluations: EvaluationCounts
  /// Why it ended.
  public let reason: StopReason

  /// The variables.
  public var x: [Double] { point.x }
  /// The objective.
  public var value: Double { point.value }
  /// The norm of the gradient.
  public var gradientNorm: Double { point.gradientNorm }

  /// One line with the value, the gradient norm, the cost and the reason.
  public var description: String {
    var cost = "\(evaluations.gradients) gradients"
    if evaluations.hessianProducts > 0 { cost += ", \(evaluations.hessianProducts) Hessian-vector products" }
    if evaluations.hessians > 0 { cost += ", \(evaluations.hessians) Hessians or Jacobians" }
    return String(format: "value %.10g, gradient norm %.3g after ", value, gradientNorm)
      + "\(iterations) iterations (\(cost)): \(reason)"
  }
}

extension Objective {
  /// A minimum near `start`, by a minimiser such as `.lBFGS` or `.trustRegionNewton`.
  ///
  /// - Parameters:
  ///   - start: Where to begin, n numbers.
  ///   - minimizer: The rule for the steps.
  ///   - limits: When to stop.
  ///   - progress: Called after each iteration.
  /// - Throws: `MemoryBudgetError` where the minimiser needs a larger matrix than it may take.
  public func minimized(
    from start: [Double], by minimizer: some Minimizer, limits: MinimizationLimits = MinimizationLimits(),
    progress: ((MinimizationIterate) -> Void)? = nil
  ) throws(MemoryBudgetError) -> MinimizationResult {
    var run = Minimization(of: self, from: start, by: minimizer, limits: limits)
    return try run.run(progress: progress)
  }
}
