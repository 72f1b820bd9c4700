import Foundation
import Nabla

/// Random decimals against the C library's `strtod`, bit by bit.
enum DecimalCases {
  /// How many are read at once.
  private static let block = 200_000

  /// The number of decimals that were read as another number, of which the first few are told.
  static func run(count: Int, seed: UInt64) throws -> Int {
    var generator = SeededGenerator(seed: seed)
    var (wrong, done) = (0, 0)
    while done < count {
      let texts = (0..<min(block, count - done)).map { _ in decimal(&generator) }
      var text = Array("x,y\n".utf8)
      for decimal in texts { text += Array(decimal.utf8) + Array(",1\n".utf8) }
      let values = try DelimitedText(text: String(decoding: text, as: UTF8.self)).matrix([0], of: Double.self).elements
      for (value, text) in zip(values, texts) where value.bitPattern != strtod(text, nil).bitPattern {
        wrong += 1
        if wrong <= 10 { print("\(text) was read as \(value), and is \(strtod(text, nil))") }
      }
      done += texts.count
    }
    print("\(done) random decimals, \(wrong) of them other numbers than strtod's")
    return wrong
  }

  /// A finite decimal: of any bits, of few digits, of many with any exponent, or in or beside the middle of two doubles.
  private static func decimal(_ generator: inout SeededGenerator) -> String {
    while true {
      let bits = generator.next()
      let text: String
      switch generator.next() % 4 {
      case 0:
        // What is no number would be read as 0 by strtod, where Swift says more of it than `nan`.
        guard Double(bitPattern: bits).isFinite else { continue }
        text = "\(Double(bitPattern: bits))"
      case 1: text = "-\(bits % 1_000_000).\(generator.next() % 1_000_000)"
      case 2: text = "\(bits >> (generator.next() % 64)).\(generator.next())e\(Int(generator.next() % 660) - 340)"
      default:
        // From 2^63 on doubles are 2048 apart.
        let middle = (bits | 1 << 63) & ~2047 | 1024
        text = "\(middle - 1 + generator.next() % 3)"
      }
      if strtod(text, nil).isFinite { return text }
    }
  }
}
