extension Network {
  /// The gradient of every example's own error wᵢEᵢ: the outer products δᵢzᵢᵀ.
  ///
  /// - Parameters: As for `valueWithGradient`, and `memoryBudget`, the bytes that the result may take.
  /// - Returns: n × |w|, one gradient a row; their sum is the batch's gradient.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Complexity: about 5 n |w| flops and n |w| numbers written.
  public func perExampleGradients(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    try MemoryBudgetError.check(
      "the gradients of \(x.rows) examples", elements: (x.rows, count), size: MemoryLayout<Scalar>.stride, scratch: 0,
      budget: memoryBudget, alternative: "perExampleSquaredNorms needs one number an example only")
    var result = Matrix<Scalar>(rows: x.rows, columns: count)
    perExampleGradients(x, t, weights: weights, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The gradients of every example, into the caller's matrix n × |w|, which is overwritten.
  public func perExampleGradients(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, into gradients: inout Matrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    let count = architecture.parameterCount
    precondition(
      gradients.rows == x.rows && gradients.columns == count,
      "room for \(gradients.rows) × \(gradients.columns) derivatives, not \(x.rows) × \(count)")
    gradients.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      withExamples(x, t.targets(of: Scalar.self), weights: weights) { examples in
        _ = run(
          PerExampleOperator(result: .gradients(MatrixView(base, rows: x.rows, columns: count))), on: examples,
          workspace)
      }
    }
  }

  /// The squared norms ‖∂wᵢEᵢ/∂w‖² of every example's gradient, without the gradients: Σ_blocks ‖δᵢ‖²‖zᵢ‖² + ‖δᵢ‖².
  ///
  /// - Parameters: As for `valueWithGradient`.
  /// - Returns: n numbers.
  /// - Complexity: about 4 n |w| flops; n |w| more where layers are masked.
  public func perExampleSquaredNorms(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> [Scalar] {
    var norms: [Scalar] = Array(repeating: 0, count: x.rows)
    norms.withUnsafeMutableBufferPointer { norms in
      guard let base = norms.baseAddress else { return }
      withExamples(x, t.targets(of: Scalar.self), weights: weights) { examples in
        _ = run(PerExampleOperator(result: .squaredNorms(base)), on: examples, workspace ?? Workspace())
      }
    }
    return norms
  }

  /// The empirical Fisher information Σᵢ wᵢ gᵢgᵢᵀ, with gᵢ the gradient of example i's error without its weight.
  ///
  /// - Parameters: As for `hessian`.
  /// - Returns: |w| × |w|, symmetric.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Complexity: about 2 n |w|² flops.
  public func empiricalFisher(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    try MemoryBudgetError.check(
      "the empirical Fisher information of \(count) parameters", elements: (count, count),
      size: MemoryLayout<Scalar>.stride, scratch: execution.threads * 256 * count * MemoryLayout<Scalar>.stride,
      budget: memoryBudget, alternative: "perExampleGradients needs n |w| numbers only")
    var network = self
    // Partial sums of |w|² numbers would cost more than they save: one thread adds the tiles up.
    network.execution.threads = 1
    var result = Matrix<Scalar>(rows: count, columns: count)
    let targets = t.targets(of: Scalar.self)
    result.withUnsafeMutableElements { result in
      network.withExamples(x, targets, weights: weights) { examples in
        _ = network.run(
          EmpiricalFisherOperator(result: MatrixView(result.baseAddress!, rows: count, columns: count)),
          on: examples, workspace ?? Workspace())
      }
    }
    return result
  }
}

/// The gradients of a tile's examples, or their squared norms.
private struct PerExampleOperator<Scalar: RealScalar>: TileOperator {
  enum Result {
    /// n × |w|.
    case gradients(MatrixView<Scalar>)
    /// n numbers, zero at the beginning.
    case squaredNorms(UnsafeMutablePointer<Scalar>)
  }

  let result: Result

  var flopsPerParameter: Int { 5 }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> { WorkspaceNeeds(order: .first) }

  func apply<B: Backend>(to tile: Tile<Scalar, B>) -> Double {
    let loss = tile.error(tile.loadTargets(), wantsDelta: true)
    tile.pass.backward(tile.input, gradient: nil)
    for n in 0..<tile.columns {
      switch result {
      case .gradients(let rows):
        tile.writeOuterProducts(
          { tile.memory.delta($0, columns: tile.columns) }, column: n, example: n,
          into: rows.row(tile.range.lowerBound + n).baseAddress!)
      case .squaredNorms(let norms):
        norms[tile.range.lowerBound + n] = squaredNorm(tile, n)
      }
    }
    return loss
  }

  private func squaredNorm<B: Backend>(_ tile: Tile<Scalar, B>, _ n: Int) -> Scalar {
    var total: Scalar = 0
    for (k, layer) in tile.architecture.layers.enumerated() {
      let delta = tile.memory.delta(k, columns: tile.columns)
      for j in 0..<layer.units {
        var connected: Scalar = layer.biasOffset == nil ? 0 : 1
        var first = 0
        for block in layer.blocks {
          let z = tile.pass.source(block, tile.input)
          for i in 0..<block.columns where layer.mask?.connected[j * layer.fanIn + first + i] ?? true {
            connected += z[i, n] * z[i, n]
          }
          first += block.columns
        }
        total += delta[j, n] * delta[j, n] * connected
        guard layer.mask == nil else { continue }
        // Without a mask every unit has the same inputs.
        for rest in j + 1..<max(layer.units, j + 1) { total += delta[rest, n] * delta[rest, n] * connected }
        break
      }
    }
    return total
  }
}

/// Adds Σ gᵢgᵢᵀ of a tile: the gradients side by side, times themselves.
private struct EmpiricalFisherOperator<Scalar: RealScalar>: TileOperator {
  /// |w| × |w|, zero at the beginning.
  let result: MatrixView<Scalar>

  /// So many that a batch stays one chunk, since the result is shared.
  var flopsPerParameter: Int { 1 }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(order: .first, scratch: 256 * Arena<Scalar>.padded(architecture.parameterCount))
  }

  func apply<B: Backend>(to tile: Tile<Scalar, B>) -> Double {
    let targets = tile.loadTargets()
    let loss = tile.error(TargetTile(values: targets.values, weights: nil), wantsDelta: true)
    tile.pass.backward(tile.input, gradient: nil)
    for first in stride(from: 0, to: tile.columns, by: 256) {
      let part = first..<min(first + 256, tile.columns)
      let rows = tile.scratch!.view(at: 0, rows: part.count, columns: result.columns)
      for n in part {
        let row = rows.row(n - first)
        tile.writeOuterProducts(
          { tile.memory.delta($0, columns: tile.columns) }, column: n, example: n, into: row.baseAddress!)
        let scale = targets.weight(n).squareRoot()
        for i in row.indices { row[i] *= scale }
      }
      B.multiply(rows.transposed, rows, into: result, accumulate: true)
    }
    return loss
  }
}
