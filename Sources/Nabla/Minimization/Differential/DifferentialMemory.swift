/// The memory of a `DifferentialObjective`, which warm calls use again: a workspace for each term and kind of pass. Not for two
/// tasks at once.
final class DifferentialMemory: @unchecked Sendable {
  private var workspaces: [[Workspace<Double>]]
  var parameters: [Double] = []
  var direction: [Double] = []
  var sum: [Double] = []
  var total: [Double] = []

  init(terms: Int) {
    workspaces = (0..<terms).map { _ in (0..<3).map { _ in Workspace() } }
  }

  func workspace(_ term: Int, _ extent: StreamNeeds.Extent) -> Workspace<Double> {
    workspaces[term][extent.rawValue]
  }
}

extension DifferentialObjective {
  /// One pass over a term's points.
  func run(
    _ plan: ResidualPlan, _ action: ResidualOperator.Action, _ w: UnsafeMutablePointer<Double>,
    _ coefficients: UnsafePointer<Double>, sum: UnsafeMutablePointer<Double>?, _ workspace: Workspace<Double>
  ) -> Double {
    let result = base.withExamplesUnchecked(plan.points, nil, weights: nil) { examples in
      base.execution.run(
        BatchPass(
          architecture: base.architecture, w: w, examples: examples, workspace: workspace,
          threads: base.execution.threads, group: base.execution.group,
          tileOperator: ResidualOperator(plan: plan, coefficients: coefficients, action: action), sum: sum))
    }
    if let sum { base.architecture.clearMasked(sum) }
    return result
  }

  /// Lends the parameters and the coefficients at x.
  func withVariables<Result>(
    _ x: [Double], _ body: (UnsafeMutablePointer<Double>, UnsafePointer<Double>) -> Result
  ) -> Result {
    precondition(x.count == dimension, "\(x.count) numbers for \(dimension) variables")
    return lend(x, &memory.parameters, body)
  }

  /// Lends a direction in the parameters and the coefficients.
  func withDirection<Result>(
    _ v: [Double], _ body: (UnsafeMutablePointer<Double>, UnsafePointer<Double>) -> Result
  ) -> Result {
    precondition(v.count == dimension, "a direction of \(v.count) numbers for \(dimension) variables")
    return lend(v, &memory.direction, body)
  }

  /// The vector with zeros at masked weights, in a buffer where there are some.
  private func lend<Result>(
    _ x: [Double], _ buffer: inout [Double],
    _ body: (UnsafeMutablePointer<Double>, UnsafePointer<Double>) -> Result
  ) -> Result {
    guard !isWhole else {
      return x.withUnsafeBufferPointer { x in
        body(UnsafeMutablePointer(mutating: x.baseAddress!), x.baseAddress! + parameterCount)
      }
    }
    let count = parameterCount + startCoefficients.count
    if buffer.count != count { buffer = Array(repeating: 0, count: count) }
    for (i, position) in positions.enumerated() { buffer[position] = x[i] }
    for i in startCoefficients.indices { buffer[parameterCount + i] = x[positions.count + i] }
    return buffer.withUnsafeMutableBufferPointer {
      body($0.baseAddress!, UnsafePointer($0.baseAddress!) + parameterCount)
    }
  }

  /// The sum over the terms of what `part` writes, in |w| and the coefficients, as derivatives in the variables.
  func addUp(
    into result: inout [Double],
    _ part: (_ i: Int, _ part: Part, _ whole: UnsafeMutablePointer<Double>) -> Double
  ) -> Double {
    precondition(result.count == dimension, "room for \(result.count) numbers for \(dimension) variables")
    let count = parameterCount + startCoefficients.count
    if memory.sum.count != count {
      memory.sum = Array(repeating: 0, count: count)
      memory.total = memory.sum
    }
    var value = 0.0
    memory.total.withUnsafeMutableBufferPointer { total in
      total.update(repeating: 0)
      memory.sum.withUnsafeMutableBufferPointer { sum in
        for i in parts.indices {
          sum.update(repeating: 0)
          value += part(i, parts[i], sum.baseAddress!)
          for j in 0..<count { total[j] += sum[j] }
        }
      }
      for (i, position) in positions.enumerated() { result[i] = total[position] }
      for i in startCoefficients.indices { result[positions.count + i] = total[parameterCount + i] }
    }
    return value
  }
}
