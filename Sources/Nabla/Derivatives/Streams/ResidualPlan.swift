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
    let places = streams.set.places
    self.places = places
    let shape = _ResidualShape(
      inputs: architecture.inputs, outputs: architecture.outputs, derivatives: derivatives.count,
      coefficients: coefficients, data: data.columns, residuals: residual.count)
    self.shape = shape
    let matching = constraint == nil ? residual as? any MatchesStreams : nil
    matches = matching.map { matching in
      (0..<shape.residuals).map { k in
        let (derivative, output) = matching.match(k)
        precondition(output >= 0 && output < shape.outputs, "output \(output) of \(shape.outputs)")
        precondition(k < shape.data, "column \(k) of \(shape.data) of data")
        return StreamMatch(stream: places[derivative], output: output)
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
