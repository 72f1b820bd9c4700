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
    group.meet(.rows, x.rows, of: architecture.outputs)
    let workspace = workspace ?? Workspace()
    let blocks = max(1, min(Self.mostBlocks, x.rows / Self.leastRows))
    func rows(_ block: Int) -> Range<Int> { Range(part: block, of: blocks, in: x.rows) }
    var y = Matrix<Scalar>(rows: x.rows, columns: architecture.outputs)
    for block in group.own(of: blocks) {
      let own = predict(blocks == 1 ? x : x.rows(at: rows(block)), using: workspace)
      y.withUnsafeMutableElements { y in
        guard let start = y.baseAddress else { return }
        own.elements.withUnsafeBufferPointer { own in
          guard let first = own.baseAddress else { return }
          (start + rows(block).lowerBound * architecture.outputs).update(from: first, count: own.count)
        }
      }
    }
    guard group.size > 1 else { return y }
    let lengths = (0..<group.size).map { rank in
      Range(part: rank, of: group.size, in: blocks).reduce(0) { $0 + rows($1).count } * architecture.outputs
    }
    y.withUnsafeMutableElements { y in
      MessagePassing.gather(UnsafeMutableRawBufferPointer(y), width: MemoryLayout<Scalar>.size, lengths)
    }
    return y
  }

  /// So many rows are worth a message, and so many blocks are enough for many processes.
  private static var leastRows: Int { 256 }
  private static var mostBlocks: Int { 1024 }
}
