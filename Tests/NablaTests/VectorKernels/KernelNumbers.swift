/// Numbers from a fixed linear congruential sequence, uniform between bounds.
struct Numbers {
  private var state: UInt64 = 0x9e37_79b9_7f4a_7c15

  mutating func next<Real: BinaryFloatingPoint>(_ low: Double, _ high: Double) -> Real {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Real(low + (high - low) * Double(state >> 11) * 0x1p-53)
  }

  mutating func array<Real: BinaryFloatingPoint>(_ count: Int, _ low: Double, _ high: Double) -> [Real] {
    (0..<count).map { _ in next(low, high) }
  }

  /// A whole number from −size to size: sums of their products are exact, in any order.
  mutating func whole<Real: BinaryFloatingPoint>(upTo size: Int) -> Real {
    let number: Double = next(-Double(size) - 0.5, Double(size) + 0.5)
    return Real(min(max(number.rounded(), -Double(size)), Double(size)))
  }
}

func isClose<Real: KernelReal>(_ computed: Real, _ expected: Double, scale: Double, ulps: Double) -> Bool {
  abs(Double(computed) - expected) <= ulps * Double(Real.ulpOfOne) * max(abs(expected), scale)
}

/// The lengths at the edges of the blocks that the kernels work in.
let kernelLengths = [0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 127, 129]

/// The shapes of tiles: rows, columns and stride.
let tileShapes = [(0, 5, 5), (3, 0, 0), (1, 1, 1), (3, 7, 7), (5, 8, 11), (4, 64, 64), (3, 65, 70), (2, 129, 131)]
