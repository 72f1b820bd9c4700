/// A hash of arrays, to tell them apart: FNV-1a (Fowler, Noll and Vo) over words of eight bytes.
package struct WordHash {
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  package init() {}

  package mutating func append<Element: BitwiseCopyable>(_ elements: [Element]) {
    combine(UInt64(elements.count))
    elements.withUnsafeBytes { bytes in
      let whole = bytes.count & ~7
      for i in stride(from: 0, to: whole, by: 8) { combine(bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)) }
      for i in whole..<bytes.count { combine(UInt64(bytes[i])) }
    }
  }

  private mutating func combine(_ word: UInt64) { value = (value ^ word) &* 0x100_0000_01B3 }
}
