/// The sums of a batch's chunks over all processes, in the order of a tree; memory for them, used for call after call.
///
/// Each process adds up the nodes of the tree within its own chunks. Then each gets the same slice of all nodes, adds them up
/// in the tree's order, and sends the result to all: 2 |w| numbers travel to and from each process where it has one node.
final class GroupSums<Scalar: RealScalar> {
  private(set) var plan = SumPlan(SumTree(leaves: 0, shape: .chain), processes: 1)
  private var own = Arena<Scalar>(capacity: 0)
  private var sent = Arena<Scalar>(capacity: 0)
  private var received = Arena<Scalar>(capacity: 0)
  /// The same sum where parts of it travel before others are there.
  private(set) lazy var overlapped = OverlappedSum<Scalar>()
  /// Each chunk's own loss.
  private var chunkLosses = Arena<Double>(capacity: 0)

  /// Up to so many bytes of nodes every process gets all of: one message is faster than two.
  private static var smallest: Int { 1 << 16 }

  /// Whether parts of a sum of `count` numbers are to travel while others are computed.
  static func overlaps(_ group: ProcessGroup, count: Int) -> Bool {
    group.size > 1 && MessagePassing.overlaps && count * MemoryLayout<Scalar>.size > Self.smallest
  }

  /// Makes room for `slots` sums of `count` numbers.
  func prepare(_ partition: Partition, processes: Int, count: Int, slots: Int) {
    prepare(
      SumTree(leaves: partition.chunks, shape: partition.sharesTiles ? .halves : .chain), processes: processes,
      count: count, slots: slots)
  }

  /// Makes room for `slots` sums of `count` numbers that are added in the order of a tree.
  func prepare(_ tree: SumTree, processes: Int, count: Int, slots: Int) {
    if plan.tree != tree || plan.processes != processes { plan = SumPlan(tree, processes: processes) }
    own.reserve(slots * Arena<Scalar>.padded(count))
    chunkLosses.reserve(tree.leaves)
  }

  /// Room for one sum of this process.
  func ownSum(_ i: Int, count: Int) -> UnsafeMutablePointer<Scalar> {
    own.buffer(at: i * Arena<Scalar>.padded(count), count: count).baseAddress!
  }

  /// Where the losses of all chunks go.
  var losses: UnsafeMutableBufferPointer<Double> { chunkLosses.buffer(at: 0, count: plan.tree.leaves) }

  /// Σ of the losses, of which every process knows those of its own chunks.
  func totalLoss(of group: ProcessGroup) -> Double {
    if group.size > 1 {
      let lengths = (0..<group.size).map { plan.tree.leaves(of: $0, of: group.size).count }
      MessagePassing.gather(UnsafeMutableRawBufferPointer(losses), width: MemoryLayout<Double>.size, lengths)
    }
    return losses.reduce(0, +)
  }

  /// The sum of all processes' nodes, those of this one in slots 0, 1, …, at `result`.
  func addUp(_ group: ProcessGroup, count: Int, into result: UnsafeMutablePointer<Scalar>) {
    // One process finishes the root by itself, in its place.
    guard group.size > 1 else { return }
    let nodes = plan.nodes.map(\.count)
    let width = MemoryLayout<Scalar>.size
    if plan.count * count * width <= Self.smallest {
      received.reserve(plan.count * count)
      let all = received.buffer(at: 0, count: plan.count * count).baseAddress!
      let first = nodes[..<group.rank].reduce(0, +)
      for i in 0..<nodes[group.rank] { (all + (first + i) * count).update(from: ownSum(i, count: count), count: count) }
      MessagePassing.gather(
        UnsafeMutableRawBufferPointer(start: all, count: plan.count * count * width), width: width,
        nodes.map { $0 * count })
      fold(all, count)
      result.update(from: all, count: count)
      return
    }
    /// The parameters of a process's slice.
    func slice(_ rank: Int) -> Range<Int> { Range(part: rank, of: group.size, in: count) }
    let (slices, mine) = ((0..<group.size).map(slice), slice(group.rank))
    received.reserve(plan.count * mine.count)
    let parts = received.buffer(at: 0, count: plan.count * mine.count).baseAddress!
    MessagePassing.exchange(
      width: width, packed(slices, nodes: nodes[group.rank], count), slices.map { $0.count * nodes[group.rank] },
      into: parts, nodes.map { $0 * mine.count })
    fold(parts, mine.count)
    (result + mine.lowerBound).update(from: parts, count: mine.count)
    MessagePassing.gather(
      UnsafeMutableRawBufferPointer(start: result, count: count * width), width: width, slices.map(\.count))
  }

  /// The nodes of this process as they are sent: slice by slice, of each node after node.
  private func packed(_ slices: [Range<Int>], nodes: Int, _ count: Int) -> UnsafeMutablePointer<Scalar> {
    if nodes == 1 { return ownSum(0, count: count) }
    sent.reserve(max(nodes * count, 1))
    let start = sent.buffer(at: 0, count: max(nodes * count, 1)).baseAddress!
    var next = start
    for slice in slices {
      for i in 0..<nodes {
        next.update(from: ownSum(i, count: count) + slice.lowerBound, count: slice.count)
        next += slice.count
      }
    }
    return start
  }

  /// Adds rows of `count` numbers up to the first, in the tree's order.
  func fold(_ rows: UnsafeMutablePointer<Scalar>, _ count: Int) {
    for addition in plan.additions {
      Scalar._Primitives.axpy(count, 1, rows + addition.from * count, rows + addition.into * count)
    }
  }
}
