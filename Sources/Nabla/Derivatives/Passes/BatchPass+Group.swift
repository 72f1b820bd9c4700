/// A pass whose examples several processes share.
///
/// The batch is cut into the same chunks on every process, which does some consecutive ones. The chunks' sums are added in
/// the order of a tree: where chunks go to threads, in their order, as within one process; where threads share tiles, by
/// halves, so that a process with many chunks has few sums to send.
extension BatchPass {
  /// - Parameter partition: The cut for one process.
  func runInGroup(_ partition: Partition, _ needs: WorkspaceNeeds<Scalar>, on backend: ChosenBackend) -> Double {
    let partition = partition.forProcesses
    let overlaps =
      sum != nil && partition.sharesTiles && tileOperator.tellsOfLayers
      && GroupSums<Scalar>.overlaps(group, count: needs.sums)
    group.meet(.sum, examples.count, of: overlaps ? ~needs.sums : needs.sums)
    workspace.prepare(architecture, partition, needs, threads: threads, on: backend, keepsSums: false)
    let sums = workspace.groupSums
    let own = SumTree(leaves: partition.chunks, shape: .halves).leaves(of: group.rank, of: group.size)
    let slots = partition.sharesTiles ? 2 * (Int.bitWidth - own.count.leadingZeroBitCount) + 1 : own.count
    sums.prepare(partition, processes: group.size, count: needs.sums, slots: sum == nil ? 0 : slots)
    let overlapped = overlaps ? sums.overlapped : nil
    overlapped?.begin(sums, group, starts: architecture.layers.map(\.start), count: needs.sums)
    let work = GroupWork(
      pass: self, backend: backend, partition: partition, needs: needs, sums: sums, losses: sums.losses,
      first: own.lowerBound)
    workspace.team.gather(threads: partition.sharesTiles ? threads : min(threads, own.count)) {
      if partition.sharesTiles {
        let nodes = sums.plan.nodes[group.rank]
        for (i, node) in nodes.enumerated() {
          work.addUp(node, slot: i, overlapped: i == nodes.count - 1 ? overlapped : nil)
        }
      } else {
        workspace.team.forEach(own.count, work)
        // The one node of several chunks that a chain has is at its beginning.
        if sum != nil, own.lowerBound == 0, own.count > 1 { for i in 1..<own.count { work.add(slot: i, to: 0) } }
      }
    }
    let loss = sums.totalLoss(of: group)
    if let sum {
      if let overlapped { overlapped.finish(into: sum) } else { sums.addUp(group, count: needs.sums, into: sum) }
    }
    return loss
  }
}

/// The chunks of one process.
private struct GroupWork<Operator: TileOperator>: PieceWork {
  typealias Scalar = Operator.Scalar

  let pass: BatchPass<Operator>
  let backend: ChosenBackend
  let partition: Partition
  let needs: WorkspaceNeeds<Scalar>
  let sums: GroupSums<Scalar>
  /// Each chunk's own loss.
  let losses: UnsafeMutableBufferPointer<Double>
  /// The first chunk.
  let first: Int

  /// Where a sum of this process goes: the result itself for the first, where there are no other processes.
  private func place(_ slot: Int) -> UnsafeMutablePointer<Scalar>? {
    pass.sum.map { slot == 0 && pass.group.size == 1 ? $0 : sums.ownSum(slot, count: needs.sums) }
  }

  func run(piece: Int, slot: Int) { run(chunk: first + piece, slot: slot, sum: place(piece)) }

  private func run(
    chunk: Int, slot: Int, sum: UnsafeMutablePointer<Scalar>?, overlapped: OverlappedSum<Scalar>? = nil
  ) {
    losses[chunk] = pass.run(
      partition, needs, chunk: chunk, slot: slot, sum: sum, on: backend, overlapped: overlapped)
  }

  /// The sum of a node, whose chunks this process has, with the slots behind for its parts.
  ///
  /// - Parameter overlapped: Who adds the sum of the last chunk to those before it, layer by layer.
  func addUp(_ node: Range<Int>, slot: Int, overlapped: OverlappedSum<Scalar>?) {
    guard node.count > 1 else {
      overlapped?.beginLastChunk(slot: slot)
      return run(chunk: node.lowerBound, slot: 0, sum: place(slot), overlapped: overlapped)
    }
    let cut = sums.plan.tree.cut(of: node)
    addUp(node.lowerBound..<cut, slot: slot, overlapped: nil)
    addUp(cut..<node.upperBound, slot: slot + 1, overlapped: overlapped)
    if overlapped == nil { add(slot: slot + 1, to: slot) }
  }

  /// Adds one sum to another, in pieces that threads take.
  func add(slot: Int, to result: Int) {
    guard let from = place(slot), let into = place(result) else { return }
    pass.workspace.team.forEach(
      max(1, needs.sums / SumWork<Scalar>.length), SumWork(count: needs.sums, from: from, into: into))
  }
}

/// One sum that is added to another.
private struct SumWork<Scalar: RealScalar>: PieceWork {
  /// About so many numbers are a piece.
  static var length: Int { 1 << 15 }

  let count: Int
  let from: UnsafeMutablePointer<Scalar>
  let into: UnsafeMutablePointer<Scalar>

  func run(piece: Int, slot: Int) {
    let pieces = max(1, count / Self.length)
    let own = Range(part: piece, of: pieces, in: count)
    Scalar._Primitives.axpy(own.count, 1, from + own.lowerBound, into + own.lowerBound)
  }
}
