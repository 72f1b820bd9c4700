/// Levenberg and Marquardt's method for sums of squares, as a trust-region method: the linear model r + Jp of the residuals
/// is minimised in the ellipsoid ‖Dp‖ ≤ Δ.
///
/// The radius Δ follows from the ratio of the reduction to the model's: bad starts arrive, and near the solution the steps
/// are Gauss and Newton's. Nothing depends on the units of residuals and variables: with D as below all of it is multiplied
/// along with them, to the last bit for powers of two.
///
///     D_j = max(m_j, 10⁻⁶ max_k m_k |x_k| / |x_j|)
///
/// m_j and |x_j| are the largest norm of the column J_j and the largest magnitude of the variable so far. The second part holds
/// for variables on which the residuals hardly depend where the method is, and which the first would let go anywhere: a step
/// takes them to some million times their size, not to infinity. Columns that no step in the ellipsoid makes felt in the
/// residuals take no part in it.
///
/// It minimises any `ResidualObjective`, and networks with a Gaussian likelihood of any depth.
///
/// ```swift
/// let fit = try curve.fitted(from: [500, 1e-4])                                       // residuals of your own
/// let (network, result) = try network.minimized(on: data, by: .levenbergMarquardt)    // a network
/// ```
///
/// - Complexity: with m residuals of n variables, an iteration costs a Jacobian and 2 m n² + 2 n³ flops by `.qr`, 20 to 40 n³
///   in place of 2 n³ where R is singular to rounding; m n² + n³ by `.cholesky`, and no Jacobian of a network.
///
/// Source: J. J. Moré, "The Levenberg–Marquardt algorithm: implementation and theory", in Numerical Analysis, Lecture Notes
/// in Mathematics 630, 1978; for networks M. T. Hagan and M. B. Menhaj, IEEE Transactions on Neural Networks 5, 1994.
public struct LevenbergMarquardt: Minimizer {
  /// How the linear model is solved.
  public enum Factorization: String, Sendable, Hashable, Codable {
    /// J = QR, then damped steps by R; where it is singular to rounding, its singular values. No digits are lost to
    /// squaring, and parameters that the residuals do not determine stay where they are.
    case qr
    /// The damped normal equations JᵀJ + μD² by Cholesky's factorisation: much less work, and half the digits where J is
    /// ill-conditioned. Of a network JᵀJ is its Fisher information, and there is no J.
    case cholesky
  }

  /// How the linear model is solved.
  public var factorization: Factorization
  /// The bytes that the Jacobian and its factors may take.
  public var memoryBudget: Int
  /// Δ at the start, in units of ‖Dx‖.
  private let firstStep: Double
  private var region = TrustRegion()
  private var scales = VariableScales()
  /// μ of the last step on the border, 0 after one inside.
  private var damping = 0.0
  /// The linear model at the point, until a step from it was accepted.
  private var model: LinearModel?

  /// The method with a first step of at most `firstStep` ‖Dx‖.
  ///
  /// - Precondition: `firstStep` is positive.
  public init(
    _ factorization: Factorization = .qr, firstStep: Double = 1, memoryBudget: Int = defaultMemoryBudget
  ) {
    precondition(firstStep > 0, "a first step of \(firstStep)")
    self.factorization = factorization
    self.firstStep = firstStep
    self.memoryBudget = memoryBudget
  }

