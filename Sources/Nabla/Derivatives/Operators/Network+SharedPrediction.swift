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
    group.meet(.rows, x.rows &* 0x10001 &+ architecture.outputs)
    let workspace = workspace ?? Workspace()
    let blocks = max(1, min(Self.mostBlocks, x.rows / Self.leastRows))
    /// The rows of a process.
    func rows(of rank: Int) -> Range<Int> {
      let own = Range(part: rank, of: group.size, in: blocks)
      return x.rows * own.lowerBound / blocks..<x.rows * own.upperBound / blocks
    }
    var y = Matrix<Scalar>(rows: x.rows, columns: architecture.outputs)
    for block in group.own(of: blocks) {
      let range = Range(part: block, of: blocks, in: x.rows)
      let own = predict(blocks == 1 ? x : x.rows(at: range), using: workspace)
      y.withUnsafeMutableElements { y in
        guard let start = y.baseAddress else { return }
        own.elements.withUnsafeBufferPointer { own in
          guard let first = own.baseAddress else { return }
          (start + range.lowerBound * architecture.outputs).update(from: first, count: own.count)
        }
      }
    }
    guard group.size > 1 else { return y }
    let columns = y.columns
    y.withUnsafeMutableElements { y in
      MessagePassing.gather(
        UnsafeMutableRawBufferPointer(y), width: MemoryLayout<Scalar>.size,
        (0..<group.size).map { rows(of: $0).count * columns })
    }
    return y
  }

  /// So many rows are worth a message, and so many blocks are enough for many processes.
  private static var leastRows: Int { 256 }
  private static var mostBlocks: Int { 1024 }
}
