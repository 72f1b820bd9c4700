extension SafetensorsFile {
  /// A checksum of the tensors and the text, which does not depend on their order in the file: eight hexadecimal digits.
  ///
  /// It is the CRC-32 of ISO 3309 (the one of gzip and of Python's `zlib.crc32`) of, in order of names: for each text its
  /// name, a zero byte, the text, a zero byte; then for each tensor its name, a zero byte, its type and extents separated
  /// by spaces, a zero byte, and its elements. The text named `except` is left out.
  ///
  /// - Complexity: O(size of the file).
  func checksum(except excluded: String) -> String {
    var crc = CRC32()
    for (name, text) in metadata.sorted(by: { $0.key < $1.key }) where name != excluded {
      crc.append("\(name)\0\(text)\0".utf8)
    }
    for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
      let shape = tensor.shape.map { " \($0)" }.joined()
      crc.append("\(name)\0\(tensor.elementType.rawValue)\(shape)\0".utf8)
      crc.append(tensor.bytes)
    }
    let digits = String(crc.value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// The cyclic redundancy check with the reversed polynomial EDB88320, a byte at a time.
private struct CRC32 {
  private static let table: [UInt32] = (0..<256 as Range<UInt32>).map { byte in
    (0..<8).reduce(byte) { crc, _ in crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }

  private var state = UInt32.max

  var value: UInt32 { ~state }

  mutating func append(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { state = state >> 8 ^ Self.table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] }
  }
}
