// The formats that the readers read, written by the shortest code there is, so that the tests need no files.

/// An IDX file of the given element type and dimensions; `elements` are its bytes, big-endian.
func idxBytes(type: UInt8 = 0x08, dimensions: [Int], elements: [UInt8]) -> [UInt8] {
  [0, 0, type, UInt8(dimensions.count)] + dimensions.flatMap { bigEndianBytes(UInt32($0)) } + elements
}

/// The bytes of a number, the most significant first.
func bigEndianBytes(_ number: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

/// One gzip member (RFC 1952) of stored, that is uncompressed, deflate blocks (RFC 1951, 3.2.4).
func gzipStored(_ bytes: [UInt8]) -> [UInt8] {
  func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] { bigEndianBytes(number).reversed() }
  var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
  var start = 0
  repeat {
    let end = min(start + 65535, bytes.count)
    let length = UInt16(end - start)
    result += [end == bytes.count ? 1 : 0] + littleEndian(length) + littleEndian(~length) + bytes[start..<end]
    start = end
  } while start < bytes.count
  return result + littleEndian(crc32(bytes)) + littleEndian(UInt32(truncatingIfNeeded: bytes.count))
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = ~0
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}
