internal import Synchronization

/// Residuals whose Jacobian several processes share.
protocol SharedResiduals: ResidualObjective {
  /// The processes.
  var group: ProcessGroup { get }

  /// The triangle of [J, r] at x, (n + 1) × (n + 1), or nil where a number is not finite. Its first n columns stand for J and
  /// its last one for r: all lengths, products and minima over subspaces are theirs.
  func triangle(at x: [Double]) -> ColumnMatrix?
}

/// Rows of the Jacobian are computed a tile at a time and factored at once, so that only one of them is in memory.
extension NetworkResiduals: SharedResiduals {
  var group: ProcessGroup { objective.base.execution.group }

  /// - Complexity: about 2 m n² flops, shared by processes and threads.
  func triangle(at x: [Double]) -> ColumnMatrix? {
    var network = objective.network(at: x)
    let execution = network.execution
    network.execution = execution.alone
    let q = dimension + 1
    let isFinite = Mutex(true)
    let factorization = TallQR(
      routines: FactorizationRoutines.fastest, threads: execution.threads, group: execution.group)
    let triangle = factorization.triangle(rows: residualCount, columns: q) { range, memory in
      write(range, of: network, at: x, into: memory)
      // The factorization might refuse such a tile, and leave it as it is.
      if !(0..<range.count * q).allSatisfy({ memory[$0].isFinite }) { isFinite.withLock { $0 = false } }
    }
    let isWhole = isFinite.withLock { $0 }
    return execution.group.some(!isWhole) || !triangle.isFinite ? nil : triangle
  }

  /// Rows of [J, r], column by column.
  private func write(
    _ range: Range<Int>, of network: Network<Double>, at x: [Double], into memory: UnsafeMutablePointer<Double>
  ) {
    let (height, n, outputs) = (range.count, dimension, network.architecture.outputs)
    for i in 0..<height * (n + 1) { memory[i] = 0 }
    let observed = range.clamped(to: 0..<objective.data.count * outputs)
    if !observed.isEmpty {
      let examples = observed.lowerBound / outputs..<(observed.upperBound + outputs - 1) / outputs
      let part = objective.data.rows(at: examples)
      let workspace = Workspace<Double>()
      let y = network.predict(part.inputs, using: workspace)
      let t = part.targets.matrix(classes: outputs)
      var jacobian = BatchedMatrix<Double>(
        count: examples.count, rows: outputs, columns: network.architecture.parameterCount)
      network.parameterJacobian(at: part.inputs, into: &jacobian, using: workspace)
      for i in observed {
        let k = i - examples.lowerBound * outputs
        // What was not observed is no residual.
        guard !t.elements[k].isNaN else { continue }
        let root = ((part.weights?[k / outputs] ?? 1) * objective.scale).squareRoot()
        let row = i - range.lowerBound
        memory[n * height + row] = root * (y.elements[k] - t.elements[k])
        for (j, position) in objective.positions.enumerated() {
          memory[j * height + row] = root * jacobian.elements[k * jacobian.columns + position]
        }
      }
    }
    for (p, j) in penalized.enumerated() {
      let i = objective.data.count * outputs + p
      guard range.contains(i) else { continue }
      let root = objective.penalties[j].squareRoot()
      memory[j * height + i - range.lowerBound] = root
      memory[n * height + i - range.lowerBound] = root * x[j]
    }
  }
}
