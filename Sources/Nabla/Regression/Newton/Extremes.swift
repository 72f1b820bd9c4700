internal import Synchronization

/// The smallest and the largest of numbers that several threads find; their order does not matter.
final class Extremes: Sendable {
  private let values = Mutex((smallest: Double.infinity, largest: 0.0))

  func include(_ smallest: Double, _ largest: Double) {
    values.withLock { values in
      values.smallest = min(values.smallest, smallest)
      values.largest = max(values.largest, largest)
    }
  }

  /// Takes in what other processes have found.
  func share(by group: ProcessGroup) {
    guard group.size > 1 else { return }
    let all = group.maxima([-smallest, largest])
    include(-all[0], all[1])
  }

  var smallest: Double { values.withLock { $0.smallest } }
  var largest: Double { values.withLock { $0.largest } }
}
