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

  var smallest: Double { values.withLock { $0.smallest } }
  var largest: Double { values.withLock { $0.largest } }
}
