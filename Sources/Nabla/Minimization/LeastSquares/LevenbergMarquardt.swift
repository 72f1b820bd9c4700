/// Levenberg and Marquardt's method for sums of squares, as a trust-region method: the linear model r + Jp of the residuals
/// is minimised in the ball ‖Dp‖ ≤ Δ.
///
/// D holds the largest norm that each column of J had so far, so that the method does not depend on the variables' scales.
/// The radius Δ follows from the ratio of the reduction to the model's: bad starts arrive, and near the solution the steps
/// are Gauss and Newton's.
///
/// It minimises any `ResidualObjective`, and networks with a Gaussian likelihood of any depth.
///
/// ```swift
/// let fit = try curve.fitted(from: [500, 1e-4])                                       // residuals of your own
/// let (network, result) = try network.minimized(on: data, by: .levenbergMarquardt)    // a network
/// ```
///
/// - Complexity: with m residuals of n variables, an iteration costs a Jacobian and 2 m n² + 2 n³ flops by `.qr`, 20 n³ in
///   place of 2 n³ where R is singular to rounding; m n² + n³ by `.cholesky`.
///
/// Source: J. J. Moré, "The Levenberg–Marquardt algorithm: implementation and theory", in Numerical Analysis, Lecture Notes
/// in Mathematics 630, 1978; for networks M. T. Hagan and M. B. Menhaj, IEEE Transactions on Neural Networks 5, 1994.
public struct LevenbergMarquardt: Minimizer {
  /// How the linear model is solved.
  public enum Factorization: String, Sendable, Hashable, Codable {
    /// J = QR, then damped steps by R; where it is singular to rounding, its singular values. No digits are lost to
    /// squaring, and parameters that the residuals do not determine stay where they are.
    case qr
    /// The damped normal equations JᵀJ + μI by Cholesky's factorisation: much less work, and half the digits where J is
    /// ill-conditioned.
    case cholesky
  }

