/// A sum over processes that travels by parts, while the rest of it is computed.
///
/// What a process adds up last is the gradient of one chunk, whose backward pass completes the derivatives of the last layers
/// first. When those of a segment are there, the process adds them to what it has of other chunks, and sends each process its
/// slice. The slices come back when the pass is over. Every number is added in the order of the tree, as without overlap.
///
/// MPI moves messages only while it is called, unless the link does it by itself; so it is called after every layer.
final class OverlappedSum<Scalar: RealScalar> {
  private var segments = SegmentPlan(starts: [], count: 0, least: 1)
  private var sent = Arena<Scalar>(capacity: 0)
  private var received = Arena<Scalar>(capacity: 0)
  private var requests: [MessagePassing.Request] = []
  /// The end of each segment's requests.
  private var ends: [Int] = []
  private var sums: GroupSums<Scalar>?
  private var group = ProcessGroup.single
  private var count = 0
  /// The slot of the sum that the last chunk makes: it and those before it are added one after the other.
  private var lastSlot: Int?

  /// Up to so many bytes of a segment wait for those of the layer before: a message of fewer is all latency.
  private static var smallest: Int { 1 << 16 }
  /// The same for each process's slice.
  private static var smallestSlice: Int { 1 << 12 }

  /// Begins a sum of `count` numbers; `starts` are where the parameters of each layer begin.
  func begin(_ sums: GroupSums<Scalar>, _ group: ProcessGroup, starts: [Int], count: Int) {
    let least = max(Self.smallest, Self.smallestSlice * group.size) / MemoryLayout<Scalar>.size
    segments = SegmentPlan(starts: starts, count: count, least: least)
    (self.sums, self.group, self.count, lastSlot) = (sums, group, count, nil)
    sent.reserve(sums.plan.nodes[group.rank].count * count)
    received.reserve(sums.plan.count * segments.segments.reduce(0) { $0 + slice($1).count })
    requests.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  /// The last chunk of this process is next, and its sum goes to a slot.
  func beginLastChunk(slot: Int) { lastSlot = slot }

  /// The numbers from `first` on are complete in the last chunk's sum.
  func complete(from first: Int) {
    while ends.count < segments.segments.count, segments.segments[ends.count].lowerBound >= first {
      send(segments.segments[ends.count])
    }
    MessagePassing.progress(&requests)
  }

  /// The sum of all processes, at `result`, when the pass is over.
  func finish(into result: UnsafeMutablePointer<Scalar>) {
    complete(from: 0)
    var parts = received.buffer(at: 0, count: received.capacity).baseAddress!
    for (i, segment) in segments.segments.enumerated() {
      MessagePassing.wait(&requests, i == 0 ? 0..<ends[0] : ends[i - 1]..<ends[i])
      let own = slice(segment)
      sums!.fold(parts, own.count)
      (result + own.lowerBound).update(from: parts, count: own.count)
      parts += sums!.plan.count * own.count
      for other in others {
        let theirs = slice(segment, of: other)
        receive(result + theirs.lowerBound, theirs.count, from: other)
        send(result + own.lowerBound, own.count, to: other)
      }
    }
    MessagePassing.wait(&requests, requests.indices)
    sums = nil
  }

  // MARK: - Messages

  private var others: [Int] { (0..<group.size).filter { $0 != group.rank } }

  /// The numbers of a segment that a process adds up.
  private func slice(_ segment: Range<Int>, of rank: Int) -> Range<Int> {
    let own = Range(part: rank, of: group.size, in: segment.count)
    return segment.lowerBound + own.lowerBound..<segment.lowerBound + own.upperBound
  }

  private func slice(_ segment: Range<Int>) -> Range<Int> { slice(segment, of: group.rank) }

  /// Completes the nodes of this process in a segment, and sends to each process its slice of them.
  private func send(_ segment: Range<Int>) {
    let (sums, nodes) = (sums!, sums!.plan.nodes.map(\.count))
    let own = nodes[group.rank]
    // The last node is the sum of the slots from its own on, the last two first.
    for slot in stride(from: lastSlot ?? 0, to: max(own - 1, 0), by: -1) {
      Scalar._Primitives.axpy(
        segment.count, 1, sums.ownSum(slot, count: count) + segment.lowerBound,
        sums.ownSum(slot - 1, count: count) + segment.lowerBound)
    }
    let mine = slice(segment)
    let base = received.buffer(at: 0, count: received.capacity).baseAddress!
    var place = base + sums.plan.count * segments.segments[..<ends.count].reduce(0) { $0 + slice($1).count }
    for rank in 0..<group.size {
      if rank == group.rank {
        copy(mine, of: own, to: place)
      } else {
        receive(place, nodes[rank] * mine.count, from: rank)
      }
      place += nodes[rank] * mine.count
    }
    var packed = sent.buffer(at: 0, count: sent.capacity).baseAddress! + own * segment.lowerBound
    for rank in others {
      let theirs = slice(segment, of: rank)
      if own == 1 {
        send(sums.ownSum(0, count: count) + theirs.lowerBound, theirs.count, to: rank)
      } else {
        copy(theirs, of: own, to: packed)
        send(packed, own * theirs.count, to: rank)
        packed += own * theirs.count
      }
    }
    ends.append(requests.count)
  }

  /// A slice of this process's nodes, one after the other.
  private func copy(_ slice: Range<Int>, of nodes: Int, to place: UnsafeMutablePointer<Scalar>) {
    for i in 0..<nodes {
      (place + i * slice.count).update(from: sums!.ownSum(i, count: count) + slice.lowerBound, count: slice.count)
    }
  }

  private func send(_ numbers: UnsafeMutablePointer<Scalar>, _ count: Int, to rank: Int) {
    guard count > 0 else { return }
    MessagePassing.send(numbers, width: MemoryLayout<Scalar>.size, count, to: rank, &requests)
  }

  private func receive(_ numbers: UnsafeMutablePointer<Scalar>, _ count: Int, from rank: Int) {
    guard count > 0 else { return }
    MessagePassing.receive(numbers, width: MemoryLayout<Scalar>.size, count, from: rank, &requests)
  }
}
