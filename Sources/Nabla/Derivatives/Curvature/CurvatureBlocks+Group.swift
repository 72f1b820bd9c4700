/// A curvature matrix by several processes.
///
/// Each does some groups of units for all examples, as threads do, and not all groups for some examples: so the bits are those
/// of one process, there is no second matrix to be added, and each element travels once. What all do is a forward and a
/// backward pass, which is little beside one for every unit.
extension CurvatureBlocks {
  /// The number of groups that this process does: each so many-th, as those of the first layers cost most.
  func ownGroups(of plan: CurvaturePlan<Scalar>) -> Int {
    let rest = plan.groups.count - group.rank
    return max(0, (rest + group.size - 1) / group.size)
  }

  /// Completes the elements on and above the diagonal, of which every process has the rows of its groups.
  func exchange(_ plan: CurvaturePlan<Scalar>) {
    guard group.size > 1 else { return }
    for (i, units) in plan.groups.enumerated() {
      for segment in plan.segments[units.layer] {
        let first = segment.offset + units.units.lowerBound * segment.columns
        broadcast(first..<first + units.units.count * segment.columns, of: units.layer, from: i % group.size)
      }
    }
  }

  /// Sends the rows of some parameters of a layer, which lie one after the other.
  private func broadcast(_ rows: Range<Int>, of layer: Int, from root: Int) {
    let place: UnsafeMutablePointer<Scalar>
    let length: Int
    switch target {
    case .full(let matrix): (place, length) = (matrix.row(rows.lowerBound).baseAddress!, matrix.stride)
    case .block(_, _, let matrix):
      let first = rows.lowerBound - architecture.layers[layer].parameterRange.lowerBound
      (place, length) = (matrix.row(first).baseAddress!, matrix.stride)
    case .diagonal(let diagonal): (place, length) = (diagonal + rows.lowerBound, 1)
    }
    let width = MemoryLayout<Scalar>.size
    MessagePassing.broadcast(
      UnsafeMutableRawBufferPointer(start: place, count: rows.count * length * width), width: width, from: root)
  }
}
