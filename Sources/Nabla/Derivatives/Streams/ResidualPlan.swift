/// Residuals at points, as passes need them: which streams there are, and what belongs to each point.
final class ResidualPlan: Sendable {
  let residual: any DifferentialResidual
  let streams: StreamPlan
  let shape: _ResidualShape
  /// The stream of y and of each derivative.
  let places: [Int]
  /// n × d.
  let points: Matrix<Double>
  /// n × (the columns of data).
  let data: Matrix<Double>
  /// The weight of each point in the error.
  let weights: [Double]
  let constraint: ConstraintStreams?
  /// Where residuals only compare a stream with data.
  let matches: [StreamMatch]?

  init(
    _ residual: any DifferentialResidual, at points: Matrix<Double>, data: Matrix<Double>, weights: [Double],
    constraint: (any HardConstraint)?, coefficients: Int, of architecture: Architecture
  ) {
    self.residual = residual
    self.points = points
    self.data = data
    self.weights = weights
    let derivatives = residual.derivatives
    let streams = StreamPlan(
      StreamSet([.value] + derivatives, inputs: architecture.inputs), of: architecture, beyond: 2)
    self.streams = streams
    places = streams.set.places
    shape = _ResidualShape(
      inputs: architecture.inputs, outputs: architecture.outputs, derivatives: derivatives.count,
      coefficients: coefficients, data: data.columns, residuals: residual.count)
    let places = streams.set.places
    matches =
      constraint != nil
      ? nil
      : (residual as? any MatchesStreams).map { residual in
        (0..<residual.count).map { k in
          let match = residual.match(k)
          return StreamMatch(stream: places[match.derivative], output: match.output)
        }
      }
    self.constraint = constraint.map {
      ConstraintStreams($0, streams.set, at: points, outputs: architecture.outputs)
    }
  }

  /// The number of residuals of all points.
  var count: Int { points.rows * shape.residuals }
}

extension ResidualOperator {
  /// What it writes for every point is no sum.
  var isSum: Bool {
    switch action {
    case .value, .gradient, .product, .transposed: true
    case .residuals, .jacobian, .change: false
    }
  }
}
