/// The parameters whose derivatives travel together: those of some layers, the last layers first, as a backward pass
/// completes them.
struct SegmentPlan: Hashable, Sendable {
  /// Consecutive parameters, from the last to the first.
  let segments: [Range<Int>]

  /// - Parameters:
  ///   - starts: Where the parameters of each layer begin, in order.
  ///   - count: The number of parameters.
  ///   - least: So many numbers are worth messages of their own; fewer wait for those of the layer before.
  init(starts: [Int], count: Int, least: Int) {
    var result: [Range<Int>] = []
    var end = count
    for start in starts.reversed() where end - start >= least || start == 0 {
      if start < end { result.append(start..<end) }
      end = start
    }
    segments = result
  }
}

extension Layer {
  /// Where its parameters begin; those behind are of later layers.
  var start: Int { blocks[0].offset }
}
