internal import Foundation

/// A solved least-squares problem with what a statistician asks of it.
///
/// With m residuals r of n parameters and the Jacobian J = ∂r/∂x at the solution, σ² = ‖r‖² / (m − n) and the parameters'
/// covariance is σ² (JᵀJ)⁻¹, from the singular values of J with its columns scaled to length 1. It holds as far as the
/// residuals are linear in the parameters over a standard error.
public struct LeastSquaresFit: Sendable, Hashable, CustomStringConvertible {
  /// Where the minimisation ended, and how.
  public let result: MinimizationResult
  /// ‖r‖².
  public let residualSumOfSquares: Double
  /// m − n, the number of residuals beyond that of parameters.
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

  /// The estimates x.
  public var parameters: [Double] { result.x }
  /// σ, the square root of ‖r‖² / (m − n).
  public var residualStandardDeviation: Double {
    (residualSumOfSquares / Double(degreesOfFreedom)).squareRoot()
  }

  /// The report of a solution.
  ///
  /// - Parameters:
  ///   - objective: The residuals.
  ///   - result: Where a minimisation of them ended.
  /// - Complexity: a Jacobian, and 2 m n² + 20 n³ flops.
  public init(of objective: some ResidualObjective, at result: MinimizationResult) {
    let (m, n) = (objective.residualCount, objective.dimension)
    precondition(result.x.count == n, "a solution of \(result.x.count) numbers for \(n) parameters")
    var r = [Double](repeating: 0, count: m)
    var jacobian = ColumnMatrix(jacobianOf: objective, at: result.x, residuals: &r)
    let norms = (0..<n).map { DenseVector.norm(Array(jacobian[column: $0])) }
    let scales = norms.map { $0 > 0 ? $0 : 1 }
    jacobian.divideColumns(by: scales)
    let square = DenseVector.dot(r, r)
    let freedom = m - n
    let decomposition = SingularValueDecomposition(QRFactorization(jacobian, pivoting: false).r)
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
            c[i * n + j] = variance * sum / (scales[i] * scales[j])
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
  }

  /// A table of the parameters with their standard errors, and the residuals' standard deviation.
  public var description: String {
    var lines = ["parameter                estimate      standard error"]
    for (i, (value, error)) in zip(parameters, standardErrors).enumerated() {
      lines.append(String(format: "%9d %23.11g %19.11g", i, value, error))
    }
    lines.append(
      String(
        format: "residual standard deviation %.11g on %d degrees of freedom, rank %d of %d, condition %.3g",
        residualStandardDeviation, degreesOfFreedom, rank, parameters.count, condition))
    lines.append("\(result)")
    return lines.joined(separator: "\n")
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

extension NetworkObjective {
  /// The report on a Gaussian network's parameters as estimates, at the minimum where a minimisation ended.
  ///
  /// The standard errors are those of the variables of this objective, in the order of `positions`. With example weights wᵢ
  /// the variance of a target is σ²/wᵢ. Make the objective with the reduction `.sum` and without a penalty, so that the
  /// residuals are y − t.
  ///
  /// - Precondition: the likelihood is Gaussian.
  public func fit(at result: MinimizationResult) -> LeastSquaresFit {
    precondition(
      architecture.likelihood.family == .gaussian,
      "residuals are those of a Gaussian network, not of a '\(architecture.likelihood.name)' one")
    return LeastSquaresFit(of: NetworkResiduals(self), at: result)
  }
}
