import Nabla

/// The checksum of ISO 3309, bit by bit.
func crc32(_ bytes: some Sequence<UInt8>) -> UInt32 {
  var crc: UInt32 = ~0
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
  }
  return ~crc
}

/// The file with the checksum that its contents have, so that they are believed.
func withChecksum(_ file: SafetensorsFile) -> SafetensorsFile {
  var file = file
  guard file.metadata["checksum"] != nil else { return file }
  var bytes: [UInt8] = []
  for (name, text) in file.metadata.sorted(by: { $0.key < $1.key }) where name != "checksum" {
    bytes += "\(name)\0\(text)\0".utf8
  }
  // The elements are what stands behind the header, in the order of the file, which is that of sizes and then of names.
  let contents = file.bytes()
  var end = contents.count
  var parts: [(name: String, bytes: [UInt8])] = []
  let ordered = file.tensors.sorted {
    ($1.value.elementType.byteCount, $0.key) < ($0.value.elementType.byteCount, $1.key)
  }
  for (name, tensor) in ordered.reversed() {
    let size = tensor.count * tensor.elementType.byteCount
    let shape = tensor.shape.map { " \($0)" }.joined()
    let text = "\(name)\0\(tensor.elementType.rawValue)\(shape)\0"
    parts.append((name, Array(text.utf8) + contents[end - size..<end]))
    end -= size
  }
  for part in parts.sorted(by: { $0.name < $1.name }) { bytes += part.bytes }
  let digits = String(crc32(bytes), radix: 16)
  file.metadata["checksum"] = String(repeating: "0", count: 8 - digits.count) + digits
  return file
}
