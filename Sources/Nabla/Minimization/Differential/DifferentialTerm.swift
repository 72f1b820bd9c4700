/// A part of an error that contains derivatives of a network in its inputs: residuals at points, or the ordinary error on a
/// data set.
public struct DifferentialTerm: Sendable {
  enum Content: Sendable {
    case residual(any DifferentialResidual, points: Matrix<Double>, data: Matrix<Double>, weights: [Double])
    case data(Dataset<Double>)
  }

  let content: Content
  /// What the term is multiplied by.
  public let weight: Double
  /// Whether its data has noise, from which the errors of coefficients are estimated.
  let isMeasured: Bool

  /// Residuals at points: ½ weight Σ_n w_n ‖r(x_n)‖². Equations, boundary conditions, initial conditions.
  ///
  /// - Parameters:
  ///   - residual: r.
  ///   - points: n × d.
  ///   - data: What the residual may ask for of each point, n rows.
  ///   - weights: w, n positive numbers; ones by default.
  ///   - weight: What the term is multiplied by, positive: 1/n makes it a mean.
  /// - Precondition: the sizes fit, and weights are positive.
  public static func residual(
    _ residual: some DifferentialResidual, at points: Matrix<Double>, data: Matrix<Double>? = nil,
    weights: [Double]? = nil, weight: Double = 1
  ) -> DifferentialTerm {
    DifferentialTerm(residual, points, data, weights, weight, isMeasured: false)
  }

  /// Measured outputs or derivatives of them: the residuals are these minus the measured ones, column by column. Targets of
  /// a fit, slopes, forces.
  ///
  /// - Parameters:
  ///   - derivatives: What was measured, `.value` for the output itself.
  ///   - output: Which output, from 0.
  ///   - measured: n rows with a column for each of `derivatives`.
  public static func measurements(
    of derivatives: [InputDerivative] = [.value], output: Int = 0, at points: Matrix<Double>,
    equal measured: Matrix<Double>, weights: [Double]? = nil, weight: Double = 1
  ) -> DifferentialTerm {
    precondition(
      measured.columns == derivatives.count,
      "\(measured.columns) columns of measurements of \(derivatives.count) quantities")
    return DifferentialTerm(
      MatchingResidual(derivatives, output: output), points, measured, weights, weight, isMeasured: true)
  }

  /// The error of the network's likelihood on a data set, times `weight`.
  public static func data(_ data: Dataset<Double>, weight: Double = 1) -> DifferentialTerm {
    precondition(weight > 0, "a term with the weight \(weight)")
    return DifferentialTerm(content: .data(data), weight: weight, isMeasured: true)
  }

  private init(content: Content, weight: Double, isMeasured: Bool) {
    self.content = content
    self.weight = weight
    self.isMeasured = isMeasured
  }

  private init(
    _ residual: any DifferentialResidual, _ points: Matrix<Double>, _ data: Matrix<Double>?, _ weights: [Double]?,
    _ weight: Double, isMeasured: Bool
  ) {
    precondition(weight > 0, "a term with the weight \(weight)")
    let weights = weights ?? Array(repeating: 1, count: points.rows)
    precondition(weights.count == points.rows, "\(weights.count) weights for \(points.rows) points")
    precondition(weights.allSatisfy { $0 > 0 }, "weights of points are positive")
    let data = data ?? Matrix(rows: points.rows, columns: 0)
    precondition(data.rows == points.rows, "\(data.rows) rows of data for \(points.rows) points")
    self.init(
      content: .residual(residual, points: points, data: data, weights: weights), weight: weight,
      isMeasured: isMeasured)
  }
}
