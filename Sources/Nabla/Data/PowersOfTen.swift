/// 5^q for the exponents of 10 that a number of either precision can have: the 128 highest bits, of which the first is 1.
///
/// The significand of 10^q is that of 5^q, so these are all that a decimal exponent needs.
enum PowersOfTen {
  /// Below 10^-342 the nearest double to any 19 digits is 0, and above 10^308 infinity.
  static let least = -342, most = 308

  /// The high and the low half of 5^q, at 2(q − `least`).
  ///
  /// The table is made once and stays; a pointer costs no count of references in inner loops.
  nonisolated(unsafe) static let halves: UnsafePointer<UInt64> = {
    let table = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * (most - least + 1))
    func store(_ q: Int, _ words: [UInt32], roundedUp: Bool) {
      var (high, low) = highestBits(words)
      if roundedUp {
        low &+= 1
        if low == 0 { high &+= 1 }
      }
      table[2 * (q - least)] = high
      table[2 * (q - least) + 1] = low
    }
    var power: [UInt32] = [1]
    for q in 0...most {
      store(q, power, roundedUp: false)
      multiplyByFive(&power)
    }
    // ⌊2^N / 5^q⌋, whose highest bits are those of 1/5^q; ⌊⌊a⌋/5⌋ = ⌊a/5⌋. Up to 5^27, which 64 bits hold, rounding up makes
    // the products of exact quotients exact (D. Lemire, Software: Practice and Experience 51, 2021).
    var quotient = [UInt32](repeating: 0, count: 40) + [1]
    for q in 1 ... -least {
      divideByFive(&quotient)
      store(-q, quotient, roundedUp: q <= 27)
    }
    return UnsafePointer(table)
  }()

  /// Whole numbers, the lowest 32 bits first.
  private static func multiplyByFive(_ words: inout [UInt32]) {
    var carry: UInt64 = 0
    for i in words.indices {
      carry += 5 * UInt64(words[i])
      words[i] = UInt32(truncatingIfNeeded: carry)
      carry >>= 32
    }
    if carry > 0 { words.append(UInt32(carry)) }
  }

  private static func divideByFive(_ words: inout [UInt32]) {
    var rest: UInt64 = 0
    for i in words.indices.reversed() {
      let value = rest << 32 | UInt64(words[i])
      words[i] = UInt32(value / 5)
      rest = value % 5
    }
    while words.last == 0 { words.removeLast() }
  }

  /// The 128 bits from the highest 1 on.
  private static func highestBits(_ words: [UInt32]) -> (high: UInt64, low: UInt64) {
    // Five words hold 128 bits behind up to 31 zeros.
    let top = (Array(words.reversed()) + [0, 0, 0, 0, 0]).prefix(5).map { UInt64($0) }
    let shift = UInt64(UInt32(top[0]).leadingZeroBitCount)
    let words = (0..<4).map { top[$0] << shift & 0xFFFF_FFFF | top[$0 + 1] >> (32 - shift) }
    return (words[0] << 32 | words[1], words[2] << 32 | words[3])
  }
}
