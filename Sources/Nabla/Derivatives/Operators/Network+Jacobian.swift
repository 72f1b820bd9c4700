extension Network {
  /// The Jacobian of the outputs in the inputs, ∂y_k/∂x_i for every example.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - memoryBudget: The bytes that the result may take.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: n × K × d: for every example one row an output.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Precondition: `x` has d columns.
  /// - Complexity: about (2 + 2 min(K, d)) n |w| flops: K backward sweeps, or d forward sweeps where there are fewer inputs
  ///   than outputs.
  public func jacobian(
    at x: Matrix<Scalar>, memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> BatchedMatrix<Scalar> {
    let (outputs, inputs) = (architecture.outputs, architecture.inputs)
    try MemoryBudgetError.check(
      "the Jacobian ∂y/∂x of \(x.rows) examples", elements: (x.rows, outputs * inputs),
      size: MemoryLayout<Scalar>.stride, scratch: 0, budget: memoryBudget,
      alternative: "inputJVP and inputVJP multiply by it without making it")
    var result = BatchedMatrix<Scalar>(count: x.rows, rows: outputs, columns: inputs)
    jacobian(at: x, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The Jacobian ∂y/∂x, into the caller's n × K × d numbers: allocates nothing once the workspace is warm.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func jacobian(
    at x: Matrix<Scalar>, into result: inout BatchedMatrix<Scalar>, using workspace: Workspace<Scalar>
  ) {
    checkRoom(result, x.rows, architecture.outputs, architecture.inputs)
    result.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      withExamples(x, nil, weights: nil) { examples in
        _ = run(InputJacobianOperator(architecture, result: base), on: examples, workspace)
      }
    }
  }
}

/// ∂y/∂x of a tile.
private struct InputJacobianOperator<Scalar: RealScalar>: TileOperator {
  /// n × K × d.
  let result: UnsafeMutablePointer<Scalar>
  /// Whether tangents of the inputs go forward; else signals of the outputs go back.
  let isForward: Bool
  /// How many sweeps there are.
  let sweeps: Int

  init(_ architecture: Architecture, result: UnsafeMutablePointer<Scalar>) {
    self.result = result
    isForward = architecture.inputs < architecture.outputs
    sweeps = min(architecture.inputs, architecture.outputs)
  }

  var flopsPerParameter: Int { 2 + 2 * sweeps }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(order: .slopes, directions: DirectionGroups.largest(of: sweeps))
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    _ = tile.outputs()
    DirectionGroups.forEach(sweeps) { group in
      let pass = tile.tangentPass(directions: group.count, along: nil)
      if isForward { forward(pass, tile, group) } else { backward(pass, tile, group) }
    }
    return 0
  }

  /// The rows of the outputs `group`.
  private func backward(_ pass: TangentPass<Scalar>, _ tile: Tile<Scalar>, _ group: Range<Int>) {
    let (d, outputs) = (tile.architecture.inputs, tile.architecture.outputs)
    let rows = DirectionRows(
      base: result, examples: tile.examples.count, columns: d, stride: outputs * d, directionStride: d
    ).examples(tile.range).from(direction: group.lowerBound)
    tile.outputMaps.writeJacobian(rows: group, into: pass.delta(tile.last))
    pass.backward(tile.outputMaps.signals(of: group), gradients: nil, sink: tile.inputSink(rows))
    tile.finishInputSignals(pass, rows)
  }

  /// The columns of the inputs `group`.
  private func forward(_ pass: TangentPass<Scalar>, _ tile: Tile<Scalar>, _ group: Range<Int>) {
    let (d, outputs) = (tile.architecture.inputs, tile.architecture.outputs)
    tile.loadUnitTangents(group, into: pass.inputRoom)
    pass.forward(inputChanges: true)
    let change = pass.a(tile.last)
    tile.outputMaps.applyJacobian(change, on: tile.backend)
    for k in 0..<outputs {
      // Row k holds R × examples numbers; they become examples × R.
      tile.backend.transpose(
        MatrixView(change.row(k).baseAddress!, rows: group.count, columns: tile.columns),
        into: MatrixView(
          result + (tile.range.lowerBound * outputs + k) * d + group.lowerBound, rows: tile.columns,
          columns: group.count, stride: outputs * d))
    }
  }
}
