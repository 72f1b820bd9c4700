extension Network {
  /// The outputs y of the network, of which each process of `execution.group` computes some rows: all call this alike.
  ///
  /// Rows are cut into blocks that depend on their number alone, so the bits do not depend on the number of processes.
  ///
  /// - Returns: y, n × K, on every process.
  /// - Precondition: `x` has d columns.
  /// - Complexity: about 2 n |w| flops, shared; n K numbers travel.
  package func predictTogether(_ x: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil) -> Matrix<Scalar> {
    let group = execution.group
    guard group.isWorld else { return predict(x, using: workspace) }
    let workspace = workspace ?? Workspace()
    let blocks = RowBlocks(x.rows, least: Self.leastRows)
    var y = Matrix<Scalar>(rows: x.rows, columns: architecture.outputs)
    for block in group.own(of: blocks) {
      let own = predict(blocks.count == 1 ? x : x.rows(at: blocks[block]), using: workspace)
      y.withUnsafeMutableElements { y in
        guard let start = y.baseAddress else { return }
        own.elements.withUnsafeBufferPointer { own in
          guard let first = own.baseAddress else { return }
          (start + blocks[block].lowerBound * architecture.outputs).update(from: first, count: own.count)
        }
      }
    }
    y.withUnsafeMutableElements { group.complete($0, blocks, length: architecture.outputs) }
    return y
  }

  /// So many rows are worth a message.
  private static var leastRows: Int { 256 }
}
