/// Newton's method with the exact Hessian in a trust region: quadratic convergence at minima, and a way out of saddles.
///
/// Where the Hessian is positive definite and Newton's step −H⁻¹g is inside the region, the step is had by one Cholesky
/// factorisation, and on the region's border by some two (`ShiftedHessian`). Where these do not find it, the model's exact
/// minimum on the ball comes from the eigenvalues (`TrustRegionSubproblem`); it goes along negative curvature, also where the
/// gradient is zero along it.
///
/// - Complexity: a gradient, a Hessian and n³/3 flops an iteration near a minimum, some n³ flops elsewhere, and 9 n³ where
///   eigenvalues are needed; 3 n² numbers.
///
/// Source: J. J. Moré and D. C. Sorensen, "Computing a trust region step", SIAM Journal on Scientific and Statistical
/// Computing 4, 1983.
public struct TrustRegionNewton: Minimizer {
  /// The bytes that the Hessian, what its computation allocates, and its decomposition may take.
  public var memoryBudget: Int
  private var region: TrustRegion
  /// The Hessian where the last step was rejected, and its decomposition once it was needed.
  private var hessian: Matrix<Double>?
  private var subproblem: TrustRegionSubproblem?
  private var memory = ShiftedHessian.Memory()

  /// A method that begins with the trust region's radius `radius`; by default the larger one of ‖x‖ / 10 and
  /// the length of the step to the minimum of the parabola along −g.
  ///
  /// - Precondition: the radius is positive.
  public init(radius: Double? = nil, memoryBudget: Int = defaultMemoryBudget) {
    precondition((radius ?? 1) > 0, "a radius of \(radius ?? 0)")
    region = TrustRegion(radius: radius)
    self.memoryBudget = memoryBudget
  }

  /// One trial step.
  public mutating func step<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint
  ) throws(MemoryBudgetError) -> MinimizationStep {
    let n = point.x.count
    if hessian == nil {
      try MemoryBudgetError.check(
        "the Hessian of \(n) variables and its decomposition", elements: (n, n), size: 3 * MemoryLayout<Double>.stride,
        scratch: objective.base.hessianScratch, budget: memoryBudget,
        alternative: "NewtonCG needs products with the Hessian only")
      var matrix = Matrix<Double>(rows: n, columns: n)
      objective.hessian(at: point.x, into: &matrix)
      hessian = matrix
      subproblem = nil
    }
    guard let model = solution(point, threads: objective.base.threads) else {
      return hessian?.isFinite ?? false ? .stalled : .notFinite
    }
    let trial = objective.point(at: DenseVector.sum(point.x, 1, model.step))
    let step = region.judge(trial, from: point, predicted: model.reduction, isAtBoundary: model.isAtBoundary)
    if case .moved = step {
      hessian = nil
      subproblem = nil
    }
    return step
  }

  /// ½ gᵀH⁻¹g where the Hessian at the point is at hand and positive definite, and else along the gradient.
  public mutating func remainingGain<O: Objective>(
    _ objective: inout CountedObjective<O>, at point: MinimizationPoint
  ) throws(MemoryBudgetError) -> RemainingGain {
    var gain = objective.gainAlongGradient(at: point)
    if let hessian, hessian.isFinite {
      let n = hessian.rows
      let factor = CholeskyFactorization(
        ColumnMatrix(rows: n, columns: n, elements: hessian.elements), threads: objective.base.threads)
      if let factor, factor.isWellConditioned {
        gain = DenseVector.dot(point.gradient, factor.solve(point.gradient)) / 2
      }
    }
    return RemainingGain(value: gain, scale: objective.quadraticScale(at: point))
  }

  /// The model's minimum in the region, or nil where the Hessian is not finite or its eigenvalues were not found.
  private mutating func solution(_ point: MinimizationPoint, threads: Int) -> TrustRegionSubproblem.Solution? {
    guard let hessian else { return nil }
    guard subproblem != nil || hessian.isFinite else { return nil }
    let n = point.x.count
    let radius = region.radius(at: point, curvature: hessian.curvature(along: point.gradient))
    let columns = ColumnMatrix(rows: n, columns: n, elements: hessian.elements)
    if subproblem == nil,
      let found = ShiftedHessian(columns, point.gradient, threads: threads).solution(radius: radius, &memory)
    {
      return found
    }
    if subproblem == nil, let eigen = SymmetricEigenvalues(columns, vectors: true), let vectors = eigen.vectors {
      subproblem = TrustRegionSubproblem(
        eigenvalues: eigen.values, eigenvectors: vectors.elements, gradient: point.gradient)
    }
    return subproblem?.solution(radius: radius)
  }
}

extension Minimizer where Self == TrustRegionNewton {
  /// Newton's method with the exact Hessian in a trust region.
  public static var trustRegionNewton: TrustRegionNewton { TrustRegionNewton() }
}

extension Matrix where Scalar == Double {
  fileprivate var isFinite: Bool { elements.allSatisfy(\.isFinite) }

  /// vᵀHv / vᵀv.
  fileprivate func curvature(along v: [Double]) -> Double {
    let length = DenseVector.norm(v)
    let unit = v.map { $0 / length }
    return unit.indices.reduce(0) { sum, i in
      var product = 0.0
      for (h, u) in zip(self[row: i], unit) { product += h * u }
      return sum + unit[i] * product
    }
  }
}
