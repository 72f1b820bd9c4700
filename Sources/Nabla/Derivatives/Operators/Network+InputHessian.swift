extension Network {
  /// The Hessian of one output in the inputs, ∂²y_k/∂x_i∂x_j for every example.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - output: k, from 0.
  ///   - memoryBudget: The bytes that the result may take.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: n × d × d, each matrix symmetric up to rounding.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Precondition: `x` has d columns, and 0 ≤ k < K.
  /// - Complexity: about 4 (1 + d) n |w| flops: the derivative of a backward sweep along every input.
  public func inputHessian(
    at x: Matrix<Scalar>, output: Int = 0, memoryBudget: Int = defaultMemoryBudget,
    using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> BatchedMatrix<Scalar> {
    let inputs = architecture.inputs
    let (square, overflow) = inputs.multipliedReportingOverflow(by: inputs)
    try MemoryBudgetError.check(
      "the Hessian of an output in the inputs of \(x.rows) examples", elements: (x.rows, overflow ? .max : square),
      size: MemoryLayout<Scalar>.stride, scratch: 0, budget: memoryBudget,
      alternative: "fewer examples at a time need less")
    var result = BatchedMatrix<Scalar>(count: x.rows, rows: inputs, columns: inputs)
    inputHessian(at: x, output: output, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The Hessian of output k in the inputs, into the caller's n × d × d numbers: allocates nothing once the workspace is
  /// warm.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func inputHessian(
    at x: Matrix<Scalar>, output: Int = 0, into result: inout BatchedMatrix<Scalar>, using workspace: Workspace<Scalar>
  ) {
    precondition(output >= 0 && output < architecture.outputs, "output \(output) of \(architecture.outputs)")
    checkRoom(result, x.rows, architecture.inputs, architecture.inputs)
    result.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      withExamples(x, nil, weights: nil) { examples in
        _ = run(
          InputHessianOperator(result: base, output: output, inputs: architecture.inputs), on: examples, workspace)
      }
    }
  }
}

/// ∂²y_k/∂x∂xᵀ of a tile: the derivative of the backward pass of y_k along every input.
private struct InputHessianOperator<Scalar: RealScalar>: TileOperator {
  /// n × d × d.
  let result: UnsafeMutablePointer<Scalar>
  /// k.
  let output: Int
  /// d.
  let inputs: Int

  var flopsPerParameter: Int { 4 + 4 * inputs }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    // Basis functions need the signal at their own outputs beside the tangents of the group.
    let signal =
      architecture.basisFunctions == nil ? 0 : architecture.features * Arena<Scalar>.padded(Partition.longestTile)
    return WorkspaceNeeds(order: .second, directions: DirectionGroups.largest(of: inputs), scratch: signal)
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    _ = tile.outputs()
    let signal = tile.scratch.map {
      $0.view(at: 0, rows: tile.architecture.features, columns: Partition.longestTile).prefix(
        columns: tile.columns)
    }
    tile.outputMaps.writeJacobian(rows: output..<output + 1, into: tile.memory.delta(tile.last, columns: tile.columns))
    tile.pass.backward(tile.input, gradient: nil, inputDelta: signal)
    DirectionGroups.forEach(inputs) { group in
      let tangent = tile.tangentPass(directions: group.count, along: nil)
      tile.loadUnitTangents(group, into: tangent.inputRoom)
      tangent.forward(inputChanges: true)
      tile.outputMaps.writeJacobianChange(
        row: output, along: tangent.a(tile.last), into: tangent.delta(tile.last), on: tile.backend)
      let rows = DirectionRows(
        base: result, examples: tile.examples.count, columns: inputs, stride: inputs * inputs, directionStride: inputs
      ).examples(tile.range).from(direction: group.lowerBound)
      tangent.backward(.curvature, gradients: nil, sink: tile.inputSink(rows))
      tile.finishInputSignals(tangent, rows)
      if let signal {
        for (r, j) in group.enumerated() { tile.addInputCurvature(signal, row: j, to: rows(r)) }
      }
    }
    return 0
  }
}