  /// One trial step.
  ///
  /// - Precondition: the objective is half a sum of squares: `objective.base.leastSquares` is not nil.
  public mutating func step<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint
  ) throws(MemoryBudgetError) -> MinimizationStep {
    guard let model = try linearModel(&objective, at: point), let radius = region.radius else { return .notFinite }
    let solution = model.solution(radius: radius, near: damping)
    damping = solution.shift
    // Far below the rounding of the residuals.
    guard solution.isAtBoundary || solution.reduction > 0x1p-90 * point.value else { return .stalled }
    let trial = objective.point(at: DenseVector.sum(point.x, 1, model.step(solution)))
    let step = region.judge(
      trial, from: point, predicted: solution.reduction, length: model.length(solution),
      isAtBoundary: solution.isAtBoundary)
    if case .moved = step { self.model = nil }
    return step
  }

  /// What Gauss and Newton's step is to gain, whatever its length.
  public mutating func remainingGain<O: Objective>(
    _ objective: inout CountedObjective<O>, at point: MinimizationPoint
  ) throws(MemoryBudgetError) -> RemainingGain {
    guard let model = try linearModel(&objective, at: point) else {
      return RemainingGain(value: .nan, scale: 0)
    }
    return RemainingGain(
      value: model.solution(radius: .greatestFiniteMagnitude).reduction, scale: model.scale, tolerance: 1e-14)
  }

  /// The linear model at a point, or nil where the Jacobian is not finite, or its columns are too long for it.
  private mutating func linearModel<O: Objective>(
    _ objective: inout CountedObjective<O>, at point: MinimizationPoint
  ) throws(MemoryBudgetError) -> LinearModel? {
    if let model { return model }
    guard let residuals = objective.base.leastSquares else {
      preconditionFailure("Levenberg and Marquardt's method minimises sums of squares, and this objective is none")
    }
    objective.counts.hessians += 1
    if factorization == .cholesky, let residuals = residuals as? any NormalEquations {
      model = try linearModel(of: residuals, at: point)
      return model
    }
    let (m, n) = (residuals.residualCount, residuals.dimension)
    try MemoryBudgetError.check(
      "the Jacobian of \(m) residuals in \(n) variables", elements: (m + n, n),
      size: 3 * MemoryLayout<Double>.stride, scratch: 0, budget: memoryBudget,
      alternative: "NewtonCG needs products with the Hessian only")
    guard let (jacobian, r) = Self.linearization(of: residuals, at: point.x), jacobian.isFinite else { return nil }
    let norms = (0..<n).map { DenseVector.norm(Array(jacobian[column: $0])) }
    guard norms.allSatisfy(\.isFinite) else { return nil }
    model = LinearModel(
      jacobian, r, residuals: m, coordinates(norms, at: point.x, residualNorm: DenseVector.norm(r)), by: factorization,
      threads: residuals.threads)
    return model
  }

  /// The model by JᵀJ and Jᵀr.
  private mutating func linearModel(
    of residuals: any NormalEquations, at point: MinimizationPoint
  ) throws(MemoryBudgetError) -> LinearModel? {
    let n = residuals.dimension
    try MemoryBudgetError.check(
      "the normal equations of \(n) variables", elements: (n, n), size: 4 * MemoryLayout<Double>.stride, scratch: 0,
      budget: memoryBudget, alternative: "NewtonCG needs products with the Hessian only")
    let (gram, gradient) = residuals.normalEquations(at: point.x)
    let norms = (0..<n).map { gram[$0, $0].squareRoot() }
    guard gram.isFinite, norms.allSatisfy(\.isFinite) else { return nil }
    return LinearModel(
      gram: gram, gradient: gradient,
      coordinates(norms, at: point.x, residualNorm: (2 * point.value).squareRoot()), threads: residuals.threads)
  }

  /// Takes note of the columns' norms at a point, from which D and the first radius follow.
  private mutating func coordinates(
    _ norms: [Double], at x: [Double], residualNorm: Double
  ) -> LinearModel.Coordinates {
    scales.see(norms, at: x)
    let radius: Double
    if let known = region.radius {
      radius = known
    } else {
      let length = DenseVector.norm(zip(scales.norms, x).map { $0 * $1 })
      radius = firstStep * (length > 0 ? length : residualNorm)
      region.radius = radius
    }
    return .init(norms: norms, scales: scales.diagonal, radius: radius, residualNorm: residualNorm, at: x)
  }

  /// J and r, or what stands for them where processes share the residuals; nil where a number is not finite.
  private static func linearization(
    of residuals: any ResidualObjective, at x: [Double]
  ) -> (jacobian: ColumnMatrix, r: [Double])? {
    let (m, n) = (residuals.residualCount, residuals.dimension)
    if let shared = residuals as? any SharedResiduals, shared.group.isWorld {
      guard let triangle = shared.triangle(at: x) else { return nil }
      return (triangle.leading(n + 1, n), Array(triangle[column: n]))
    }
    var r = [Double](repeating: 0, count: m)
    let jacobian = ColumnMatrix(jacobianOf: residuals, at: x, residuals: &r)
    return (jacobian, r)
  }
}

extension Minimizer where Self == LevenbergMarquardt {
  /// Levenberg and Marquardt's method by QR.
  public static var levenbergMarquardt: LevenbergMarquardt { LevenbergMarquardt() }
}

/// What D follows from.
private struct VariableScales {
  /// The largest norm of each column of J so far.
  private(set) var norms: [Double] = []
  /// The largest magnitude of each variable so far.
  private var sizes: [Double] = []

  mutating func see(_ columns: [Double], at x: [Double]) {
    if norms.isEmpty {
      norms = Array(repeating: 0, count: columns.count)
      sizes = norms
    }
    for j in norms.indices {
      norms[j] = max(norms[j], columns[j])
      sizes[j] = max(sizes[j], x[j].magnitude)
    }
  }

  /// D.
  var diagonal: [Double] {
    let largest = zip(norms, sizes).reduce(0) { max($0, $1.0 * $1.1) }
    return zip(norms, sizes).map { norm, size in size > 0 ? max(norm, 0x1p-20 * largest / size) : norm }
  }
}
