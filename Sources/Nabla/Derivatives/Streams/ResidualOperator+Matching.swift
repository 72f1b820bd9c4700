/// Residuals each of which is one derivative of one output minus one number of the point's data.
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
    let (columns, count) = (pass.columns, matches.count)
    var sum = 0.0
    plan.data.elements.withUnsafeBufferPointer { data in
      plan.weights.withUnsafeBufferPointer { weights in
        let t = data.baseAddress! + tile.range.lowerBound * count
        let w = weights.baseAddress! + tile.range.lowerBound
        for k in 0..<count {
          let z = pass.outputs.columns(pass.block(matches[k].stream)).row(matches[k].output)
          let signal = pass.outputSignals.columns(pass.block(matches[k].stream)).row(matches[k].output)
          for n in 0..<columns {
            let r = z[n] - t[n * count + k]
            sum += w[n] * r * r / 2
            if wantsSignals { signal[n] += w[n] * r }
          }
        }
      }
    }
    return sum
  }
}
