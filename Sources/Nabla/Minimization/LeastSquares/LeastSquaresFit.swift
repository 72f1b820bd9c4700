/// A solved least-squares problem with what a statistician asks of it.
///
/// With m residuals r of n parameters and the Jacobian J = ∂r/∂x at the solution, σ² = ‖r‖² / (m − n) and the parameters'
/// covariance is σ² (JᵀJ)⁻¹, from the singular values of J with its columns scaled to length 1. It holds as far as the
/// residuals are linear in the parameters over a standard error.
public struct LeastSquaresFit: Sendable, Hashable {
  /// Where the minimisation ended, and how.
  public let result: MinimizationResult
  /// ‖r‖²; for a network Σᵢ wᵢ‖yᵢ − tᵢ‖².
  public let residualSumOfSquares: Double
  /// m − n, the number of residuals beyond that of parameters; those of weight zero do not count.
  public let degreesOfFreedom: Int
  /// The covariance σ² (JᵀJ)⁻¹ of the parameters, n × n. Directions that the residuals do not determine take no part.
  public let covariance: Matrix<Double>
  /// The standard errors of the parameters; infinite for those that the residuals do not determine, NaN without degrees of
  /// freedom.
  public let standardErrors: [Double]
  /// The number of directions in the parameters that the residuals determine.
  public let rank: Int
  /// The condition number of J with its columns scaled to length 1; infinite where the rank is less than n.
  public let condition: Double
  /// The report: estimates with standard errors, t, p values and confidence intervals, σ², R² and the likelihood.
  public let summary: FitSummary

  /// The estimates x.
  public var parameters: [Double] { result.x }
  /// σ, the square root of ‖r‖² / (m − n); NaN or infinite without degrees of freedom.
  public var residualStandardDeviation: Double {
    (residualSumOfSquares / Double(max(degreesOfFreedom, 0))).squareRoot()
  }

  /// The report of a solution.
  ///
  /// - Parameters:
  ///   - objective: The residuals.
  ///   - result: Where a minimisation of them ended.
  ///   - names: The parameters' names, n of them; by default b1, b2 and so on.
  ///   - confidenceLevel: The level of the confidence intervals, between 0 and 1.
  /// - Complexity: a Jacobian, and 2 m n² + 40 n³ flops.
  public init(
    of objective: some ResidualObjective, at result: MinimizationResult, names: [String]? = nil,
    confidenceLevel: Double = 0.95
  ) {
    let names = names ?? (0..<objective.dimension).map { "b\($0 + 1)" }
    let observations = LeastSquaresObservations(rows: objective.residualCount)
    precondition(names.count == objective.dimension, "\(names.count) names for \(objective.dimension) parameters")
    self.init(
      of: objective, at: result, parameters: Array(names.enumerated()), observations, confidenceLevel: confidenceLevel)
  }

  /// The report, where the residuals are those of `observations`, on parameters with places and names.
  init(
    of objective: some ResidualObjective, at result: MinimizationResult, parameters: [(offset: Int, element: String)],
    _ observations: LeastSquaresObservations, confidenceLevel: Double
  ) {
    let (m, n) = (objective.residualCount, objective.dimension)
    precondition(result.x.count == n, "a solution of \(result.x.count) numbers for \(n) parameters")
    var r = [Double](repeating: 0, count: m)
    var jacobian = ColumnMatrix(jacobianOf: objective, at: result.x, residuals: &r)
    let norms = (0..<n).map { DenseVector.norm(Array(jacobian[column: $0])) }
    let scales = norms.map { $0 > 0 ? $0 : 1 }
    let size = DenseVector.norm(r) + DenseVector.norm(zip(norms, result.x).map { $0 * $1 })
    let relativeGradient = zip(result.point.gradient, scales).reduce(0) {
      max($0, size > 0 ? ($1.0 / $1.1).magnitude / size : 0)
    }
    jacobian.divideColumns(by: scales)
    let found = r.prefix(observations.rows).reduce(0) { $0 + $1 * $1 } / observations.scale
    let isExact = observations.isRounding(found)
    let square = isExact ? 0 : found
    let freedom = observations.count - n
    let triangle = QRFactorization(jacobian).r
    let decomposition = SingularValueDecomposition(triangle)
    let s = decomposition?.values ?? []
    let tolerance = Double(max(m, n)) * 0x1p-52 * (s.first ?? 0)
    let rank = s.count { $0 > tolerance }
    let variance = freedom > 0 ? square / Double(freedom) : .nan
    var covariance = Matrix<Double>(rows: n, columns: n)
    var isDetermined = [Bool](repeating: decomposition != nil, count: n)
    if let v = decomposition?.vTransposed {
      covariance.withUnsafeMutableElements { c in
        for i in 0..<n {
          for j in 0...i {
            let sum = (0..<rank).reduce(0) { $0 + v[$1, i] * v[$1, j] / (s[$1] * s[$1]) }
            c[i * n + j] = variance * observations.scale * sum / (scales[i] * scales[j])
            c[j * n + i] = c[i * n + j]
          }
        }
      }
      // The part of a parameter's unit vector outside the determined directions.
      for j in 0..<n { isDetermined[j] = 1 - (0..<rank).reduce(0) { $0 + v[$1, j] * v[$1, j] } <= 1e-12 }
    }
    self.result = result
    residualSumOfSquares = square
    degreesOfFreedom = freedom
    self.covariance = covariance
    standardErrors = (0..<n).map { isDetermined[$0] ? covariance[$0, $0].squareRoot() : .infinity }
    self.rank = rank
    condition = rank < n ? .infinity : s.isEmpty ? 1 : s[0] / s[s.count - 1]
    var unscaled = triangle
    unscaled.divideColumns(by: scales.map { 1 / $0 })
    summary = FitSummary(
      leastSquares: result, parameters: parameters, observations, residualSumOfSquares: square,
      standardErrors: standardErrors, rank: rank,
      condition: rank < n ? nil : SingularValueDecomposition.condition(of: unscaled),
      scaledCondition: rank < n ? nil : condition, isExact: isExact, relativeGradient: relativeGradient,
      confidenceLevel: confidenceLevel)
  }
}

extension ResidualObjective {
  /// The least-squares solution near `start`, with its report.
  ///
  /// - Parameters:
  ///   - start: Where to begin, n numbers.
  ///   - method: Levenberg and Marquardt's method with its settings.
  ///   - limits: When to stop; by default once rounding ends it.
  ///   - progress: Called after each iteration.
  /// - Throws: `MemoryBudgetError` where the Jacobian is larger than it may be.
  public func fitted(
    from start: [Double], by method: LevenbergMarquardt = LevenbergMarquardt(),
    limits: MinimizationLimits = MinimizationLimits(gradientNorm: 0), progress: ((MinimizationIterate) -> Void)? = nil
  ) throws(MemoryBudgetError) -> LeastSquaresFit {
    LeastSquaresFit(of: self, at: try minimized(from: start, by: method, limits: limits, progress: progress))
  }
}
