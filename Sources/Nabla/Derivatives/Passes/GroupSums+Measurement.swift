/// Memory for sums over processes that are measured by themselves.
package final class SumsOverProcesses {
  private let sums = GroupSums<Float>()

  package init() {}

  /// Replaces numbers by their sums over all processes.
  package func addUp(_ numbers: inout [Float], by group: ProcessGroup) {
    let count = numbers.count
    group.meet(.sum, count)
    sums.prepare(
      SumTree(leaves: group.size, shape: .halves), processes: group.size, count: count, slots: 1)
    numbers.withUnsafeMutableBufferPointer { numbers in
      guard let place = numbers.baseAddress else { return }
      sums.ownSum(0, count: count).update(from: place, count: count)
      sums.addUp(group, count: count, into: place)
    }
  }
}
