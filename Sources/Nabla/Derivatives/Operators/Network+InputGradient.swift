extension Network {
  /// The gradient ∂E/∂x of a batch's error in its inputs.
  ///
  /// - Parameters: As for `valueWithGradient`.
  /// - Returns: n × d; row i is the gradient of example i's error, times its weight.
  /// - Complexity: about 4 n |w| flops.
  public func inputGradient(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> Matrix<Scalar> {
    var gradient = Matrix<Scalar>(rows: x.rows, columns: architecture.inputs)
    inputGradient(x, t, weights: weights, into: &gradient, using: workspace ?? Workspace())
    return gradient
  }

  /// The gradient in the inputs, into the caller's matrix n × d, which is overwritten.
  public func inputGradient(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, into gradient: inout Matrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    precondition(
      gradient.rows == x.rows && gradient.columns == architecture.inputs,
      "room for \(gradient.rows) × \(gradient.columns) derivatives, not \(x.rows) × \(architecture.inputs)")
    gradient.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      writeInputGradient(
        MatrixView(base, rows: x.rows, columns: architecture.inputs), x, t.targets(of: Scalar.self), weights, workspace)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func writeInputGradient(
    _ result: MatrixView<Scalar>, _ x: Matrix<Scalar>, _ t: Targets<Scalar>, _ weights: [Scalar]?,
    _ workspace: Workspace<Scalar>
  ) {
    withExamples(x, t, weights: weights) { examples in
      _ = run(InputGradientOperator(result: result), on: examples, workspace)
    }
  }
}

/// ∂E/∂x of a tile.
private struct InputGradientOperator<Scalar: RealScalar>: TileOperator {
  /// n × d.
  let result: MatrixView<Scalar>

  var flopsPerParameter: Int { 4 }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(order: .first, directions: 1)
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    let loss = tile.error(tile.loadTargets(), wantsDelta: true)
    let plan = tile.architecture.plan
    let room = tile.tangents!.inputRoom(columns: tile.columns)
    tile.pass.backward(tile.input, gradient: nil, inputDelta: room.rows(0..<plan.features))
    if plan.offsets > 0 {
      plan.collectOffsets(
        tile.memory.delta(tile.last, columns: tile.columns),
        into: room.rows(plan.features..<plan.features + plan.offsets))
    }
    tile.writeInputSignal(room, into: result.rows(tile.range))
    return loss
  }
}