  /// How the linear model is solved.
  public var factorization: Factorization
  /// The bytes that the Jacobian and its factors may take.
  public var memoryBudget: Int
  /// Δ at the start, in units of ‖Dx‖.
  private let firstStep: Double
  private var region = TrustRegion()
  /// The largest norm of each column of J so far.
  private var norms: [Double] = []
  /// The linear model where the last step was rejected.
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
    if model == nil {
      guard let residuals = objective.base.leastSquares else {
        preconditionFailure("Levenberg and Marquardt's method minimises sums of squares, and this objective is none")
      }
      let (m, n) = (residuals.residualCount, residuals.dimension)
      try MemoryBudgetError.check(
        "the Jacobian of \(m) residuals in \(n) variables", elements: (m + n, n),
        size: 3 * MemoryLayout<Double>.stride, scratch: 0, budget: memoryBudget,
        alternative: "NewtonCG needs products with the Hessian only")
      objective.counts.hessians += 1
      model = linearModel(residuals, at: point)
    }
    guard let model else { return .notFinite }
    let radius = region.radius ?? firstRadius(at: point)
    region.radius = radius
    let solution = model.solution(radius: radius)
    var x = point.x
    let scales = scales
    for i in x.indices { x[i] += solution.step[i] / scales[i] }
    let trial = objective.point(at: x)
    let step = region.judge(
      trial, from: point, predicted: solution.reduction, length: DenseVector.norm(solution.step),
      isAtBoundary: solution.isAtBoundary)
    if case .moved = step { self.model = nil }
    return step
  }

  /// D; a variable that no residual has depended on so far has the scale 1.
  private var scales: [Double] { norms.map { $0 > 0 ? $0 : 1 } }

  private func firstRadius(at point: MinimizationPoint) -> Double {
    let length = DenseVector.norm(zip(scales, point.x).map { $0 * $1 })
    return firstStep * (length > 0 ? length : 1)
  }

  /// ½‖r + JD⁻¹q‖² in q = Dp, decomposed; nil where the Jacobian is not finite, or its columns are too long for it.
  private mutating func linearModel(_ objective: any ResidualObjective, at point: MinimizationPoint) -> LinearModel? {
    var r = [Double](repeating: 0, count: objective.residualCount)
    var jacobian = ColumnMatrix(jacobianOf: objective, at: point.x, residuals: &r)
    guard jacobian.isFinite else { return nil }
    if norms.isEmpty { norms = [Double](repeating: 0, count: jacobian.columns) }
    for j in norms.indices { norms[j] = max(norms[j], DenseVector.norm(Array(jacobian[column: j]))) }
    guard norms.allSatisfy(\.isFinite) else { return nil }
    jacobian.divideColumns(by: scales)
    switch factorization {
    case .qr: return Self.triangular(jacobian, r)
    case .cholesky: return DampedNormalEquations(jacobian, r).map { .damped($0) }
    }
  }

  /// By J = QR and R alone, where all its singular values are beyond rounding, and else by these.
  private static func triangular(_ jacobian: ColumnMatrix, _ residuals: [Double]) -> LinearModel? {
    let (m, n) = (jacobian.rows, jacobian.columns)
    let qr = QRFactorization(jacobian)
    let column = ColumnMatrix(rows: m, columns: 1, elements: residuals)
    let rotated = Array(qr.transposedQ(times: column).elements.prefix(n))
    let r = qr.r
    let noise = Double(max(m, n)) * 0x1p-52
    if let model = DampedTriangle(r, rotated: rotated, noise: noise) { return .damped(model) }
    return bySingularValues(r, rotated, noise: noise).map { .spectral($0) }
  }

  /// With R = USVᵀ, the model's eigenvalues are s² with the eigenvectors v, and γ = s · uᵀQᵀr.
  ///
  /// What the residuals do not determine, singular values up to `noise` times the largest, takes no part.
  private static func bySingularValues(
    _ r: ColumnMatrix, _ rotated: [Double], noise: Double
  ) -> TrustRegionSubproblem? {
    guard let decomposition = SingularValueDecomposition(r) else { return nil }
    let n = r.columns
    let parts = decomposition.u.times(rotated, transposed: true)
    let s = decomposition.values
    let v = decomposition.vTransposed
    // Ascending, as eigenvalues are.
    let order = s.indices.reversed().filter { s[$0] > noise * s[0] }
    return TrustRegionSubproblem(
      eigenvalues: order.map { s[$0] * s[$0] }, eigenvectors: order.flatMap { i in (0..<n).map { v[i, $0] } },
      coefficients: order.map { s[$0] * parts[$0] }, noise: 0, dimension: n)
  }
}

/// A linear model of the residuals that is ready for any radius.
private enum LinearModel {
  case spectral(TrustRegionSubproblem)
  case damped(any DampedModel)

  func solution(radius: Double) -> TrustRegionSubproblem.Solution {
    switch self {
    case .spectral(let model): model.solution(radius: radius)
    case .damped(let model): model.solution(radius: radius)
    }
  }
}

extension Minimizer where Self == LevenbergMarquardt {
  /// Levenberg and Marquardt's method by QR.
  public static var levenbergMarquardt: LevenbergMarquardt { LevenbergMarquardt() }
}

extension ColumnMatrix {
  /// The Jacobian of residuals at x, m × n, with the residuals.
  init(jacobianOf objective: any ResidualObjective, at x: [Double], residuals: inout [Double]) {
    var jacobian = Matrix<Double>(rows: objective.residualCount, columns: objective.dimension)
    jacobian.withUnsafeMutableElements { objective.residuals(at: x, into: &residuals, jacobian: $0) }
    self.init(jacobian)
  }

  /// Divides each column by a number.
  mutating func divideColumns(by divisors: [Double]) {
    let rows = rows
    withUnsafeMutable { elements in
      for (j, divisor) in divisors.enumerated() {
        for i in 0..<rows { elements[j * rows + i] /= divisor }
      }
    }
  }
}
