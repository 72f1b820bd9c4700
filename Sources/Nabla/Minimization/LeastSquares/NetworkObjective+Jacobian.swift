extension NetworkObjective {
  /// The numbers of the Jacobian in all parameters that are there at a time, 8 MiB of them.
  private static let blockSize = 1 << 20

  /// Calls `body` with ∂y/∂w, in all parameters, of some examples of the data at a time, and with which these are.
  ///
  /// With few variables the whole Jacobian is much larger than what is made of it, which is what budgets count.
  func forEachParameterJacobian(
    of network: Network<Double>, using workspace: Workspace<Double>,
    _ body: (Range<Int>, BatchedMatrix<Double>) -> Void
  ) {
    let (outputs, count) = (network.architecture.outputs, network.architecture.parameterCount)
    let most = max(1, Self.blockSize / max(outputs * count, 1))
    for first in stride(from: 0, to: data.count, by: most) {
      let examples = first..<min(first + most, data.count)
      let inputs = examples.count == data.count ? data.inputs : data.inputs.rows(at: examples)
      var jacobian = BatchedMatrix<Double>(count: examples.count, rows: outputs, columns: count)
      network.parameterJacobian(at: inputs, into: &jacobian, using: workspace)
      body(examples, jacobian)
    }
  }
}
