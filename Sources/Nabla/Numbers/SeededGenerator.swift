/// A random number generator with a seed: the same seed gives the same numbers everywhere.
///
/// The algorithm is xoshiro256++ 1.0 of D. Blackman and S. Vigna ("Scrambled linear pseudorandom number generators",
/// ACM Transactions on Mathematical Software 47, 2021), its four words of state filled by SplitMix64 from the seed.
/// Its period is 2²⁵⁶ − 1. It is not for cryptography.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable, Codable {
  private var state: SIMD4<UInt64>

  /// A generator started from `seed`; different seeds give unrelated sequences.
  public init(seed: UInt64) {
    var splitMix = seed
    func next() -> UInt64 {
      splitMix &+= 0x9E37_79B9_7F4A_7C15
      var z = splitMix
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = SIMD4(next(), next(), next(), next())
  }

  /// Reads a generator, and refuses the state from which only zeros come.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    state = try container.decode(SIMD4<UInt64>.self, forKey: .state)
    guard state != SIMD4() else {
      throw DecodingError.dataCorruptedError(
        forKey: .state, in: container, debugDescription: "a generator's state of zeros only")
    }
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, by k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotated(state[0] &+ state[3], by: 23) &+ state[0]
    let t = state[1] << 17
    state[2] ^= state[0]
    state[3] ^= state[1]
    state[1] ^= state[2]
    state[0] ^= state[3]
    state[2] ^= t
    state[3] = rotated(state[3], by: 45)
    return result
  }

  /// A number uniform on [0, 1), a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A standard normal number, by Marsaglia's polar method (SIAM Review 6, 1964).
  public mutating func normal() -> Double {
    while true {
      let u = 2 * uniform() - 1
      let v = 2 * uniform() - 1
      let s = u * u + v * v
      if s > 0 && s < 1 { return u * (-2 * _DoublePrimitives.log(s) / s).squareRoot() }
    }
  }

  /// The numbers 0 ..< `count` in random order (Fisher and Yates's shuffle).
  ///
  /// - Complexity: O(`count`).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for i in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(i, Int(next(upperBound: UInt64(i + 1))))
    }
    return order
  }
}
