extension Network {
  /// The Jacobian of the outputs in the parameters, ∂y_k/∂w for every example.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - memoryBudget: The bytes that the result may take.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: n × K × |w|: for every example one row an output, in parameter order; masked weights have 0.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Precondition: `x` has d columns.
  /// - Complexity: K backward sweeps, since a network has more parameters than outputs: about (2 + 3K) n |w| flops, and
  ///   n K |w| numbers written.
  public func parameterJacobian(
    at x: Matrix<Scalar>, memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> BatchedMatrix<Scalar> {
    let (outputs, count) = (architecture.outputs, architecture.parameterCount)
    try MemoryBudgetError.check(
      "the Jacobian ∂y/∂w of \(x.rows) examples", elements: (x.rows, outputs * count),
      size: MemoryLayout<Scalar>.stride, scratch: 0, budget: memoryBudget,
      alternative: "parameterJVP and parameterVJP multiply by it without making it")
    var result = BatchedMatrix<Scalar>(count: x.rows, rows: outputs, columns: count)
    parameterJacobian(at: x, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The Jacobian ∂y/∂w, into the caller's n × K × |w| numbers: allocates nothing once the workspace is warm.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public func parameterJacobian(
    at x: Matrix<Scalar>, into result: inout BatchedMatrix<Scalar>, using workspace: Workspace<Scalar>
  ) {
    checkRoom(result, x.rows, architecture.outputs, architecture.parameterCount)
    result.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      withExamples(x, nil, weights: nil) { examples in
        _ = run(ParameterJacobianOperator(result: base, outputs: architecture.outputs), on: examples, workspace)
      }
    }
  }
}

/// ∂y/∂w of a tile.
private struct ParameterJacobianOperator<Scalar: RealScalar>: TileOperator {
  /// n × K × |w|.
  let result: UnsafeMutablePointer<Scalar>
  let outputs: Int

  var flopsPerParameter: Int { 2 + 3 * outputs }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(
      order: .slopes, directions: DirectionGroups.largest(of: outputs),
      scratch: Tile<Scalar>.outerScratch(architecture))
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    _ = tile.outputs()
    let count = tile.architecture.parameterCount
    DirectionGroups.forEach(outputs) { group in
      let pass = tile.tangentPass(directions: group.count, along: nil)
      tile.outputMaps.writeJacobian(rows: group, into: pass.delta(tile.last))
      pass.backward(tile.outputMaps.signals(of: group), gradients: nil)
      tile.writeOuterProducts(
        directions: group.count, { pass.delta($0) },
        into: result + (tile.range.lowerBound * outputs + group.lowerBound) * count, stride: outputs * count)
    }
    return 0
  }
}
