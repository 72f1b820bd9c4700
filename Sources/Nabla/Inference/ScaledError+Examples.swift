extension ScaledError {
  /// The network with the scaled outputs.
  func scaledNetwork(at x: [Double]) -> Network<Double> { base.network(at: scaled(x)) }

  /// The gradients of the examples' errors, n rows in the variables; with or without the examples' weights.
  func perExampleGradients(at x: [Double], weighted: Bool = true) -> Matrix<Double> {
    let (data, count) = (base.data, base.architecture.parameterCount)
    var whole = Matrix<Double>(rows: data.count, columns: count)
    scaledNetwork(at: x).perExampleGradients(
      data.inputs, data.targets, weights: weighted ? data.weights : nil, into: &whole, using: workspace)
    var elements: [Double] = []
    elements.reserveCapacity(data.count * base.dimension)
    for i in 0..<data.count { elements += scaled(base.gather(Array(whole[row: i]))) }
    return Matrix(rows: data.count, columns: base.dimension, elements: elements)
  }

  /// The curvature of one example's error, with its weight.
  func curvature(at x: [Double], _ curvature: Curvature, ofExample i: Int) -> ColumnMatrix {
    var network = scaledNetwork(at: x)
    network.execution = network.execution.alone
    let own = base.data.rows(at: [i])
    var whole = Matrix<Double>(rows: base.architecture.parameterCount, columns: base.architecture.parameterCount)
    network.hessian(
      own.inputs, own.targets, weights: own.weights, curvature: curvature, into: &whole, using: Workspace())
    return restricted(whole, first: 0)
  }

  /// Calls `body` with the columns ∂a_ik/∂w of some examples at a time, in the variables: n_w × (examples · K), for the
  /// blocks of this process.
  func forEachActivationJacobian(
    of linear: Network<Double>, at x: Matrix<Double>, _ blocks: RowBlocks, using workspace: Workspace<Double>,
    _ body: (Range<Int>, ColumnMatrix) -> Void
  ) {
    Nabla.forEachActivationJacobian(of: linear, base.positions, at: x, blocks, using: workspace) { examples, columns in
      body(examples, factors.map { factors in columns.rowsScaled { factors[$0] } } ?? columns)
    }
  }
}
