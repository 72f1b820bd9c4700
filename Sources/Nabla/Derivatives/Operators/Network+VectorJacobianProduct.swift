extension Network {
  /// The gradient in the parameters of Σ c ⊙ y, (∂y/∂w)ᵀ c: one backward sweep.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - c: The signal at the outputs, n × K.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: |w| numbers in parameter order.
  /// - Precondition: the shapes fit the network.
  /// - Complexity: about 6 n |w| flops.
  public func parameterVJP(
    at x: Matrix<Scalar>, along c: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> [Scalar] {
    var product: [Scalar] = Array(repeating: 0, count: architecture.parameterCount)
    parameterVJP(at: x, along: c, into: &product, using: workspace ?? Workspace())
    return product
  }

  /// The gradient (∂y/∂w)ᵀ c, into the caller's array of |w| numbers: allocates nothing once the workspace is warm.
  public func parameterVJP(
    at x: Matrix<Scalar>, along c: Matrix<Scalar>, into product: inout [Scalar], using workspace: Workspace<Scalar>
  ) {
    checkSignal(c.rows, c.columns, x)
    precondition(
      product.count == architecture.parameterCount,
      "room for \(product.count) numbers for \(architecture.parameterCount) parameters")
    product.withUnsafeMutableBufferPointer { product in
      c.elements.withUnsafeBufferPointer { c in
        pullToParameters(x, c.baseAddress, count: 1, into: product.baseAddress!, workspace)
      }
    }
  }

  /// The gradients in the parameters of several signals at the outputs, whose sweeps share their matrix products.
  ///
  /// - Parameter signals: R × n × K.
  /// - Returns: R × |w|, one signal a row.
  /// - Complexity: about (2 + 4R) n |w| flops.
  public func parameterVJPs(
    at x: Matrix<Scalar>, along signals: BatchedMatrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> Matrix<Scalar> {
    var products = Matrix<Scalar>(rows: signals.count, columns: architecture.parameterCount)
    parameterVJPs(at: x, along: signals, into: &products, using: workspace ?? Workspace())
    return products
  }

  /// The gradients of several signals, into the caller's matrix R × |w|.
  public func parameterVJPs(
    at x: Matrix<Scalar>, along signals: BatchedMatrix<Scalar>, into products: inout Matrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    checkSignal(signals.rows, signals.columns, x)
    checkRoom(products, signals.count, architecture.parameterCount)
    products.withUnsafeMutableElements { products in
      guard let base = products.baseAddress else { return }
      signals.elements.withUnsafeBufferPointer { c in
        pullToParameters(x, c.baseAddress, count: signals.count, into: base, workspace)
      }
    }
  }

  /// The gradient in the inputs of Σ c ⊙ y, (∂y/∂x)ᵀ c: one backward sweep.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - c: The signal at the outputs, n × K.
  /// - Returns: n × d; row i depends on example i alone.
  /// - Complexity: about 4 n |w| flops.
  public func inputVJP(
    at x: Matrix<Scalar>, along c: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> Matrix<Scalar> {
    var product = Matrix<Scalar>(rows: x.rows, columns: architecture.inputs)
    inputVJP(at: x, along: c, into: &product, using: workspace ?? Workspace())
    return product
  }

  /// The gradient (∂y/∂x)ᵀ c, into the caller's matrix n × d: allocates nothing once the workspace is warm.
  public func inputVJP(
    at x: Matrix<Scalar>, along c: Matrix<Scalar>, into product: inout Matrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    checkSignal(c.rows, c.columns, x)
    checkRoom(product, x.rows, architecture.inputs)
    product.withUnsafeMutableElements { product in
      c.elements.withUnsafeBufferPointer { c in
        pullToInputs(x, c.baseAddress, count: 1, into: product.baseAddress, workspace)
      }
    }
  }

  /// The gradients in the inputs of several signals at the outputs, whose sweeps share their matrix products.
  ///
  /// - Parameter signals: R × n × K.
  /// - Returns: R × n × d.
  /// - Complexity: about (2 + 2R) n |w| flops.
  public func inputVJPs(
    at x: Matrix<Scalar>, along signals: BatchedMatrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> BatchedMatrix<Scalar> {
    var products = BatchedMatrix<Scalar>(count: signals.count, rows: x.rows, columns: architecture.inputs)
    inputVJPs(at: x, along: signals, into: &products, using: workspace ?? Workspace())
    return products
  }

  /// The gradients of several signals, into the caller's R × n × d numbers.
  public func inputVJPs(
    at x: Matrix<Scalar>, along signals: BatchedMatrix<Scalar>, into products: inout BatchedMatrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    checkSignal(signals.rows, signals.columns, x)
    checkRoom(products, signals.count, x.rows, architecture.inputs)
    products.withUnsafeMutableElements { products in
      signals.elements.withUnsafeBufferPointer { c in
        pullToInputs(x, c.baseAddress, count: signals.count, into: products.baseAddress, workspace)
      }
    }
  }

  private func checkSignal(_ rows: Int, _ columns: Int, _ x: Matrix<Scalar>) {
    precondition(
      rows == x.rows && columns == architecture.outputs,
      "a signal of \(rows) × \(columns) numbers for outputs of \(x.rows) × \(architecture.outputs)")
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func pullToParameters(
    _ x: Matrix<Scalar>, _ c: UnsafePointer<Scalar>?, count: Int, into products: UnsafeMutablePointer<Scalar>,
    _ workspace: Workspace<Scalar>
  ) {
    let parameters = architecture.parameterCount
    guard let c else { return products.update(repeating: 0, count: count * parameters) }
    withExamples(x, nil, weights: nil) { examples in
      DirectionGroups.forEach(count) { group in
        run(
          VJPOperator(
            directions: group.count, capacity: DirectionGroups.largest(of: count),
            signals: c + group.lowerBound * x.rows * architecture.outputs, result: nil),
          on: examples, sum: products + group.lowerBound * parameters, workspace)
      }
    }
    for r in 0..<count { architecture.clearMasked(products + r * parameters) }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func pullToInputs(
    _ x: Matrix<Scalar>, _ c: UnsafePointer<Scalar>?, count: Int, into products: UnsafeMutablePointer<Scalar>?,
    _ workspace: Workspace<Scalar>
  ) {
    guard let products, let c else { return }
    withExamples(x, nil, weights: nil) { examples in
      DirectionGroups.forEach(count) { group in
        run(
          VJPOperator(
            directions: group.count, capacity: DirectionGroups.largest(of: count),
            signals: c + group.lowerBound * x.rows * architecture.outputs,
            result: products + group.lowerBound * x.rows * x.columns), on: examples, workspace)
      }
    }
  }
}

/// The gradients of R signals at a tile's outputs: in the inputs where there is a `result`, else in the parameters.
private struct VJPOperator<Scalar: RealScalar>: TileOperator {
  /// R.
  let directions: Int
  /// For how many directions memory is made.
  let capacity: Int
  /// R × n × K.
  let signals: UnsafePointer<Scalar>
  /// R × n × d, or nil.
  let result: UnsafeMutablePointer<Scalar>?

  var flopsPerParameter: Int { 2 + (result == nil ? 4 : 2) * capacity }
  var isSum: Bool { result == nil }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(
      order: .slopes, sums: result == nil ? directions * architecture.parameterCount : 0, directions: capacity)
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    _ = tile.outputs()
    let pass = tile.tangentPass(directions: directions, along: nil)
    let delta = pass.delta(tile.last)
    let (n, d, outputs) = (tile.examples.count, tile.architecture.inputs, tile.architecture.outputs)
    for r in 0..<directions {
      tile.backend.transpose(
        MatrixView(
          reading: signals + (r * n + tile.range.lowerBound) * outputs, rows: tile.columns, columns: outputs),
        into: delta.columns(pass.block(r)))
    }
    tile.outputMaps.applyJacobian(delta, on: tile.backend)
    guard let result else {
      pass.backward(.signals, gradients: tile.sum, accumulate: tile.accumulate)
      return 0
    }
    let rows = DirectionRows(base: result, examples: n, columns: d, stride: d, directionStride: n * d)
      .examples(tile.range)
    pass.backward(.signals, gradients: nil, sink: tile.inputSink(rows))
    tile.finishInputSignals(pass, rows)
    return 0
  }
}
