/// What a `DifferentialObjective` found: the outputs y = g + s N with the constraint, and the coefficients.
public struct DifferentialSolution: Sendable {
  /// N.
  public let network: Network<Double>
  /// θ.
  public let coefficients: [Double]
  /// g and s.
  public let constraint: (any HardConstraint)?

  /// y at points n × d: n × K.
  public func predict(_ x: Matrix<Double>) -> Matrix<Double> {
    let y = derivatives(of: [.value], at: x)
    return Matrix(rows: y.count, columns: y.columns, elements: y.elements)
  }

  /// Derivatives of y in the inputs, as `Network.derivatives(of:at:)` gives them: n × (the number of derivatives) × K.
  public func derivatives(of derivatives: [InputDerivative], at x: Matrix<Double>) -> BatchedMatrix<Double> {
    guard let constraint else { return network.derivatives(of: derivatives, at: x) }
    let set = StreamSet(derivatives, inputs: network.architecture.inputs)
    let outputs = network.architecture.outputs
    let all = network.streams(set, at: x)
    let streams = ConstraintStreams(constraint, set, at: x, outputs: outputs)
    var result = [Double](repeating: 0, count: x.rows * derivatives.count * outputs)
    var own = [Double](repeating: 0, count: outputs * set.count)
    var y = own
    for n in 0..<x.rows {
      for k in 0..<outputs {
        for s in 0..<set.count { own[k * set.count + s] = all[n, s, k] }
      }
      own.withUnsafeBufferPointer { own in
        y.withUnsafeMutableBufferPointer { streams.apply(n, to: own.baseAddress!, into: $0.baseAddress!) }
      }
      for (j, place) in set.places.enumerated() {
        for k in 0..<outputs { result[(n * derivatives.count + j) * outputs + k] = y[k * set.count + place] }
      }
    }
    return BatchedMatrix(count: x.rows, rows: derivatives.count, columns: outputs, elements: result)
  }
}

extension DifferentialObjective {
  /// The solution with these variables.
  public func solution(at x: [Double]) -> DifferentialSolution {
    DifferentialSolution(network: network(at: x), coefficients: coefficients(at: x), constraint: constraint)
  }
}
