extension Network {
  /// The derivative of the outputs along a direction in the parameters, (∂y/∂w) v: one forward sweep of tangents.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - v: The direction, |w| numbers in parameter order. What it has at masked weights does not count.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: n × K, one example a row.
  /// - Precondition: the shapes fit the network.
  /// - Complexity: about 6 n |w| flops.
  public func parameterJVP(
    at x: Matrix<Scalar>, along v: [Scalar], using workspace: Workspace<Scalar>? = nil
  ) -> Matrix<Scalar> {
    var product = Matrix<Scalar>(rows: x.rows, columns: architecture.outputs)
    parameterJVP(at: x, along: v, into: &product, using: workspace ?? Workspace())
    return product
  }

  /// The derivative (∂y/∂w) v, into the caller's matrix n × K: allocates nothing once the workspace is warm.
  public func parameterJVP(
    at x: Matrix<Scalar>, along v: [Scalar], into product: inout Matrix<Scalar>, using workspace: Workspace<Scalar>
  ) {
    precondition(
      v.count == architecture.parameterCount,
      "a direction of \(v.count) numbers for \(architecture.parameterCount) parameters")
    checkRoom(product, x.rows, architecture.outputs)
    product.withUnsafeMutableElements { product in
      v.withUnsafeBufferPointer { v in
        pushParameters(x, v.baseAddress!, count: 1, into: product.baseAddress, workspace)
      }
    }
  }

