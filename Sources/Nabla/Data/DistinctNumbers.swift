/// Counts different numbers.
///
/// The numbers are spread by a factor that is another one in every run, so that no data can be made whose numbers collide.
struct DistinctNumbers {
  private(set) var count = 0
  /// Bits of numbers, and those of NaN where there is none; as many as a power of two.
  private var slots = [UInt64](repeating: empty, count: 64)
  private let factor = UInt64.random(in: .min ... .max) | 1

  private static let empty = Double.nan.bitPattern

  /// How many different numbers there are; NaN is none.
  ///
  /// - Complexity: O(n).
  static func count(_ values: [Double]) -> Int {
    var numbers = DistinctNumbers()
    for value in values where !value.isNaN { numbers.insert(value) }
    return numbers.count
  }

  private mutating func insert(_ value: Double) {
    // −0 is 0.
    guard add((value + 0).bitPattern) else { return }
    count += 1
    guard 2 * count > slots.count else { return }
    let old = slots
    slots = Array(repeating: Self.empty, count: 4 * old.count)
    for bits in old where bits != Self.empty { _ = add(bits) }
  }

  private mutating func add(_ bits: UInt64) -> Bool {
    let product = bits.multipliedFullWidth(by: factor)
    var slot = Int(truncatingIfNeeded: product.high ^ product.low) & (slots.count - 1)
    while slots[slot] != Self.empty {
      if slots[slot] == bits { return false }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = bits
    return true
  }
}
