/// Unknown coefficients of equations as estimates from measurements with noise.
///
/// A measurement of weight w_n has the variance σ²/w_n. The solution follows the noise as the least squares of all terms let
/// it: with A = JᵀJ of all residuals, the covariance of (w, θ) is A⁺ (Σ c J_iᵀJ_i) A⁺ σ², summed over the measured residuals,
/// c being the weight of their term. So the weights of the equations need not be those of a noise. It holds as far as
/// residuals are linear in the parameters over a standard error, and where the network can be the solution.
public struct CoefficientEstimates: Sendable, Hashable, CustomStringConvertible {
  /// θ.
  public let values: [Double]
  /// The standard errors of θ; NaN where there are no degrees of freedom.
  public let standardErrors: [Double]
  /// σ², the sum of the squares of the measured residuals over the degrees of freedom.
  public let noiseVariance: Double
  /// How many parameters the measurements determine, all together: the trace of the matrix that maps them to their fit.
  public let effectiveParameters: Double
  /// The measurements less the effective parameters.
  public let degreesOfFreedom: Double

  /// The interval that covers a coefficient with this probability, by Student's distribution.
  ///
  /// - Precondition: there is such a coefficient, and the level lies between 0 and 1.
  public func interval(_ i: Int, level: Double = 0.95) -> ClosedRange<Double> {
    precondition(values.indices.contains(i), "coefficient \(i) of \(values.count)")
    precondition(level > 0 && level < 1, "an interval of the level \(level)")
    let distribution: ReferenceDistribution = .studentT(degreesOfFreedom: max(degreesOfFreedom, 1e-9))
    let half = (distribution.criticalValue(level: level) * standardErrors[i]).magnitude
    return half.isNaN ? -.infinity ... .infinity : values[i] - half...values[i] + half
  }

  /// The estimates with their standard errors.
  public var description: String {
    zip(values, standardErrors).map { "\($0) ± \($1)" }.joined(separator: ", ")
  }
}

extension DifferentialObjective {
  /// The coefficients at a minimum, with their standard errors from the noise of the measured terms (`.measurements`, and
  /// `.data` of Gaussian networks).
  ///
  /// - Parameter x: Where a minimisation ended.
  /// - Precondition: the objective is a sum of squares.
  /// - Complexity: a Jacobian, and about 2 m n² + 20 n³ flops for m residuals of n variables.
  public func estimates(at x: [Double]) -> CoefficientEstimates {
    let j = residualJacobian(at: x)
    let r = residuals(at: x)
    let (n, first) = (dimension, positions.count)
    var scaled = ColumnMatrix(j)
    let norms = (0..<n).map { column in
      let norm = DenseVector.norm(Array(scaled[column: column]))
      return norm > 0 ? norm : 1
    }
    scaled.divideColumns(by: norms)
    guard let decomposition = SingularValueDecomposition(QRFactorization(scaled).r) else { return unknown(x) }
    let (s, v) = (decomposition.values, decomposition.vTransposed)
    let tolerance = Double(max(j.rows, n)) * 0x1p-52 * (s.first ?? 0)
    let rank = s.count { $0 > tolerance }
    // The measured rows, and the weights of their terms.
    var rows: [(row: Int, weight: Double)] = []
    var next = 0
    for (term, part) in zip(terms, parts) {
      guard case .residual(let plan) = part else { continue }
      if term.isMeasured { rows += (next..<next + plan.count).map { ($0, term.weight) } }
      next += plan.count
    }
    // The part of each direction in the measured rows, over its singular value: of length at most 1.
    var trace = 0.0
    var sums = [Double](repeating: 0, count: startCoefficients.count)
    for (row, weight) in rows {
      var along = [Double](repeating: 0, count: rank)
      for k in 0..<rank {
        var sum = 0.0
        for i in 0..<n { sum += scaled[row, i] * v[k, i] }
        along[k] = sum / s[k]
        trace += along[k] * along[k]
      }
      for i in sums.indices {
        var change = 0.0
        for k in 0..<rank { change += along[k] * v[k, first + i] / s[k] }
        change /= norms[first + i]
        sums[i] += weight * change * change
      }
    }
    let square = rows.reduce(0) { $0 + r[$1.row] * r[$1.row] / $1.weight }
    let freedom = Double(rows.count) - trace
    let variance = freedom > 0 ? square / freedom : .nan
    return CoefficientEstimates(
      values: coefficients(at: x), standardErrors: sums.map { ($0 * variance).squareRoot() }, noiseVariance: variance,
      effectiveParameters: trace, degreesOfFreedom: freedom)
  }

  private func unknown(_ x: [Double]) -> CoefficientEstimates {
    let values = coefficients(at: x)
    return CoefficientEstimates(
      values: values, standardErrors: values.map { _ in .nan }, noiseVariance: .nan, effectiveParameters: .nan,
      degreesOfFreedom: .nan)
  }
}