  /// The derivatives of the outputs along several directions in the parameters, whose sweeps share their matrix products.
  ///
  /// - Parameter directions: R × |w|, one direction a row.
  /// - Returns: R × n × K.
  /// - Complexity: about (2 + 4R) n |w| flops.
  public func parameterJVPs(
    at x: Matrix<Scalar>, along directions: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> BatchedMatrix<Scalar> {
    var products = BatchedMatrix<Scalar>(count: directions.rows, rows: x.rows, columns: architecture.outputs)
    parameterJVPs(at: x, along: directions, into: &products, using: workspace ?? Workspace())
    return products
  }

  /// The derivatives along several directions, into the caller's R × n × K numbers.
  public func parameterJVPs(
    at x: Matrix<Scalar>, along directions: Matrix<Scalar>, into products: inout BatchedMatrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    precondition(
      directions.columns == architecture.parameterCount,
      "directions are \(directions.rows) × \(directions.columns), but there are \(architecture.parameterCount) parameters"
    )
    checkRoom(products, directions.rows, x.rows, architecture.outputs)
    guard directions.rows > 0 else { return }
    products.withUnsafeMutableElements { products in
      directions.elements.withUnsafeBufferPointer { v in
        pushParameters(x, v.baseAddress!, count: directions.rows, into: products.baseAddress, workspace)
      }
    }
  }

  /// The derivative of the outputs along a direction in the inputs, (∂y/∂x) u: one forward sweep of tangents.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - u: The direction, n × d: each example's inputs have their own.
  /// - Returns: n × K, one example a row.
  /// - Complexity: about 4 n |w| flops.
  public func inputJVP(
    at x: Matrix<Scalar>, along u: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> Matrix<Scalar> {
    var product = Matrix<Scalar>(rows: x.rows, columns: architecture.outputs)
    inputJVP(at: x, along: u, into: &product, using: workspace ?? Workspace())
    return product
  }

  /// The derivative (∂y/∂x) u, into the caller's matrix n × K: allocates nothing once the workspace is warm.
  public func inputJVP(
    at x: Matrix<Scalar>, along u: Matrix<Scalar>, into product: inout Matrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    precondition(
      u.rows == x.rows && u.columns == architecture.inputs,
      "a direction of \(u.rows) × \(u.columns) numbers for inputs of \(x.rows) × \(architecture.inputs)")
    checkRoom(product, x.rows, architecture.outputs)
    product.withUnsafeMutableElements { product in
      u.elements.withUnsafeBufferPointer { u in
        pushInputs(x, u.baseAddress, count: 1, into: product.baseAddress, workspace)
      }
    }
  }

  /// The derivatives of the outputs along several directions in the inputs, whose sweeps share their matrix products.
  ///
  /// - Parameter directions: R × n × d.
  /// - Returns: R × n × K.
  /// - Complexity: about (2 + 2R) n |w| flops.
  public func inputJVPs(
    at x: Matrix<Scalar>, along directions: BatchedMatrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> BatchedMatrix<Scalar> {
    var products = BatchedMatrix<Scalar>(count: directions.count, rows: x.rows, columns: architecture.outputs)
    inputJVPs(at: x, along: directions, into: &products, using: workspace ?? Workspace())
    return products
  }

  /// The derivatives along several directions, into the caller's R × n × K numbers.
  public func inputJVPs(
    at x: Matrix<Scalar>, along directions: BatchedMatrix<Scalar>, into products: inout BatchedMatrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    precondition(
      directions.rows == x.rows && directions.columns == architecture.inputs,
      "directions of \(directions.rows) × \(directions.columns) numbers for inputs of \(x.rows) × \(architecture.inputs)"
    )
    checkRoom(products, directions.count, x.rows, architecture.outputs)
    products.withUnsafeMutableElements { products in
      directions.elements.withUnsafeBufferPointer { u in
        pushInputs(x, u.baseAddress, count: directions.count, into: products.baseAddress, workspace)
      }
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func pushParameters(
    _ x: Matrix<Scalar>, _ v: UnsafePointer<Scalar>, count: Int, into products: UnsafeMutablePointer<Scalar>?,
    _ workspace: Workspace<Scalar>
  ) {
    guard let products else { return }
    withExamples(x, nil, weights: nil) { examples in
      withUnmasked(v, count: count, workspace) { v in
        DirectionGroups.forEach(count) { group in
          run(
            JVPOperator(
              directions: group.count, capacity: DirectionGroups.largest(of: count),
              v: v + group.lowerBound * architecture.parameterCount, u: nil,
              result: products + group.lowerBound * x.rows * architecture.outputs), on: examples, workspace)
        }
      }
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func pushInputs(
    _ x: Matrix<Scalar>, _ u: UnsafePointer<Scalar>?, count: Int, into products: UnsafeMutablePointer<Scalar>?,
    _ workspace: Workspace<Scalar>
  ) {
    guard let products, let u else { return }
    withExamples(x, nil, weights: nil) { examples in
      DirectionGroups.forEach(count) { group in
        run(
          JVPOperator(
            directions: group.count, capacity: DirectionGroups.largest(of: count), v: nil,
            u: u + group.lowerBound * x.rows * x.columns,
            result: products + group.lowerBound * x.rows * architecture.outputs), on: examples, workspace)
      }
    }
  }
}

/// The outputs' derivatives of a tile along R directions, in the parameters or in the inputs.
private struct JVPOperator<Scalar: RealScalar>: TileOperator {
  /// R.
  let directions: Int
  /// For how many directions memory is made.
  let capacity: Int
  /// R × |w|, or nil.
  let v: UnsafeMutablePointer<Scalar>?
  /// R × n × d, or nil.
  let u: UnsafePointer<Scalar>?
  /// R × n × K.
  let result: UnsafeMutablePointer<Scalar>

  var flopsPerParameter: Int { 2 + (v == nil ? 2 : 4) * capacity }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(order: .slopes, directions: capacity)
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    _ = tile.outputs()
    let tangent = tile.tangentPass(directions: directions, along: v)
    let (n, d, outputs) = (tile.examples.count, tile.architecture.inputs, tile.architecture.outputs)
    if let u {
      for r in 0..<directions {
        tile.loadInputTangent(
          MatrixView(reading: u + (r * n + tile.range.lowerBound) * d, rows: tile.columns, columns: d),
          into: tangent.inputRoom.columns(tangent.block(r)))
      }
    }
    tangent.forward(inputChanges: u != nil)
    let change = tangent.a(tile.last)
    tile.outputMaps.applyJacobian(change, on: tile.backend)
    for r in 0..<directions {
      tile.backend.transpose(
        change.columns(tangent.block(r)),
        into: MatrixView(
          result + (r * n + tile.range.lowerBound) * outputs, rows: tile.columns, columns: outputs))
    }
    return 0
  }
}
