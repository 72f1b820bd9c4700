/// Residuals each of which is one derivative of one output minus data: residual k minus column k.
protocol MatchesStreams: DifferentialResidual {
  /// Of residual k, which derivative, 0 for the output itself and behind it `derivatives`, and of which output.
  func match(_ k: Int) -> (derivative: Int, output: Int)
}

extension MatchingResidual: MatchesStreams {
  func match(_ k: Int) -> (derivative: Int, output: Int) { (1 + k, output) }
}

/// Where what residual k compares with data column k stands.
struct StreamMatch: Sendable {
  let stream: Int
  let output: Int
}

extension ResidualOperator {
  /// ½ Σ w (z − t)² of a tile without numbers that carry derivatives, as all residuals are so simple: with the signals w (z − t)
  /// where they are wanted, added to those of the outputs.
  func matchingError(
    _ matches: [StreamMatch], _ tile: Tile<Double>, _ pass: StreamPass<Double>, wantsSignals: Bool
  ) -> Double {
    let stride = plan.shape.data
    var sum = 0.0
    plan.data.elements.withUnsafeBufferPointer { data in
      plan.weights.withUnsafeBufferPointer { weights in
        let t = data.baseAddress! + tile.range.lowerBound * stride
        let w = weights.baseAddress! + tile.range.lowerBound
        for (k, match) in matches.enumerated() {
          let z = pass.outputs.columns(pass.block(match.stream)).row(match.output)
          let signal = pass.outputSignals.columns(pass.block(match.stream)).row(match.output)
          for n in 0..<pass.columns {
            let r = z[n] - t[n * stride + k]
            sum += w[n] * r * r / 2
            if wantsSignals { signal[n] += w[n] * r }
          }
        }
      }
    }
    return sum
  }
}
